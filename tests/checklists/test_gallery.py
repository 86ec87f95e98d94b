"""The gallery: what waits to be done about a template, the archive, and the library's templates that are not loaded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from checklists import library
from checklists.models import Template
from checklists.schedule import Rule
from checklists.services import lines
from checklists.services.proposals import Offer, propose_lines
from checklists.services.templates import archive_template
from tests import factories

LIST = "/templates/"
SMALL = "meeting-preparation"


@pytest.fixture
def template(people: SimpleNamespace, today: date) -> Template:
    return factories.template([factories.line("A1", department=people.marketing)], by=people.planner).template


@pytest.fixture
def departments(people: SimpleNamespace) -> None:
    for slug in library.DEPARTMENTS:
        factories.department(slug)


def shown(client: Any) -> Any:
    return client.get(LIST).context["shelf"]


def changed(slug: str) -> library.LibraryTemplate:
    """The library's file as a later release of the product might ship it."""
    source = library.shipped()[slug]
    section, *others = source.content.sections
    line = replace(section.lines[0], title="새 판의 제목")
    content = replace(source.content, sections=(replace(section, lines=(line, *section.lines[1:])), *others))
    return replace(source, digest="another", file=replace(source.file, content=content))


def test_templates_stand_below_their_launch_types(as_user, people, template):
    factories.template(
        [factories.line("B1", department=people.sales)], by=people.planner, type_=factories.launch_type("sms", 5)
    )
    groups = shown(as_user(people.viewer)).groups
    assert [(str(launch_type), len(found)) for launch_type, found in groups] == [("partner-mall", 1), ("sms", 1)]


def test_editors_see_what_waits(as_user, people, template):
    lines.change_line(template.pk, "A1", by=people.planner, revision=None, title="다른 제목")
    propose_lines(template.pk, [Offer("새 항목", people.sales, Rule(-3))], by=people.planner)
    [(_type, [found])] = shown(as_user(people.planner)).groups
    assert (found.changes, found.proposals) == (1, 1)
    [(_type, [found])] = shown(as_user(people.viewer)).groups
    assert (found.changes, found.proposals) == (0, 0)


def test_a_draft_that_was_changed_back_has_no_change(as_user, people, template):
    for title in ("다른 제목", "항목 A1"):
        lines.change_line(template.pk, "A1", by=people.planner, revision=None, title=title)
    [(_type, [found])] = shown(as_user(people.planner)).groups
    assert found.changes == 0


def test_the_archive_is_for_editors(as_user, people, template):
    archive_template(template.pk, by=people.planner)
    assert [found.template for found in shown(as_user(people.planner)).archived] == [template]
    assert shown(as_user(people.viewer)).archived == []


def test_queries_do_not_grow_with_templates(as_user, people, today):
    client, counts = as_user(people.planner), []
    shown(client)
    for number in (1, 6):
        for _n in range(number):
            made = factories.template([factories.line("A1", department=people.sales)], by=people.planner).template
            lines.change_line(made.pk, "A1", by=people.planner, revision=None, title="다른 제목")
        with CaptureQueriesContext(connection) as queries:
            shown(client)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


def test_the_library_offers_what_is_not_loaded(as_user, people, departments):
    client = as_user(people.planner)
    assert len(shown(client).unused) == len(library.shipped())
    client.post(f"{LIST}library/{SMALL}/use/")
    assert SMALL not in [source.slug for source in shown(client).unused]
    assert Template.objects.get(slug=SMALL).versions.published().count() == 1


def test_a_preview_shows_every_line_before_anything_is_loaded(as_user, people):
    page = as_user(people.planner).get(f"{LIST}library/{SMALL}/")
    found = [line.item.key for _section, lines in page.context["sections"] for line in lines]
    assert found == [line.key for line in library.shipped()[SMALL].content.lines()]
    assert not Template.objects.exists()


@pytest.mark.parametrize("who", ["admin", "planner"])
def test_the_departments_that_are_missing_are_made_with_it(as_user, people, who):
    as_user(getattr(people, who)).post(f"{LIST}library/payment-method/use/")
    assert Template.objects.get(slug="payment-method").versions.published().exists()


def test_the_library_is_for_editors(as_user, people):
    assert as_user(people.viewer).get(f"{LIST}library/{SMALL}/").status_code == 403
    assert as_user(people.agent).get(f"{LIST}library/{SMALL}/").status_code == 404
    assert as_user(people.planner).get(f"{LIST}library/nowhere/").status_code == 404


# --- A later edition of a file --------------------------------------------------------------------------------------


def test_a_new_edition_becomes_the_next_version_where_nobody_edited(people, departments):
    template = library.use(library.shipped()[SMALL], by=people.planner)
    library.use(changed(SMALL), by=people.planner)
    assert template.versions.published().count() == 2


def test_a_new_edition_never_overwrites_what_people_edited(people, departments):
    template = library.use(library.shipped()[SMALL], by=people.planner)
    key = template.versions.drafts().get().items.first().key
    lines.change_line(template.pk, key, by=people.planner, revision=None, title="우리 제목")
    library.use(changed(SMALL), by=people.planner)
    assert template.versions.published().count() == 1
    assert template.versions.drafts().get().items.get(key=key).title == "우리 제목"
    assert library.is_newer(changed(SMALL), template)


def test_a_new_edition_is_offered_compared_and_fetched(as_user, people, departments, monkeypatch):
    template = library.use(library.shipped()[SMALL], by=people.planner)
    source = changed(SMALL)
    monkeypatch.setitem(library.shipped(), SMALL, source)
    client, url = as_user(people.planner), f"{LIST}{template.pk}/edition/"
    [(_type, [found])] = shown(client).groups
    assert found.edition == source
    assert len(client.get(url).context["comparison"]) == 1
    revision = template.versions.drafts().get().revision
    client.post(url, {"revision": revision})
    assert template.versions.drafts().get().items.filter(title="새 판의 제목").exists()
    [(_type, [found])] = shown(client).groups
    assert found.edition is None


def test_fetching_over_what_somebody_changed_meanwhile_is_refused(as_user, people, departments, monkeypatch):
    template = library.use(library.shipped()[SMALL], by=people.planner)
    monkeypatch.setitem(library.shipped(), SMALL, changed(SMALL))
    draft = template.versions.drafts().get()
    lines.change_line(template.pk, draft.items.first().key, by=people.second_planner, revision=None, title="남의 제목")
    page = as_user(people.planner).post(f"{LIST}{template.pk}/edition/", {"revision": draft.revision})
    assert page.status_code == 412
    assert template.versions.drafts().get().items.filter(title="남의 제목").exists()


def test_the_command_takes_short_names(people, departments):
    call_command("load_library", SMALL)
    assert [template.slug for template in Template.objects.all()] == [SMALL]
    with pytest.raises(CommandError, match="nowhere"):
        call_command("load_library", "nowhere")
