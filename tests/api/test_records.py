"""Records over the API: filed once, read with every revision, corrected against a version, answered."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from projects.models import Project
from records.models import Record

from .conftest import Caller, by_token, token_for

RECORD = {
    "kind": "meeting",
    "title": "배송비 회의",
    "body": "[김서연] [오후 3:21] 화면이 바뀌었네요",
    "is_chat": True,
    "held_at": "2026-11-24T15:30+09:00",
    "participants": [{"name": "박MD", "department": "쿠팡"}],
}


def caller(user: Any, *scopes: str) -> Caller:
    return by_token(token_for(user, *scopes))


@pytest.fixture
def planner(today: date, people: SimpleNamespace) -> Caller:
    return caller(people.planner)


def full(launch: Project, people: SimpleNamespace) -> dict[str, Any]:
    item = launch.items.get(key="A1").pk
    decided = {"words": "되돌린다", "decided_by_id": people.planner.pk, "owner_id": people.marketer.pk}
    return RECORD | {
        "project_id": launch.pk,
        "item_ids": [item],
        "positions": [{"words": "메일로 알렸다", "department_id": people.marketing.pk}],
        "resolutions": [decided | {"due_on": "2026-11-27", "item_ids": [item]}],
        "questions": [{"words": "누가 하나", "owner_id": people.marketer.pk}],
    }


def test_a_program_files_a_record_once(launch: Project, people: SimpleNamespace, planner: Caller):
    answers = [planner.post("records/", full(launch, people), key="once") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    record = answers[0].json()
    assert record["current"]["body"].startswith("> **김서연** · 오후 3:21")
    assert record["resolutions"][0]["item_ids"] == record["item_ids"]
    assert Record.objects.count() == 1


def test_the_scope_that_files_records_is_its_own(launch: Project, people: SimpleNamespace):
    assert caller(people.planner, "read", "write:record").post("records/", RECORD).status_code == 201
    refused = caller(people.planner, "read", "write:launch").post("records/", RECORD)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert caller(people.centre_lead).post("records/", RECORD).status_code == 403


def test_lists_find_what_the_page_finds(launch: Project, people: SimpleNamespace, planner: Caller):
    planner.post("records/", full(launch, people))
    for query in ({"q": "되돌린다"}, {"kind": "meeting"}, {"project": launch.pk}, {"person": people.marketer.pk}):
        found = planner.get("records/", **query).json()
        assert (found["count"], found["results"][0]["open_resolution_count"]) == (1, 1), query
    assert planner.get("records/", waits_for_me="true").json()["count"] == 0
    assert caller(people.marketer).get("records/", waits_for_me="true").json()["count"] == 1
    assert caller(people.centre_lead).get("records/").json()["count"] == 0


def test_a_correction_names_the_version_it_read(launch: Project, people: SimpleNamespace, planner: Caller):
    record = planner.post("records/", full(launch, people)).json()
    assert planner.get(f"records/{record['id']}/").headers["ETag"] == '"1"'
    changed = {name: value for name, value in full(launch, people).items() if name not in ("project_id", "item_ids")}
    changed |= {"title": "고친 제목", "reason": "고침"}
    path = f"records/{record['id']}/correct/"
    assert planner.post(path, changed).status_code == 428
    corrected = planner.post(path, changed, version=1)
    assert corrected.status_code == 200, corrected.content
    assert [revision["title"] for revision in corrected.json()["revisions"]] == ["배송비 회의", "고친 제목"]
    assert corrected.json()["positions"] == record["positions"]
    assert corrected.json()["current"]["held_at"] == record["current"]["held_at"]
    assert planner.post(path, changed, version=1).status_code == 412


def test_lines_are_answered(launch: Project, people: SimpleNamespace, planner: Caller):
    record = planner.post("records/", full(launch, people)).json()
    position, resolution, question = (record[name][0]["id"] for name in ("positions", "resolutions", "questions"))
    lead, owner = caller(people.marketing_lead), caller(people.marketer)
    assert planner.post(f"positions/{position}/answer/", {"answer": "confirmed"}).status_code == 403
    disputed = lead.post(f"positions/{position}/answer/", {"answer": "disputed", "words": "11일에 알렸다"})
    assert disputed.json()["answer_words"] == "11일에 알렸다"
    assert owner.post(f"resolutions/{resolution}/settle/").json()["settled_by_id"] == people.marketer.pk
    assert owner.post(f"open-questions/{question}/answer/", {"words": "우리"}).json()["answer"] == "우리"
    assert owner.post(f"open-questions/{question}/answer/", {"words": "남"}).status_code == 409


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "party"}, "kind"),
        ({"positions": [{"words": "말"}]}, "positions[0].name"),
        ({"positions": [{"words": ""}]}, "positions[0].words"),
        ({"participants": [{"name": "가", "age": 3}]}, "participants[0].age"),
        ({"held_at": "2027-11-24T15:30+09:00"}, "held_at"),
        ({"request_id": 10**15}, "request_id"),
        (
            {"resolutions": [{"words": "말", "decided_by_name": "나", "due_on": "2026-11-27"}]},
            "resolutions[0].owner_id",
        ),
    ],
)
def test_what_is_wrong_is_named(people: SimpleNamespace, planner: Caller, change: Any, field: str):
    answer = planner.post("records/", RECORD | change)
    assert answer.status_code == 400, answer.content
    assert field in str(answer.json()), answer.json()
