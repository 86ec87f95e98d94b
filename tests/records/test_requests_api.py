"""Requests over the API."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from records.models import Request
from tests.api.conftest import api as api  # the fixture
from tests.conftest import TODAY

from .asked import request

SOON = (TODAY + timedelta(days=7)).isoformat()


def change(caller, method: str, path: str, body, version: int):
    headers = {"If-Match": f'"{version}"'}
    send = getattr(caller.client, method)
    return send(f"/api/v1/{path}", body, content_type="application/json", headers=headers)


def test_filed_once_with_its_options_whatever_is_repeated(api, people, today):
    agent = api(people.agent)
    body = {"title": "반품 버튼", "said_words": "어디 있나요?", "options": [{"text": "버튼", "cost": "3일"}]}
    first, second = (agent.post("requests/", body, key="one") for _n in range(2))
    assert (first.status_code, second.json()) == (201, first.json())
    made = Request.objects.get()
    assert (made.department, made.options.get().cost) == (people.centre, "3일")
    assert first.json()["options"][0]["cost"] == ""


def test_from_triage_to_check_by_addresses_alone(api, people, today):
    made, planner, lead, owner = (
        request(people, by=people.marketer),
        api(people.planner),
        api(people.marketing_lead),
        api(people.marketer),
    )
    delivered = {"delivered_on": TODAY.isoformat(), "check_on": SOON, "figure_name": "문의", "figure_before": 10.5}
    steps = [
        (planner, "triage", {}),
        (lead, "votes", {"priority": 2, "words": "다음에"}),
        (planner, "agree", {"priority": 2}),
        (planner, "promise", {"owner_id": people.marketer.pk, "promised_on": SOON}),
        (owner, "notes", {"text": "시안"}),
        (owner, "deliver", delivered),
        (owner, "check", {"figure_after": 3, "checked_note": "줄었다"}),
    ]
    for caller, act, body in steps:
        made.refresh_from_db()
        answer = caller.post(f"requests/{made.pk}/{act}/", body, version=made.version)
        assert answer.status_code in (200, 201), (act, answer.content)
    found = answer.json()
    assert (found["state"], found["figure_before"], found["figure_after"]) == ("checked", 10.5, 3)
    assert (found["votes"][0]["words"], found["notes"][0]["text"], found["actions"]) == ("다음에", "시안", [])


def test_a_change_needs_the_version_and_leaves_the_rest(api, people, today):
    made, caller = request(people, by=people.marketer), api(people.marketer)
    assert change(caller, "patch", f"requests/{made.pk}/", {"inquiries": 7}, 1).json()["inquiries"] == 7
    assert change(caller, "patch", f"requests/{made.pk}/", {"inquiries": 8}, 1).status_code == 412
    made.refresh_from_db()
    assert made.said == "어디서 반품하나요?"


def test_options_by_address(api, people, today):
    made, planner = request(people, "triaged"), api(people.planner)
    planner.post(f"requests/{made.pk}/options/", {"text": "새 대안"})
    option = made.options.get(text="새 대안")
    path = f"requests/{made.pk}/options/{option.pk}/"
    version = Request.objects.get(pk=made.pk).version
    assert change(planner, "put", path, {"text": "고친 대안"}, version).status_code == 200
    assert planner.post(f"{path}choose/", version=version + 1).json()["options"][-1]["is_chosen"]
    assert change(planner, "delete", path, {}, version + 2).status_code == 409
    assert planner.post(f"requests/{made.pk}/options/999999/choose/", version=version + 2).status_code == 404


def test_the_list_is_filtered_as_the_page_is(api, people, launch):
    request(people, "doing"), request(people, "declined"), request(people)
    planner = api(people.planner)
    assert [row["state"] for row in planner.get("requests/").json()["results"]] == ["doing", "new"]
    assert planner.get("requests/", state="declined").json()["count"] == 1
    assert planner.get("requests/", state="gone").status_code == 400
    assert planner.get("requests/", priority="1").json()["count"] == 1


def test_the_queries_of_the_list_do_not_grow(api, people, today):
    caller, counts = api(people.planner), []
    for _round in range(2):
        request(people)
        with CaptureQueriesContext(connection) as captured:
            caller.get("requests/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_to_a_launch_and_to_a_template(api, people, launch):
    made, planner = request(people, "agreed"), api(people.planner)
    place = {"project_id": launch.pk, "section_id": launch.sections.first().pk, "department_id": people.sales.pk}
    answer = planner.post(f"requests/{made.pk}/item/", place | {"due_on": SOON})
    assert answer.status_code == 201, answer.content
    line = {"template_id": launch.template_version.template_id, "department_id": people.sales.pk, "offset": -3}
    proposed = planner.post(f"requests/{made.pk}/propose/", line)
    found = planner.get(f"requests/{made.pk}/").json()
    assert (found["item_id"], found["proposal_id"]) == (answer.json()["id"], proposed.json()["id"])


def test_a_meeting_by_addresses(api, people, today):
    made, planner = request(people, "triaged"), api(people.planner)
    record_id = planner.post("request-meetings/", {"request_ids": [made.pk]}).json()["record_id"]
    body = {"votes": [{"department_id": people.cx.pk, "priority": 3, "words": "나중"}], "priority": 3}
    answer = planner.post(f"request-meetings/{record_id}/requests/{made.pk}/", body, version=made.version)
    assert (answer.status_code, answer.json()["priority"]) == (200, 3)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "가\u202e나"},
        {"inquiries": "7"},
        {"inquiries": -1},
        {"quotes": "한 줄"},
        {"quotes": ["a", "a"]},
        {"channel": "fax"},
        {"options": [{"cost": "3일"}]},
        {"options": [{"text": "x"}] * 11},
        {"project_id": 10**17},
        {"surprise_id": 10**17},
        {"department_id": 10**17},
        {"said_words": " "},
        {"more": 1},
    ],
)
def test_what_cannot_be_is_400_and_changes_nothing(api, people, today, wrong):
    answer = api(people.planner).post("requests/", {"title": "제목", "said_words": "말"} | wrong)
    assert answer.status_code == 400, answer.content
    assert not Request.objects.exists()


def test_scopes_decide_what_a_token_does(api, people, today):
    made = request(people, "triaged")
    reader, writer = api(people.planner, "read"), api(people.planner, "read", "write:record")
    assert reader.post(f"requests/{made.pk}/decline/", {"reason": "x"}, version=made.version).status_code == 403
    assert writer.post(f"requests/{made.pk}/votes/", {"priority": 1}).status_code == 403
    assert writer.post(f"requests/{made.pk}/decline/", {"reason": "x"}, version=made.version).status_code == 200
