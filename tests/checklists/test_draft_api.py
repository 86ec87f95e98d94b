"""The draft over the API: read whole, written against versions, refused in the words that pages use."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests import factories
from tests.api.conftest import api

__all__ = ["api"]


@pytest.fixture
def template(people):
    lines = [
        factories.line("A01", "D-10 business", department=people.marketing, scenarios=["연결된다"]),
        factories.line("A02", "D-5", department=people.sales, waits_for=[("A01", 2)]),
    ]
    question = {"key": "overseas", "text": "해외배송이 있습니까?", "kind": "yes_no"}
    return factories.template(lines, by=people.planner, questions=[question]).template


@pytest.fixture
def send(api, people, template):
    """`send(method, path, body)` as the planner, under the draft's address."""

    def call(method: str, path: str, body: Any = None, version: int | None = None, who: str = "planner"):
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        address = f"/api/v1/templates/{template.pk}/draft/{path}"
        client = api(getattr(people, who)).client
        if method == "get":
            return client.get(address)
        return getattr(client, method)(address, body or {}, content_type="application/json", headers=headers)

    return call


def test_the_draft_is_read_whole_with_versions(send):
    answer = send("get", "")
    body = answer.json()
    assert answer.headers["ETag"] == f'"{body["version"]}"'
    assert [line["key"] for line in body["lines"]] == ["A01", "A02"]
    assert body["lines"][1]["waits"] == [{"key": "A01", "days": 2}]
    assert body["questions"][0]["key"] == "overseas"
    assert send("get", "lines/A01/").json() == body["lines"][0]


def test_a_line_is_written_against_its_version(send):
    read = send("get", "lines/A01/").json()["version"]
    assert send("patch", "lines/A01/", {"title": "새 제목"}).status_code == 428
    changed = send("patch", "lines/A01/", {"title": "새 제목", "offset": -7, "is_blocker": True}, read)
    assert (changed.status_code, changed.headers["ETag"]) == (200, f'"{read + 1}"')
    body = changed.json()
    assert (body["title"], body["offset"], body["unit"], body["is_blocker"]) == ("새 제목", -7, "business", True)
    stale = send("patch", "lines/A01/", {"title": "늦은 제목"}, read, "second_planner")
    assert (stale.status_code, stale.json()["current"]["title"]) == (412, "새 제목")


def test_lists_are_written_whole(send):
    scenario = {"text": "보인다", "offset": -2, "condition": {"question": "overseas", "is": True}}
    body = {"scenarios": [scenario], "waits": [], "condition": {"question": "overseas", "is": False}}
    changed = send("patch", "lines/A02/", body, send("get", "lines/A02/").json()["version"]).json()
    assert changed["scenarios"] == [scenario | {"text_en": "", "unit": "business"}]
    assert (changed["waits"], changed["condition"]) == ([], body["condition"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "a\u202eb"}, "title"),
        ({"offset": -366}, "offset"),
        ({"unit": "weeks"}, "unit"),
        ({"department_id": 999_999}, "department"),
        ({"condition": []}, "condition"),
        ({"condition": {"question": "none", "is": True}}, "condition"),
        ({"waits": [{"key": "A01"}]}, "waits"),
        ({"scenarios": [{"text": ""}]}, "scenarios[0].text"),
        ({"key": "B01"}, "key"),
    ],
)
def test_what_is_wrong_is_named(send, body, field):
    answer = send("patch", "lines/A01/", body, send("get", "lines/A01/").json()["version"])
    assert (answer.status_code, answer.json()["field"]) == (400, field), answer.json()


def test_lines_are_added_moved_copied_and_taken_out(send):
    section = send("get", "").json()["sections"][0]["id"]
    added = send("post", "lines/", {"section_id": section, "title": "셋째", "after": "A01"})
    assert (added.status_code, added.json()["key"]) == (201, "A03")
    assert send("post", "lines/A03/duplicate/").json()["key"] == "A04"
    send("post", "lines/A04/step/", {"step": "up"})
    send("post", "lines/A02/move/", {"section_id": section, "before": "A01"})
    assert [line["key"] for line in send("get", "").json()["lines"]] == ["A02", "A01", "A04", "A03"]
    assert send("delete", "lines/A04/").status_code == 428
    assert send("delete", "lines/A04/", version=9).status_code == 412
    assert send("delete", "lines/A04/", version=1).status_code == 204
    assert send("get", "lines/A04/").status_code == 404


def test_many_lines_are_changed_shifted_and_taken_out(send, people):
    keys = ["A01", "A02"]
    assert send("post", "change-lines/", {"keys": keys, "department_id": people.sales.pk}).json() == {"changed": 1}
    assert send("post", "shift-lines/", {"keys": keys, "days": 2}).json() == {"changed": 2}
    assert [line["offset"] for line in send("get", "").json()["lines"]] == [-8, -3]
    assert send("post", "shift-lines/", {"keys": keys, "days": -400}).status_code == 400
    assert send("post", "remove-lines/", {"keys": keys}).json() == {"changed": 2}


def test_sections_and_questions_are_written(send):
    made = send("post", "sections/", {"title": "끝"}).json()
    renamed = send("put", f"sections/{made['id']}/", {"title": "마침"}, made["version"]).json()
    assert (renamed["title"], renamed["version"]) == ("마침", made["version"] + 1)
    assert send("put", f"sections/{made['id']}/", {"title": "늦음"}, made["version"]).status_code == 412
    assert send("post", f"sections/{made['id']}/step/", {"step": "up"}).status_code == 200
    assert send("post", f"sections/{made['id']}/duplicate/").status_code == 201
    assert send("delete", f"sections/{made['id']}/").status_code == 204
    choices = [{"label": "쿠팡"}, {"label": "네이버"}]
    asked = send(
        "post", "questions/", {"key": "mall", "text": "어디입니까?", "kind": "choice", "choices": choices}
    ).json()
    assert len({choice["value"] for choice in asked["choices"]}) == 2
    number = {"text": "몇 건입니까?", "kind": "number"}
    assert send("put", "questions/mall/", number, asked["version"]).json()["choices"] == []
    assert send("put", "questions/mall/", number, asked["version"]).status_code == 412
    assert send("post", "questions/mall/step/", {"step": "up"}).status_code == 200
    assert send("delete", "questions/mall/").status_code == 204


def test_a_section_with_lines_stays(send):
    section = send("get", "").json()["sections"][0]["id"]
    answer = send("delete", f"sections/{section}/")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_empty")


@pytest.mark.parametrize("who", ["marketing_lead", "viewer", "centre_lead"])
def test_others_neither_read_nor_write_a_draft(send, who):
    assert send("get", "", who=who).status_code == 403
    assert send("patch", "lines/A01/", {"title": "x"}, 1, who).status_code == 403
