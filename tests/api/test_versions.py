"""Versions, the library and proposals over the API: people who are signed in edit, tokens only read."""

from __future__ import annotations

import pytest

from checklists.models import Proposal, Template
from checklists.services import lines
from tests import factories


@pytest.fixture
def template(people, launch) -> Template:
    template = launch.template_version.template
    lines.change_line(template.pk, "A1", by=people.planner, revision=None, title="바뀐 제목")
    return template


def revision(template: Template) -> int:
    return template.versions.drafts().get().revision


def test_versions_are_listed_and_compared(api, people, template):
    caller = api(people.planner)
    [version] = caller.get(f"templates/{template.pk}/versions/").json()["results"]
    assert (version["number"], version["items"]) == (1, 6)
    answer = caller.get(f"templates/{template.pk}/compare/", before="1", after="draft")
    [change] = answer.json()["changes"]
    assert (change["of"], change["change"], change["key"]) == ("line", "changed", "A1")
    assert change["fields_changed"][0]["after"] == ["바뀐 제목"]
    assert answer.headers["ETag"] == f'"{revision(template)}"'


def test_a_token_reads_and_never_edits(api, people, template):
    token = api(people.planner, "read", "write:launch", "write:tick", "write:decision")
    assert token.get(f"templates/{template.pk}/versions/").status_code == 200
    assert token.get(f"templates/{template.pk}/compare/", before="1", after="draft").status_code == 404
    path = f"templates/{template.pk}/"
    for act, body in (
        ("publish/", {"note": "둘째"}),
        ("versions/1/restore/", None),
        ("archive/", None),
        ("duplicate/", {"name": "사본"}),
        ("edition/", None),
    ):
        assert token.post(path + act, body, version=revision(template)).status_code == 403
    assert token.get("library/").status_code == 403
    body = {"title": "새", "department_id": people.sales.pk, "offset": -3, "note": "이유"}
    assert token.post(path + "proposals/", body).status_code == 403


def test_publishing_names_the_draft_that_was_read(api, people, template):
    caller, path = api(people.planner), f"templates/{template.pk}/publish/"
    assert caller.post(path, {"note": "둘째"}, version=1).status_code == 412
    answer = caller.post(path, {"note": "둘째"}, version=revision(template))
    assert (answer.status_code, answer.json()["number"], answer.json()["note"]) == (201, 2, "둘째")
    assert caller.post(path, {"note": " "}, version=revision(template)).status_code == 400


def test_restoring_gives_the_drafts_new_version(api, people, template):
    answer = api(people.planner).post(f"templates/{template.pk}/versions/1/restore/", version=revision(template))
    assert answer.headers["ETag"] == f'"{revision(template)}"'
    assert template.versions.drafts().get().items.get(key="A1").title == "항목 A1"
    missing = api(people.planner).post(f"templates/{template.pk}/versions/9/restore/", version=revision(template))
    assert missing.status_code == 404


def test_a_template_is_made_changed_copied_and_archived(api, people, template):
    caller = api(people.planner)
    body = {"name": "새 템플릿", "launch_type_id": template.launch_type_id}
    made = caller.post("templates/", body).json()
    assert caller.post(f"templates/{made['id']}/change/", body | {"name": "다른 이름"}).json()["name"] == "다른 이름"
    copy = caller.post(f"templates/{template.pk}/duplicate/", {"name": "사본", "number": 1})
    assert copy.status_code == 201
    assert caller.post(f"templates/{template.pk}/archive/").json()["is_archived"]
    assert not caller.post(f"templates/{template.pk}/unarchive/").json()["is_archived"]
    unknown = caller.post("templates/", {"name": "새", "launch_type_id": 999_999})
    assert (unknown.status_code, unknown.json()["code"]) == (400, "unknown_launch_type")


def test_the_library_is_read_used_and_fetched(api, people):
    caller = api(people.admin)
    slugs = {row["slug"]: row["template_id"] for row in caller.get("library/").json()["results"]}
    assert slugs["meeting-preparation"] is None
    detail = caller.get("library/meeting-preparation/").json()
    assert len(detail["lines"]) == detail["items"]
    used = caller.post("library/meeting-preparation/use/")
    template = Template.objects.get(pk=used.json()["id"])
    fetched = caller.post(f"templates/{template.pk}/edition/", version=revision(template))
    assert fetched.json()["version"] == revision(template)
    assert caller.get("library/nowhere/").status_code == 404


def test_proposals_are_made_and_decided(api, people, template):
    caller, path = api(people.planner), f"templates/{template.pk}/proposals/"
    body = {"department_id": people.sales.pk, "offset": -3, "note": "이유"}
    ids = [caller.post(path, body | {"title": f"항목 {n}"}).json()["id"] for n in range(3)]
    section = template.versions.drafts().get().sections.first()
    accepted = caller.post(f"proposals/{ids[0]}/accept/", {"section_id": section.pk}).json()
    assert template.versions.drafts().get().items.filter(key=accepted["result_key"]).exists()
    merged = caller.post(f"proposals/{ids[1]}/merge/", {"key": "A1", "guidance": "배운 것"}).json()
    assert (merged["verdict"], merged["result_key"]) == ("merged", "A1")
    assert caller.post(f"proposals/{ids[2]}/decline/", {"reason": "아님"}).json()["verdict"] == "declined"
    assert caller.get(path, verdict="waiting").json()["count"] == 0
    assert caller.post(f"proposals/{ids[2]}/decline/", {"reason": "아님"}).status_code == 409
    assert caller.post("proposals/999999/decline/", {"reason": "아님"}).status_code == 404


def test_a_line_of_a_launch_is_proposed(api, people, launch):
    item = factories.item(launch, "A1")
    answer = api(people.marketing_lead).post(f"items/{item.pk}/propose/", {"note": "더 일찍"})
    assert (answer.status_code, answer.json()["key"]) == (201, "A1")
    assert Proposal.objects.get().source_item == item.pk
    assert api(people.sales_lead).post(f"items/{item.pk}/propose/", {"note": "더 일찍"}).status_code == 403


def test_a_token_that_may_add_a_line_proposes_it_too(api, people, launch):
    body = {
        "section_id": launch.sections.first().pk,
        "title": "토큰으로 더한 항목",
        "department_id": people.sales.pk,
        "due_on": "2026-12-04",
    }
    answer = api(people.planner, "write:launch", "read").post(
        f"projects/{launch.pk}/items/", body, version=launch.version
    )
    assert answer.status_code == 201
    assert Proposal.objects.get().title == "토큰으로 더한 항목"
