"""Ladders over the API: read, written against a version, previewed, taken back."""

from __future__ import annotations

import pytest

from notifications.models import ReminderPolicy
from notifications.services.reminders import remind
from tests.conftest import NOW

DIGEST = {"repeats_daily": False, "blockers_only": False, "urgency": "digest"}
BEFORE = {"offset": -2, "audience": ["owner"], **DIGEST}
AFTER = {"offset": 1, "audience": ["planner"], **DIGEST}


def send(caller, method: str, path: str, body: object = None, version: int | None = 1):
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return getattr(caller.client, method)(
        f"/api/v1/{path}", body or {}, content_type="application/json", headers=headers
    )


def test_a_ladder_is_read_written_and_taken_back(api, people, launch):
    planner, path = api(people.planner), f"projects/{launch.pk}/reminders/"
    default = planner.get(path)
    assert (default.json()["source"], default.json()["version"], default.headers["ETag"]) == ("default", 1, '"1"')
    saved = send(planner, "put", path, {"steps": [AFTER, BEFORE], "pause_days": 2})
    assert saved.status_code == 200, saved.json()
    assert saved.json() == {"source": "project", "steps": [BEFORE, AFTER], "pause_days": 2, "version": 2}
    assert send(planner, "put", path, {"steps": [BEFORE, AFTER]}, version=1).status_code == 412
    back = send(planner, "delete", path, version=2)
    assert (back.status_code, back.json()["source"]) == (200, "default")


def test_a_change_without_a_version_is_428(api, people, launch):
    answer = send(api(people.planner), "put", f"projects/{launch.pk}/reminders/", {"steps": [BEFORE]}, version=None)
    assert answer.status_code == 428


@pytest.mark.parametrize(
    ("steps", "field"),
    [
        ([], "steps"),
        ([BEFORE | {"offset": 1.5}, AFTER], "steps[0].offset"),
        ([BEFORE | {"offset": "-3"}, AFTER], "steps[0].offset"),
        ([BEFORE | {"offset": -99999}, AFTER], "steps[0].offset"),
        ([BEFORE, AFTER | {"audience": ["everybody"]}], "steps[1].audience[0]"),
        ([BEFORE, AFTER | {"audience": []}], "steps[1].audience"),
        ([BEFORE, AFTER | {"at": "09:00"}], "steps[1].at"),
        ([BEFORE, BEFORE, AFTER], "steps[0].offset"),
        ([BEFORE | {"offset": -n} for n in range(1000)], "steps"),
        ([BEFORE], "steps"),
        ("x", "steps"),
        (None, "steps"),
    ],
)
def test_what_is_wrong_is_named(api, people, launch, steps, field):
    answer = send(api(people.planner), "put", f"projects/{launch.pk}/reminders/", {"steps": steps})
    assert (answer.status_code, answer.json()["field"]) == (400, field), answer.json()
    assert not ReminderPolicy.objects.exists()


def test_a_token_reads_ladders_and_writes_none(api, people, launch):
    program, path = api(people.planner, "read", "write:launch"), f"projects/{launch.pk}/reminders/"
    assert program.get(path).status_code == 200
    assert send(program, "put", path, {"steps": [BEFORE, AFTER]}).json()["code"] == "not_for_tokens"


def test_a_preview_tells_who_would_be_told_and_saves_nothing(api, people, launch):
    planner = api(people.planner)
    answer = planner.post(f"projects/{launch.pk}/reminders/preview/", {"steps": [BEFORE, AFTER]})
    body = answer.json()
    assert answer.status_code == 200
    assert body["follows"]
    assert body["removed"] > 0
    assert {row["change"] for row in body["days"]} >= {"added", "removed"}
    assert sum(len(row["item_ids"]) for row in body["days"] if row["change"] == "added") == body["added"]
    assert not ReminderPolicy.objects.exists()
    in_force = planner.post(f"projects/{launch.pk}/reminders/preview/", {}).json()
    assert (in_force["added"], in_force["removed"]) == (0, 0)


def test_a_department_previews_with_a_launch(api, people, launch):
    path = f"departments/{people.marketing.pk}/reminders/preview/"
    body = {"steps": [BEFORE | {"offset": -4, "audience": ["lead"]}], "project_id": launch.pk}
    assert api(people.marketing_lead).post(path, body).json()["added"] > 0
    assert api(people.sales_lead).post(path, body).status_code == 403
    assert api(people.planner).post(path, {"steps": []}).json()["field"] == "project_id"


def test_acknowledging_a_reminder_answers_until_when_it_rests(api, people, launch):
    remind(NOW)
    reminder = people.planner.notifications.get(item__key="A1")
    answer = api(people.planner).post(f"notifications/{reminder.pk}/acknowledge/")
    assert answer.json()["paused_until"] == "2026-11-26"
    [row] = [row for row in api(people.planner).get("notifications/").json()["results"] if row["id"] == reminder.pk]
    assert row["paused_until"] == "2026-11-26"
