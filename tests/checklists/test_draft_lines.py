"""The services that edit a draft's lines, sections and questions."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from accounts.errors import Forbidden, Invalid, Refusal, Stale
from checklists.content import ChoiceContent, QuestionContent, ScenarioContent, WaitContent
from checklists.models import Scenario, Template, TemplateItem, TemplateVersion
from checklists.schedule import Rule, Unit
from checklists.services import bulk, lines, questions, sections
from checklists.services.publishing import publish_draft
from ledger.models import Event
from tests import factories
from tests.simultaneously import simultaneously


@pytest.fixture
def template(people: SimpleNamespace) -> Template:
    version = factories.template(
        [
            factories.line(
                "A01", "D-10 business", department=people.marketing, scenarios=["연결된다", "끊기지 않는다"]
            ),
            factories.line("A02", "D-5 business", department=people.sales, waits_for=["A01"]),
            factories.line("A03", "D-3", department=people.sales, section="오픈 후"),
        ],
        by=people.planner,
    )
    return version.template


def draft(template: Template) -> TemplateVersion:
    return template.versions.drafts().get()


def order(template: Template) -> list[str]:
    items = draft(template).items.order_by("section__order", "section", "order", "pk")
    return [f"{item.section.title}:{item.key}" for item in items.select_related("section")]


def item(template: Template, key: str) -> TemplateItem:
    return draft(template).items.get(key=key)


def test_a_new_line_goes_below_another_and_begins_as_it_is(template, people):
    section = item(template, "A01").section_id
    added = lines.add_line(template.pk, by=people.planner, section_id=section, title="새 항목", after="A01")
    assert order(template) == ["준비:A01", "준비:A04", "준비:A02", "오픈 후:A03"]
    assert (added.department, added.rule) == (people.marketing, Rule(-10, Unit.BUSINESS))


def test_the_key_of_a_line_taken_out_after_publishing_is_not_given_again(template, people):
    lines.remove_line(template.pk, "A03", by=people.planner)
    section = item(template, "A01").section_id
    added = lines.add_line(template.pk, by=people.planner, section_id=section, title="새 항목")
    assert added.key == "A04"


def test_a_change_is_written_with_its_event_and_the_same_again_changes_nothing(template, people):
    before = Event.objects.filter(stream=template.stream_id).count()
    values = {"title": "고친 제목", "rule": Rule(-7, Unit.BUSINESS), "is_blocker": True}
    for _twice in range(2):
        changed = lines.change_line(template.pk, "A01", by=people.planner, revision=None, **values)
    assert (changed.title, changed.offset, changed.is_blocker) == ("고친 제목", -7, True)
    event = Event.objects.filter(stream=template.stream_id).latest("seq")
    assert Event.objects.filter(stream=template.stream_id).count() == before + 1
    assert (event.before["title"], event.after["title"]) == ("항목 A01", "고친 제목")


def test_the_second_of_two_editors_is_told_what_the_first_wrote(template, people):
    read = item(template, "A01").revision
    lines.change_line(template.pk, "A01", by=people.planner, revision=read, title="먼저")
    with pytest.raises(Stale) as stale:
        lines.change_line(template.pk, "A01", by=people.second_planner, revision=read, title="나중")
    assert (stale.value.current["title"], stale.value.current["revision"]) == ("먼저", read + 1)
    assert item(template, "A01").title == "먼저"


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_do_not_overwrite_each_other(template, people):
    read = item(template, "A01").revision

    def write(by, title):
        return lambda: lines.change_line(template.pk, "A01", by=by, revision=read, title=title).title

    found = simultaneously(write(people.planner, "하나"), write(people.second_planner, "둘"))
    [saved] = [title for title in found if isinstance(title, str)]
    assert [type(error) for error in found if not isinstance(error, str)] == [Stale]
    assert item(template, "A01").title == saved


@pytest.mark.django_db(transaction=True)
def test_two_lines_added_at_once_get_two_keys_and_two_places(template, people):
    section = item(template, "A01").section_id

    def add(by):
        return lambda: lines.add_line(template.pk, by=by, section_id=section, title="새 항목", after="A01").key

    assert {*simultaneously(add(people.planner), add(people.second_planner))} == {"A04", "A05"}
    assert len({(line.section_id, line.order) for line in draft(template).items.all()}) == 5


def test_scenarios_and_waits_are_written_whole(template, people):
    scenarios = (ScenarioContent("끊기지 않는다"), ScenarioContent("새로 본다", rule=Rule(-2, Unit.BUSINESS)))
    waits = (WaitContent("A03", 2),)
    changed = lines.change_line(template.pk, "A01", by=people.planner, revision=None, scenarios=scenarios, waits=waits)
    assert [(s.text, s.offset) for s in changed.scenarios.all()] == [("끊기지 않는다", None), ("새로 본다", -2)]
    assert [(wait.predecessor.key, wait.days) for wait in changed.waits.all()] == [("A03", 2)]


def test_lines_may_not_wait_for_each_other(template, people):
    with pytest.raises(Invalid) as refused:
        lines.change_line(template.pk, "A01", by=people.planner, revision=None, waits=(WaitContent("A02"),))
    assert refused.value.field == "waits"
    assert not item(template, "A01").waits.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"title": "  "},
        {"title": "가" * 201},
        {"rule": Rule(-366, Unit.BUSINESS)},
        {"department_id": 0},
        {"default_owner_id": 0},
        {"approval": "somebody"},
        {"condition": {"question": "none", "is": True}},
        {"scenarios": (ScenarioContent(""),)},
        {"waits": (WaitContent("A01"),)},
    ],
)
def test_what_a_line_cannot_hold_is_refused_by_field(template, people, values):
    with pytest.raises(Invalid) as refused:
        lines.change_line(template.pk, "A01", by=people.planner, revision=None, **values)
    assert refused.value.field in {next(iter(values)).removesuffix("_id"), next(iter(values))}


def test_a_copy_stands_below_with_scenarios_and_waits(template, people):
    copy = lines.duplicate_line(template.pk, "A02", by=people.planner)
    assert order(template) == ["준비:A01", "준비:A02", "준비:A04", "오픈 후:A03"]
    assert (copy.title, [wait.predecessor.key for wait in copy.waits.all()]) == ("항목 A02", ["A01"])


@pytest.mark.parametrize(
    ("key", "step", "after"),
    [
        ("A02", -1, ["준비:A02", "준비:A01", "오픈 후:A03"]),
        ("A02", 1, ["준비:A01", "오픈 후:A02", "오픈 후:A03"]),
        ("A03", -1, ["준비:A01", "준비:A02", "준비:A03"]),
        ("A01", -1, ["준비:A01", "준비:A02", "오픈 후:A03"]),
    ],
)
def test_a_step_goes_over_the_edge_of_a_section(template, people, key, step, after):
    lines.shift_line(template.pk, key, by=people.planner, step=step)
    assert order(template) == after


def test_a_line_is_moved_above_another_one(template, people):
    target = item(template, "A03").section_id
    lines.move_line(template.pk, "A01", by=people.planner, section_id=target, before="A03")
    assert order(template) == ["준비:A02", "오픈 후:A01", "오픈 후:A03"]
    with pytest.raises(Refusal, match="A99"):
        lines.move_line(template.pk, "A01", by=people.planner, section_id=target, before="A99")


def test_many_lines_get_a_department_and_only_those_that_change_count(template, people):
    changed = bulk.change_lines(template.pk, ["A01", "A02", "gone"], by=people.planner, department_id=people.sales.pk)
    assert changed == 1
    assert set(draft(template).items.values_list("department__slug", flat=True)) == {"sales"}


def test_a_shift_moves_scenarios_along_and_is_all_or_nothing(template, people):
    own = (ScenarioContent("늦게", rule=Rule(-1, Unit.BUSINESS)),)
    lines.change_line(template.pk, "A01", by=people.planner, revision=None, scenarios=own)
    assert bulk.shift_lines(template.pk, ["A01", "A03"], by=people.planner, days=-2) == 2
    assert (item(template, "A01").offset, item(template, "A03").offset) == (-12, -5)
    assert Scenario.objects.get(item=item(template, "A01")).offset == -3
    with pytest.raises(Invalid, match="A01"):
        bulk.shift_lines(template.pk, ["A01", "A03"], by=people.planner, days=-358)
    assert item(template, "A03").offset == -5


def test_taking_out_many_lines_frees_those_that_waited(template, people):
    assert bulk.remove_lines(template.pk, ["A01", "A03"], by=people.planner) == 2
    assert not item(template, "A02").waits.exists()


def test_published_versions_keep_what_the_draft_loses(template, people):
    published = publish_draft(template.pk, by=people.planner, note="둘째")
    bulk.remove_lines(template.pk, ["A01", "A02", "A03"], by=people.planner)
    assert published.items.count() == 3


def test_only_planners_and_administrators_edit(template, people):
    for who in (people.marketing_lead, people.viewer, people.centre_lead):
        with pytest.raises(Forbidden):
            lines.change_line(template.pk, "A01", by=who, revision=None, title="남의 것")


def test_a_section_is_copied_with_its_lines_and_taken_out_only_empty(template, people):
    source = item(template, "A01").section_id
    copy = sections.duplicate_section(template.pk, source, by=people.planner)
    assert [line.key for line in copy.items.all()] == ["A04", "A05"]
    assert [section.title for section in draft(template).sections.all()] == ["준비", "준비", "오픈 후"]
    with pytest.raises(Refusal):
        sections.remove_section(template.pk, copy.pk, by=people.planner)
    bulk.remove_lines(template.pk, ["A04", "A05"], by=people.planner)
    sections.remove_section(template.pk, copy.pk, by=people.planner)
    assert draft(template).sections.count() == 2


def test_a_section_renamed_by_two_people_tells_the_second(template, people):
    section = item(template, "A01").section
    sections.rename_section(template.pk, section.pk, by=people.planner, title="먼저", revision=section.revision)
    with pytest.raises(Stale):
        sections.rename_section(template.pk, section.pk, by=people.second_planner, title="나중", revision=1)


def test_a_question_in_use_is_neither_taken_out_nor_changed_beneath_its_lines(template, people):
    choices = (ChoiceContent("", "쿠팡"), ChoiceContent("", "네이버"))
    asked = questions.add_question(
        template.pk, by=people.planner, question=QuestionContent("mall", "어디입니까?", "choice", choices=choices)
    )
    condition = {"question": "mall", "is": asked.choice_values[0]}
    lines.change_line(template.pk, "A01", by=people.planner, revision=None, condition=condition)
    with pytest.raises(Refusal, match="A01"):
        questions.remove_question(template.pk, "mall", by=people.planner)
    with pytest.raises(Invalid, match="A01"):
        questions.change_question(
            template.pk, "mall", by=people.planner, question=QuestionContent("mall", "몇 건입니까?", "number")
        )
    lines.change_line(template.pk, "A01", by=people.planner, revision=None, condition=None)
    questions.remove_question(template.pk, "mall", by=people.planner)
    assert not draft(template).questions.exists()
