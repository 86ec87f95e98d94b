"""Templates: one draft, numbered versions that never change."""

from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.errors import Forbidden, Invalid, Refusal
from checklists.content import Content
from checklists.models import Question, Scenario, Section, Template, TemplateItem, TemplateVersion, TemplateWait
from checklists.services.drafts import fill_draft
from checklists.services.publishing import publish_draft
from checklists.services.templates import create_template
from ledger.models import Event
from tests import factories

EMPTY = Content()
QUESTION = {"key": "new_number", "text": "새 번호입니까?", "kind": "yes_no"}


@pytest.fixture
def version(people: SimpleNamespace) -> TemplateVersion:
    """Two lines with a scenario, a wait and a question, published once."""
    lines = [
        factories.line("A1", department=people.marketing, scenarios=["연결된다"]),
        factories.line(
            "A2", department=people.sales, waits_for=[("A1", 2)], condition={"question": "new_number", "is": True}
        ),
    ]
    return factories.template(lines, by=people.planner, questions=[QUESTION])


def test_publishing_numbers_the_draft_and_copies_it_into_a_new_one(version: TemplateVersion) -> None:
    draft = version.template.versions.drafts().get()
    assert (version.number, draft.number, draft.published_at) == (1, None, None)
    for part in (version, draft):
        a1, a2 = part.items.all()
        assert [a1.key, a2.key, a1.section.version, a1.scenarios.get().text] == ["A1", "A2", part, "연결된다"]
        assert (a2.waits.get().predecessor, a2.waits.get().days, part.questions.get().key) == (a1, 2, "new_number")


def test_publishing_asks_for_a_note(version: TemplateVersion, people: SimpleNamespace) -> None:
    with pytest.raises(Invalid) as refused:
        publish_draft(version.template_id, by=people.planner, note=" ")
    assert refused.value.field == "note"


def test_an_empty_draft_is_not_published(people: SimpleNamespace) -> None:
    template = create_template(by=people.planner, launch_type=factories.launch_type(), slug="t", name="t")
    with pytest.raises(Refusal):
        publish_draft(template.pk, by=people.planner, note="첫 버전")


def test_a_condition_on_no_question_is_not_published(people: SimpleNamespace) -> None:
    line = factories.line("A1", department=people.marketing, condition={"question": "nothing", "is": True})
    with pytest.raises(Invalid, match="A1"):
        factories.template([line], by=people.planner)


def test_lines_that_wait_for_each_other_are_not_published(version: TemplateVersion, people: SimpleNamespace) -> None:
    a1, a2 = version.template.versions.drafts().get().items.all()
    TemplateWait.objects.create(item=a1, predecessor=a2)
    with pytest.raises(Invalid, match="A1 → A2"):
        publish_draft(version.template_id, by=people.planner, note="돌고 돕니다")


def test_a_wait_of_no_days_is_refused_by_the_database(version: TemplateVersion) -> None:
    draft = version.template.versions.drafts().get()
    with pytest.raises(IntegrityError, match="template_wait_days_from_one"):
        TemplateWait.objects.filter(item__version=draft).update(days=0)


def test_only_planners_and_administrators_edit_templates(version: TemplateVersion, people: SimpleNamespace) -> None:
    draft = version.template.versions.drafts().get()
    for stranger in (people.marketing_lead, people.marketer, people.centre_lead, people.viewer):
        with pytest.raises(Forbidden):
            publish_draft(version.template_id, by=stranger, note="x")
        with pytest.raises(Forbidden):
            fill_draft(draft, EMPTY, by=stranger)
    assert draft.items.count() == 2


def test_a_published_version_is_not_filled(version: TemplateVersion, people: SimpleNamespace) -> None:
    with pytest.raises(Refusal):
        fill_draft(version, EMPTY, by=people.planner)


def test_two_templates_do_not_share_a_short_name(version: TemplateVersion, people: SimpleNamespace) -> None:
    with pytest.raises(Invalid) as refused:
        create_template(by=people.planner, launch_type=factories.launch_type(), slug=version.template.slug, name="x")
    assert refused.value.field == "slug"


def test_what_happened_to_a_template_is_in_its_stream(version: TemplateVersion) -> None:
    events = Event.objects.filter(stream=version.template.stream).order_by("seq")
    assert [event.verb for event in events] == ["template_created", "draft_edited", "version_published"]
    assert events.last().reason == "첫 버전"


PARTS = [
    (TemplateVersion, "", "note"),
    (Section, "version__", "title"),
    (Question, "version__", "text"),
    (TemplateItem, "version__", "title"),
    (Scenario, "item__version__", "text"),
]


@pytest.mark.parametrize(("model", "path", "field"), PARTS)
def test_the_database_refuses_to_change_a_published_part(
    version: TemplateVersion, model, path: str, field: str
) -> None:
    published = model.objects.filter(**{f"{path}published_at__isnull": False})
    assert published.exists()
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        published.update(**{field: "바뀜"})
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id = %s", [published.first().pk])  # noqa: S608


def test_the_database_refuses_to_change_a_published_wait(version: TemplateVersion) -> None:
    published = TemplateWait.objects.filter(item__version=version)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        published.update(days=9)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        published.delete()


def test_the_database_refuses_new_parts_in_a_published_version(
    version: TemplateVersion, people: SimpleNamespace
) -> None:
    a1, a2 = version.items.all()
    parts = [
        Section(version=version, order=9, title="새 구분"),
        Question(version=version, order=9, key="q9", text="?", kind="yes_no"),
        TemplateItem(version=version, section=a1.section, order=9, key="Z9", title="새 항목", department=people.sales),
        Scenario(item=a1, order=9, text="새 시나리오"),
        TemplateWait(item=a1, predecessor=a2),
    ]
    for part in parts:
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            part.save()


def test_a_scenario_cannot_be_moved_out_of_a_published_version(version: TemplateVersion) -> None:
    elsewhere = TemplateItem.objects.get(version__published_at=None, key="A1")
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Scenario.objects.filter(item__version=version).update(item=elsewhere)


def test_a_published_template_cannot_be_deleted(version: TemplateVersion) -> None:
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Template.objects.get(pk=version.template_id).delete()


def test_publishing_takes_the_same_statements_for_any_number_of_lines(
    people: SimpleNamespace, django_assert_max_num_queries
) -> None:
    template = create_template(by=people.planner, launch_type=factories.launch_type(), slug="long", name="long")
    lines = [factories.line(f"A{n}", department=people.marketing, scenarios=["연결된다"]) for n in range(300)]
    factories.fill(template, lines, by=people.planner)
    with django_assert_max_num_queries(30):
        publish_draft(template.pk, by=people.planner, note="길다")
