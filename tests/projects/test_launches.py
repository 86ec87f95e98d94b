"""A launch is started whole or not at all, with dates, owners and a reason where one is needed."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.errors import Forbidden, Invalid, Refusal
from checklists.models import TemplateVersion
from ledger.models import Event
from projects.models import Item, ItemScenario, ItemWait, Project, ProjectSection, Status
from projects.services.launches import Draft, cancel_launch, finish_launch, preview_launch, start_launch
from tests import factories
from tests.conftest import LAUNCH_ON, TODAY
from tests.simultaneously import simultaneously

FAR = date(2027, 1, 20)


@pytest.fixture
def version(people: SimpleNamespace, today: date) -> TemplateVersion:
    lines = [
        factories.line("A1", "D-10 business", department=people.marketing, scenarios=["연결된다", "보인다"]),
        factories.line("S1", "D-5 business", department=people.sales, condition={"question": "ads", "is": True}),
        factories.line("S2", "D-3 business", department=people.sales, waits_for=["S1", ("A1", 2)]),
        factories.line("M1", "D+3", department=people.marketing, section="오픈 후 점검"),
    ]
    question = {"key": "ads", "text": "광고입니까?", "kind": "yes_no"}
    return factories.template(lines, by=people.planner, questions=[question])


@pytest.fixture
def draft(version: TemplateVersion, people: SimpleNamespace) -> Draft:
    answers = {"ads": True}
    return Draft("새 런칭", version.pk, FAR, TODAY, people.planner.pk, answers)


def test_a_launch_is_written_with_all_its_lines_and_one_event(draft: Draft, people: SimpleNamespace) -> None:
    project = start_launch(draft, by=people.planner)
    assert list(project.items.values_list("key", flat=True)) == ["A1", "S1", "S2", "M1"]
    assert [project.sections.count(), ItemScenario.objects.count(), ItemWait.objects.count()] == [2, 2, 2]
    event = Event.objects.get(stream=project.stream)
    assert (event.verb, event.after["items"], event.after["launch_on"]) == ("launch_started", 4, "2027-01-20")


def test_dates_are_those_of_the_preview(draft: Draft, people: SimpleNamespace) -> None:
    shown = {line.template_item.key: line.due.on for line in preview_launch(draft, by=people.planner).lines}
    project = start_launch(draft, by=people.planner)
    assert dict(project.items.values_list("key", "due_on")) == shown
    assert shown["S1"] == date(2027, 1, 13)


def test_an_answer_leaves_lines_out_and_nobody_waits_for_them(draft: Draft, people: SimpleNamespace) -> None:
    project = start_launch(replace(draft, answers={"ads": False}), by=people.planner)
    assert set(project.items.values_list("key", flat=True)) == {"A1", "S2", "M1"}
    assert list(ItemWait.objects.values_list("item__key", "predecessor__key", "days")) == [("S2", "A1", 2)]


def test_a_line_the_planner_skips_is_left_out(draft: Draft, people: SimpleNamespace) -> None:
    preview = preview_launch(replace(draft, skipped=frozenset({"A1"})), by=people.planner)
    assert [item.key for item in preview.left_out] == ["A1"]


def test_every_question_wants_an_answer(draft: Draft, people: SimpleNamespace) -> None:
    with pytest.raises(Invalid) as refused:
        start_launch(replace(draft, answers={}), by=people.planner)
    assert refused.value.field == "answers.ads"


def test_owners_come_from_choice_template_last_launch_and_department(draft: Draft, people: SimpleNamespace) -> None:
    start_launch(replace(draft, owners={"S2": people.sales_lead.pk, "M1": None}), by=people.planner)
    people.sales.default_owner = people.salesperson
    people.sales.save()
    lines = preview_launch(replace(draft, owners={"A1": people.marketer.pk}), by=people.planner).lines
    found = {line.template_item.key: (line.owner, line.owner_from) for line in lines}
    assert found == {
        "A1": (people.marketer, "chosen"),
        "S1": (people.salesperson, "department"),
        "S2": (people.sales_lead, "last_launch"),
        "M1": (None, ""),
    }


def test_a_template_names_an_owner(people: SimpleNamespace, today: date) -> None:
    line = factories.line("A1", department=people.marketing, default_owner=people.marketing_lead)
    version = factories.template([line], by=people.planner)
    [shown] = preview_launch(Draft("x", version.pk, FAR, TODAY, people.planner.pk), by=people.planner).lines
    assert (shown.owner, shown.owner_from) == (people.marketing_lead, "template")


def test_people_who_left_own_nothing_new(draft: Draft, people: SimpleNamespace) -> None:
    start_launch(replace(draft, owners={"A1": people.marketer.pk}), by=people.planner)
    people.marketer.is_active = False
    people.marketer.save()
    assert preview_launch(draft, by=people.planner).lines[0].owner is None
    with pytest.raises(Invalid):
        preview_launch(replace(draft, owners={"A1": people.marketer.pk}), by=people.planner)


def test_nobody_owns_a_line_of_a_launch_they_cannot_see(draft: Draft, people: SimpleNamespace) -> None:
    for hidden in (replace(draft, is_confidential=True), draft):
        stranger = people.agent if hidden is draft else people.marketer
        with pytest.raises(Invalid, match=r"볼 수 있는|see this launch"):
            start_launch(replace(hidden, owners={"A1": stranger.pk}), by=people.planner)


def test_the_preview_counts_what_speaks_against_it(version: TemplateVersion, people: SimpleNamespace) -> None:
    draft = Draft("x", version.pk, date(2026, 12, 6), TODAY, people.planner.pk, {"ads": True})
    preview = preview_launch(draft, by=people.planner)
    assert [line.template_item.key for line in preview.late] == ["A1"]
    assert (preview.notice_owed, preview.notice_given, preview.is_notice_short) == (20, 8, True)
    assert (preview.launch_day_is_open, preview.needs_reason, len(preview.unowned)) == (False, True, 4)
    assert preview.departments == [(people.marketing, 2, 1), (people.sales, 2, 0)]


def test_the_earliest_day_is_the_first_that_gives_the_notice_owed(draft: Draft, people: SimpleNamespace) -> None:
    earliest = preview_launch(draft, by=people.planner).earliest_launch_on
    for launch_on, is_short in ((earliest, False), (date.fromordinal(earliest.toordinal() - 1), True)):
        assert preview_launch(replace(draft, launch_on=launch_on), by=people.planner).is_notice_short is is_short


@pytest.mark.parametrize("launch_on", [date(2026, 12, 9), date(2026, 11, 27)])
def test_short_notice_and_past_dates_need_a_reason(draft: Draft, people: SimpleNamespace, launch_on: date) -> None:
    short = replace(draft, launch_on=launch_on)
    with pytest.raises(Invalid) as refused:
        start_launch(short, by=people.planner)
    assert refused.value.field == "late_reason"
    project = start_launch(replace(short, late_reason="계약이 늦었습니다"), by=people.planner)
    assert Event.objects.get(stream=project.stream).reason == project.late_reason == "계약이 늦었습니다"


def test_enough_notice_needs_no_reason(draft: Draft, people: SimpleNamespace) -> None:
    assert start_launch(draft, by=people.planner).late_reason == ""


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "가" * 101}, "name"),
        ({"launch_on": date(2099, 1, 1)}, "launch_on"),
        ({"launch_on": date(1, 1, 1)}, "launch_on"),
        ({"announced_on": date(9999, 12, 31)}, "announced_on"),
        ({"announced_on": date(2026, 11, 26)}, "announced_on"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"version_id": 0}, "version"),
        ({"planner_id": 0}, "planner"),
        ({"named_ids": (0,)}, "named"),
        ({"opened_to_ids": (0,)}, "opened_to"),
        ({"owners": {"A1": 0}}, "owners.A1"),
        ({"skipped": frozenset({"A1", "S1", "S2", "M1"})}, "answers"),
    ],
)
def test_wrong_input_is_refused_by_field(draft: Draft, people: SimpleNamespace, wrong: dict, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        start_launch(replace(draft, **wrong), by=people.planner)
    assert refused.value.field == field
    assert not Project.objects.exists()


def test_a_draft_version_starts_no_launch(draft: Draft, version: TemplateVersion, people: SimpleNamespace) -> None:
    unpublished = version.template.versions.drafts().get()
    with pytest.raises(Invalid):
        start_launch(replace(draft, version_id=unpublished.pk), by=people.planner)


def test_only_planners_start_launches(draft: Draft, people: SimpleNamespace) -> None:
    for stranger in (people.admin, people.marketing_lead, people.marketer, people.centre_lead, people.viewer):
        with pytest.raises(Forbidden):
            start_launch(draft, by=stranger)


def test_today_is_the_launchs_not_the_readers(draft: Draft, people: SimpleNamespace) -> None:
    with time_machine.travel("2026-11-25 08:00 +0900"), timezone.override("America/Los_Angeles"):
        assert preview_launch(draft, by=people.planner).today == TODAY


def test_the_same_key_gives_the_same_launch(draft: Draft, people: SimpleNamespace) -> None:
    keyed = replace(draft, creation_key=uuid4())
    assert start_launch(keyed, by=people.planner) == start_launch(keyed, by=people.planner)
    assert Project.objects.count() == 1


def test_a_confidential_launch_names_its_people(draft: Draft, people: SimpleNamespace) -> None:
    hidden = replace(draft, is_confidential=True, named_ids=[people.marketer.pk])
    project = start_launch(hidden, by=people.second_planner)
    assert set(project.named.all()) == {people.marketer, people.planner, people.second_planner}


def test_a_launch_is_opened_to_partners(draft: Draft, people: SimpleNamespace) -> None:
    project = start_launch(replace(draft, opened_to_ids=[people.centre.pk]), by=people.planner)
    assert list(project.opened_to.all()) == [people.centre]


def test_a_launch_that_fails_half_way_leaves_nothing(draft: Draft, people: SimpleNamespace) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE projects_itemwait ADD CONSTRAINT broken CHECK (false) NOT VALID")
    with pytest.raises(Exception, match="broken"):
        start_launch(draft, by=people.planner)
    assert [model.objects.count() for model in (Project, ProjectSection, Item)] == [0, 0, 0]


def _statements(people: SimpleNamespace, count: int) -> int:
    lines = [
        factories.line(
            f"L{n}", department=people.marketing, scenarios=["연결된다"], waits_for=[f"L{n - 1}"] if n else []
        )
        for n in range(count)
    ]
    version = factories.template(lines, by=people.planner)
    draft = Draft("x", version.pk, FAR, TODAY, people.planner.pk)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert start_launch(draft, by=people.planner).items.count() == count
    return len(captured)


def test_the_number_of_statements_does_not_depend_on_the_number_of_lines(people: SimpleNamespace, today: date) -> None:
    counts = [_statements(people, count) for count in (35, 200, 1000)]
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 30


def test_twenty_starts_with_one_key_make_one_launch(transactional_db: None, people: SimpleNamespace) -> None:
    version = factories.template([factories.line("A1", department=people.marketing)], by=people.planner)
    today = timezone.localdate()
    draft = Draft("x", version.pk, today, today, people.planner.pk, late_reason="급함", creation_key=uuid4())
    started = simultaneously(*[lambda: start_launch(draft, by=people.planner).pk] * 20)
    assert started == [Project.objects.get().pk] * 20
    assert Item.objects.count() == 1


def test_a_cancelled_launch_says_why_and_can_only_be_read(launch: Project, people: SimpleNamespace) -> None:
    with pytest.raises(Invalid):
        cancel_launch(launch.pk, by=people.planner, reason=" ")
    cancelled = cancel_launch(launch.pk, by=people.planner, reason="제휴가 깨졌습니다", version=1)
    assert (cancelled.is_running, cancelled.cancel_reason) == (False, "제휴가 깨졌습니다")
    with pytest.raises(Refusal) as refused:
        cancel_launch(launch.pk, by=people.planner, reason="다시")
    assert refused.value.code == "launch_ended"


def test_a_launch_is_finished_when_every_line_is_and_d_day_has_come(launch: Project, people: SimpleNamespace) -> None:
    with pytest.raises(Refusal):
        finish_launch(launch.pk, by=people.planner)
    Item.objects.update(status=Status.DONE, done_at=timezone.now(), done_by=people.planner)
    with pytest.raises(Refusal):
        finish_launch(launch.pk, by=people.planner)
    with time_machine.travel(f"{LAUNCH_ON} 10:00 +0900"):
        assert finish_launch(launch.pk, by=people.planner).finished_at
    assert Event.objects.filter(stream=launch.stream).last().verb == "launch_finished"
