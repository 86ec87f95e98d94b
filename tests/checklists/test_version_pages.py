"""The pages of versions: list, compare, publish, restore, and a template as a whole."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from checklists.models import Template
from checklists.services import lines
from checklists.services.publishing import publish_draft
from checklists.services.templates import create_template
from tests import factories


@pytest.fixture
def template(people: SimpleNamespace, today: date) -> Template:
    rows = [
        factories.line("A1", department=people.marketing, guidance="하나\n둘"),
        factories.line("A2", department=people.sales),
    ]
    made = factories.template(rows, by=people.planner).template
    lines.change_line(made.pk, "A1", by=people.planner, revision=None, title="바뀐 제목")
    return made


def url(template: Template, rest: str = "") -> str:
    return f"/templates/{template.pk}/{rest}"


def revision(template: Template) -> int:
    return template.versions.drafts().get().revision


def test_the_list_says_who_when_why_and_how_much_of_the_draft_differs(as_user, people, template):
    page = as_user(people.planner).get(url(template, "versions/"))
    [version] = page.context["published"]
    assert (version.note, version.published_by, version.item_count) == ("첫 버전", people.planner, 2)
    assert page.context["changes"] == 1


def test_only_what_would_change_something_is_offered(as_user, people, template):
    client = as_user(people.planner)
    offered = client.get(url(template, "versions/")).content.decode()
    assert url(template, "publish/") in offered
    assert url(template, "versions/1/restore/") in offered
    publish_draft(template.pk, by=people.planner, note="둘째")
    same = client.get(url(template, "versions/")).content.decode()
    assert url(template, "publish/") not in same  # the draft holds what version 2 holds
    assert url(template, "versions/2/restore/") not in same
    assert url(template, "versions/1/restore/") in same


def test_readers_see_published_versions_only(as_user, people, template):
    client = as_user(people.viewer)
    assert "draft" not in client.get(url(template, "versions/")).context
    assert client.get(url(template, "compare/?from=1&to=draft")).status_code == 404
    assert client.get(url(template, "publish/")).status_code == 403


def test_comparing_shows_old_beside_new(as_user, people, template):
    page = as_user(people.planner).get(url(template, "compare/"))
    html = page.content.decode()
    assert (page.context["before"].number, page.context["after"].number) == (1, None)
    assert "<del>항목 A1</del>" in html
    assert "<ins>바뀐 제목</ins>" in html


def test_a_version_without_a_difference_says_so(as_user, people, template):
    publish_draft(template.pk, by=people.planner, note="둘째")
    page = as_user(people.planner).get(url(template, "compare/?from=2&to=draft"))
    assert not page.context["comparison"]


def test_publishing_asks_for_a_note(as_user, people, template):
    client = as_user(people.planner)
    page = client.post(url(template, "publish/"), {"revision": revision(template), "note": " "})
    assert page.status_code == 400
    assert template.versions.published().count() == 1


def test_publishing_leads_to_running_launches(as_user, people, template):
    client = as_user(people.planner)
    answer = client.post(url(template, "publish/"), {"revision": revision(template), "note": "제목을 고쳤습니다"})
    assert answer.headers["Location"] == url(template, "versions/?published=2")
    assert f"/launches/sync/{template.pk}/" in client.get(answer.headers["Location"]).content.decode()


def test_publishing_after_somebody_else_shows_what_they_did(as_user, people, template):
    read = revision(template)
    lines.remove_line(template.pk, "A2", by=people.second_planner)
    page = as_user(people.planner).post(url(template, "publish/"), {"revision": read, "note": "내 메모"})
    html = page.content.decode()
    assert page.status_code == 412
    assert "송태호" in html
    assert "A2" in html
    assert "내 메모" in html


def test_nothing_to_publish_is_said(as_user, people, template):
    publish_draft(template.pk, by=people.planner, note="둘째")
    page = as_user(people.planner).get(url(template, "publish/"))
    assert page.context["comparison"] is not None
    assert 'name="note"' not in page.content.decode()


def test_what_stands_in_the_way_of_publishing_is_listed(as_user, people, template):
    template.versions.drafts().get().items.update(condition={"question": "gone", "is": True})
    page = as_user(people.planner).get(url(template, "publish/"))
    assert len(page.context["problems"]) == 2
    assert 'name="note"' not in page.content.decode()


def test_restoring_shows_what_is_lost_first(as_user, people, template):
    client = as_user(people.planner)
    page = client.get(url(template, "versions/1/restore/"))
    assert (len(page.context["lost"]), len(page.context["comparison"])) == (1, 1)
    client.post(url(template, "versions/1/restore/"), {"revision": revision(template)})
    assert template.versions.drafts().get().items.get(key="A1").title == "항목 A1"


def test_restoring_after_somebody_else_is_not_done(as_user, people, template):
    read = revision(template)
    lines.remove_line(template.pk, "A2", by=people.second_planner)
    page = as_user(people.planner).post(url(template, "versions/1/restore/"), {"revision": read})
    assert page.status_code == 412
    assert not template.versions.drafts().get().items.filter(key="A2").exists()


def test_a_new_template_begins_empty(as_user, people, today):
    words = {
        "name": "사내 시범",
        "launch_type": factories.launch_type().pk,
        "summary": "",
        "name_en": "",
        "summary_en": "",
    }
    answer = as_user(people.planner).post("/templates/new/", words, follow=True)
    template = Template.objects.get(name="사내 시범")
    assert answer.status_code == 200
    assert not template.versions.get().items.exists()


def test_words_and_type_can_change(as_user, people, template):
    other = factories.launch_type("promotion", 10)
    words = {"name": "새 이름", "launch_type": other.pk, "summary": "설명", "name_en": "New", "summary_en": ""}
    as_user(people.planner).post(url(template, "change/"), words)
    template.refresh_from_db()
    assert (template.name, template.launch_type, template.name_en) == ("새 이름", other, "New")


def test_a_copy_holds_the_version_asked_for(as_user, people, template):
    as_user(people.planner).post(url(template, "duplicate/?version=1"), {"name": "사본"})
    copy = Template.objects.get(name="사본")
    assert copy.versions.get().items.get(key="A1").title == "항목 A1"


def test_archived_templates_are_brought_back_by_editors_only(as_user, people, template):
    client = as_user(people.planner)
    client.post(url(template, "archive/"))
    assert client.get(url(template)).status_code == 200
    assert as_user(people.viewer).get(url(template)).status_code == 404
    as_user(people.planner).post(url(template, "unarchive/"))
    assert as_user(people.viewer).get(url(template)).status_code == 200


def test_the_history_has_a_word_for_every_deed(as_user, people, template):
    client = as_user(people.planner)
    for name in ("archive/", "unarchive/"):
        client.post(url(template, name))
    history = client.get(url(template)).context["history"]
    verbs = [told.event.verb for told in history]
    assert verbs[:2] == ["template_unarchived", "template_archived"]
    assert not any(told.what == told.event.verb for told in history)


def test_a_template_without_a_version_has_its_pages(as_user, people, today):
    template = create_template(by=people.planner, launch_type=factories.launch_type(), name="빈 것")
    client = as_user(people.planner)
    for page in ("", "versions/", "compare/", "publish/", "proposals/"):
        assert client.get(url(template, page)).status_code == 200


def test_queries_of_a_comparison_do_not_grow_with_lines(as_user, people, today):
    client, counts = as_user(people.planner), []
    for number in (3, 60):
        rows = [factories.line(f"L{n}", department=people.sales, scenarios=["하나"]) for n in range(number)]
        template = factories.template(rows, by=people.planner).template
        lines.change_line(template.pk, "L1", by=people.planner, revision=None, title="바뀜")
        with CaptureQueriesContext(connection) as queries:
            client.get(url(template, "compare/"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 26
