"""A template's content as plain values: what is read back from the database is what was put in."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from accounts.errors import Invalid, Refusal, Stale
from accounts.models import Department
from checklists.content import Content, LineContent, SectionContent, WaitContent
from checklists.contents import content_of
from checklists.library import DEPARTMENTS, LIBRARY, read
from checklists.models import Template, TemplateVersion
from checklists.schedule import Roll, Rule, Unit
from checklists.services.drafts import fill_draft
from checklists.services.publishing import publish_draft, restore_version
from checklists.services.templates import archive_template, create_template, duplicate_template
from ledger.models import Event
from tests import factories


@pytest.fixture
def template(people: SimpleNamespace) -> Template:
    for slug, (name, name_en) in DEPARTMENTS.items():
        Department.objects.get_or_create(slug=slug, defaults={"name": name, "name_en": name_en})
    return create_template(by=people.planner, launch_type=factories.launch_type(), name="시험")


def draft_of(template: Template) -> TemplateVersion:
    return template.versions.drafts().get()


def line(key: str, **fields: object) -> LineContent:
    return LineContent(**({"key": key, "title": key, "department": "cx", "rule": Rule(-3, Unit.BUSINESS)} | fields))


def content(*lines: LineContent) -> Content:
    return Content((SectionContent("준비", lines=lines),))


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_library_file_comes_back_as_it_went_in(path: Path, template: Template, people: SimpleNamespace) -> None:
    wanted = read(path).content
    fill_draft(draft_of(template), wanted, by=people.planner)
    assert content_of(draft_of(template)) == wanted


def test_a_version_is_read_in_a_constant_number_of_queries(
    template: Template, people: SimpleNamespace, django_assert_num_queries
) -> None:
    for count in (2, 60):
        lines = [line(f"A{n}", waits=(WaitContent("A0"),) if n else ()) for n in range(count)]
        fill_draft(draft_of(template), content(*lines), by=people.planner)
        draft = draft_of(template)
        with django_assert_num_queries(6):
            assert len(list(content_of(draft).lines())) == count


def test_publishing_and_restoring_keep_every_value(template: Template, people: SimpleNamespace) -> None:
    first = content(line("A1", rule=Rule(-7, Unit.CALENDAR, Roll.NEXT), default_owner=people.marketer.email))
    fill_draft(draft_of(template), first, by=people.planner)
    publish_draft(template.pk, by=people.planner, note="첫 버전")
    assert content_of(draft_of(template)) == first
    fill_draft(draft_of(template), content(line("B1")), by=people.planner)
    restore_version(template.pk, 1, by=people.planner)
    assert content_of(draft_of(template)) == first
    assert Event.objects.filter(stream=template.stream, verb="draft_edited").latest("seq").after["what"]


def test_a_restore_does_not_overwrite_what_was_edited_meanwhile(template: Template, people: SimpleNamespace) -> None:
    fill_draft(draft_of(template), content(line("A1")), by=people.planner)
    publish_draft(template.pk, by=people.planner, note="첫 버전")
    seen = draft_of(template).revision
    fill_draft(draft_of(template), content(line("A2")), by=people.second_planner)
    with pytest.raises(Stale):
        restore_version(template.pk, 1, by=people.planner, revision=seen)
    assert [row.key for row in content_of(draft_of(template)).lines()] == ["A2"]


def test_a_draft_filled_anew_matches_no_page_opened_before(template: Template, people: SimpleNamespace) -> None:
    fill_draft(draft_of(template), content(line("A1")), by=people.planner)
    before = draft_of(template).items.get().revision
    fill_draft(draft_of(template), content(line("A1")), by=people.planner)
    assert draft_of(template).items.get().revision > before


@pytest.mark.parametrize(
    ("wrong", "field"),
    [(line("A1", department="moon"), ""), (line("A1", waits=(WaitContent("A1"),)), "waits")],
)
def test_a_content_that_leads_nowhere_is_refused_whole(
    template: Template, people: SimpleNamespace, wrong: LineContent, field: str
) -> None:
    fill_draft(draft_of(template), content(line("K1")), by=people.planner)
    with pytest.raises(Invalid) as refused:
        fill_draft(draft_of(template), content(wrong), by=people.planner)
    assert refused.value.field == field
    assert [row.key for row in content_of(draft_of(template)).lines()] == ["K1"]


def test_somebody_who_left_owns_no_line_of_a_restored_draft(template: Template, people: SimpleNamespace) -> None:
    people.marketer.is_active = False
    people.marketer.save()
    fill_draft(draft_of(template), content(line("A1", default_owner=people.marketer.email)), by=people.planner)
    assert draft_of(template).items.get().default_owner is None


def test_an_archived_template_is_not_edited_until_it_is_brought_back(
    template: Template, people: SimpleNamespace
) -> None:
    archive_template(template.pk, by=people.planner)
    with pytest.raises(Refusal, match=r"archived|보관"):
        fill_draft(draft_of(template), content(line("A1")), by=people.planner)
    archive_template(template.pk, by=people.planner, is_archived=False)
    fill_draft(draft_of(template), content(line("A1")), by=people.planner)


def test_a_copy_of_a_template_holds_the_same_and_lives_alone(template: Template, people: SimpleNamespace) -> None:
    fill_draft(draft_of(template), content(line("A1"), line("A2", waits=(WaitContent("A1", 2),))), by=people.planner)
    version = publish_draft(template.pk, by=people.planner, note="첫 버전")
    copy = duplicate_template(version, by=people.planner, name="사본")
    assert content_of(draft_of(copy)) == content_of(version)
    assert (copy.stream_id != template.stream_id, copy.versions.published().exists()) == (True, False)
