"""The main job by somebody who only has the API."""

from __future__ import annotations

from types import SimpleNamespace

from checklists.models import TemplateVersion
from tests import factories
from tests.conftest import LAUNCH_ON


def _version(people: SimpleNamespace) -> TemplateVersion:
    return factories.template(
        [
            factories.line("A1", "D-5 business", department=people.marketing, is_blocker=True),
            factories.line("A2", "D-4 business", department=people.marketing, scenarios=["연결된다"]),
            factories.line(
                "S1", "D-3 business", department=people.sales, is_blocker=True, evidence_kind="link_or_file"
            ),
            factories.line("S2", "D-2 business", department=people.sales, waits_for=["S1"]),
        ],
        by=people.planner,
    )


def test_a_launch_is_started_worked_on_moved_and_decided(api, people, today):
    version = _version(people)
    # What a person answers for by name takes a scope of its own (ADR 7).
    program = api(people.planner, "read", "write:launch", "read:audit")
    planner = api(people.planner, "read", "write:launch", "write:decision")
    salesperson = api(people.salesperson, "read", "write:tick")
    marketer = api(people.marketer, "read", "write:tick")
    draft = {
        "name": "○○몰 고객센터 오픈",
        "template_version_id": version.pk,
        "launch_on": LAUNCH_ON.isoformat(),
        "owners": {"A1": people.marketer.pk},
    }

    preview = program.post("projects/preview/", draft).json()
    assert preview["needs_reason"]
    assert preview["unowned"] == 3
    refused = program.post("projects/", draft)
    assert (refused.status_code, refused.json()["field"]) == (400, "late_reason")
    started = program.post("projects/", draft | {"late_reason": "계약이 늦어졌습니다"})
    assert started.status_code == 201, started.json()
    project = f"projects/{started.json()['id']}/"

    items = {row["key"]: row for row in planner.get(project + "items/").json()["results"]}
    assert items["A1"]["owner_name"] == "박지훈"

    ticked = marketer.post(f"items/{items['A1']['id']}/complete/", version=1)
    assert (ticked.status_code, ticked.json()["status"], ticked.headers["ETag"]) == (200, "done", '"2"')

    blocked = salesperson.post(f"items/{items['S1']['id']}/block/", {"reason": "계정이 없습니다"}, version=1)
    assert blocked.json()["status"] == "blocked"
    refused = salesperson.post(f"items/{items['S2']['id']}/complete/", version=1)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_ready")

    scenario = marketer.get(f"items/{items['A2']['id']}/").json()["scenarios"][0]
    verified = marketer.post(f"items/{items['A2']['id']}/scenarios/{scenario['id']}/verify/", version=1)
    assert verified.json()["version"] == 2
    commented = marketer.post(f"items/{items['A2']['id']}/comments/", {"body": "@김서연 확인했습니다"})
    assert commented.json()["mentioned_ids"] == [people.planner.pk]
    waived = planner.post(
        f"items/{items['A2']['id']}/waive/",
        {"reason": "다음 달로 미룹니다", "fallback": "수기 안내", "follow_up_on": "2026-12-20"},
        version=commented.json()["version"],
    )
    assert waived.json()["status"] == "waived"

    found = planner.get(project)
    moved = program.post(
        project + "move/", {"launch_on": "2026-12-16", "reason": "일정 조정"}, version=found.json()["version"]
    )
    assert moved.json()["launch_on"] == "2026-12-16"

    decider = api(people.second_planner, "read", "write:decision")
    refused = decider.post(project + "decisions/", {"verdict": "go"})
    assert (refused.status_code, refused.json()["code"]) == (409, "verdict_locked")
    condition = {
        "item_id": items["S1"]["id"],
        "accepter_id": people.sales_lead.pk,
        "reason": "계정 발급 대기",
        "fallback": "본사에서 대신 처리",
        "follow_up_on": "2026-12-18",
    }
    decided = decider.post(project + "decisions/", {"verdict": "conditional_go", "conditions": [condition]})
    assert decided.status_code == 201, decided.json()
    assert decided.json()["conditions"][0]["item_id"] == items["S1"]["id"]

    events = program.get(project + "events/").json()
    verbs = [event["verb"] for event in events["results"]]
    assert [event["seq"] for event in events["results"]] == list(range(1, events["head_seq"] + 1))
    assert verbs[0] == "launch_started"
    expected = {"item_done", "item_blocked", "scenario_verified", "commented", "item_waived", "launch_moved", "decided"}
    assert expected <= set(verbs)
    assert program.get(project + "events/", after=events["head_seq"]).json()["results"] == []


def test_readiness_is_given_with_its_reason_and_by_department(api, people, launch):
    found = api(people.viewer).get(f"projects/{launch.pk}/readiness/").json()
    assert found["state"] == "at_risk"
    assert found["reason"]
    assert {part["department_id"] for part in found["departments"]} == {
        people.marketing.pk,
        people.sales.pk,
        people.centre.pk,
    }


def test_my_items_across_launches(api, people, launch):
    rows = api(people.marketer).get("items/", owner="me", ordering="due_on").json()
    assert [row["key"] for row in rows["results"]] == ["A1", "A2"]
    assert rows["results"][0]["is_late"] is True


def test_templates_are_read_with_everything_in_them(api, people, launch):
    planner = api(people.planner)
    listed = planner.get("templates/").json()["results"][0]
    found = planner.get(f"templates/{listed['id']}/").json()
    assert listed["items"] == len(found["lines"]) == 6
    assert found["lines"][1]["scenarios"][0]["text"] == "연결된다"
    assert found["lines"][3]["waits"] == [{"key": "S1", "days": 3}]


def test_evidence_as_a_link_or_a_file(api, people, launch):
    item = factories.item(launch, "S1")
    salesperson = api(people.salesperson)
    linked = salesperson.post(f"items/{item.pk}/evidence/", {"url": "https://example.com/계약.pdf"})
    assert (linked.status_code, linked.json()["version"]) == (201, 2)
    boundary = "x"
    content = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="\xea\xb3\x84\xec\x95\xbd.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n%PDF-1.7\n\r\n--x--\r\n"
    )
    sent = salesperson.send(f"items/{item.pk}/evidence/", content, f"multipart/form-data; boundary={boundary}")
    assert (sent.status_code, sent.json().get("file_name")) == (201, "계약.pdf"), sent.json()
    withdrawn = salesperson.post(f"evidence/{sent.json()['id']}/withdraw/", version=3)
    assert withdrawn.json()["withdrawn_at"]
    assert salesperson.get(f"items/{item.pk}/evidence/").json()["count"] == 2
