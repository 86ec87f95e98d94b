"""People, invitations, departments and closed days over the API: the services that the pages call."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from accounts.models import CalendarDay, Department, Invitation
from projects.models import Project


def patch(caller: Any, path: str, body: dict[str, Any]) -> Any:
    return caller.client.patch(f"/api/v1/{path}", body, content_type="application/json")


def test_people_are_invited_all_or_none(people: SimpleNamespace, api: Any) -> None:
    caller = api(people.planner)
    good = {"email": "a@example.com", "role": "member", "department_id": people.marketing.pk}
    refused = caller.post("invitations/", {"people": [good, good | {"email": "nowhere"}]})
    assert (refused.status_code, refused.json()["field"], Invitation.objects.count()) == (400, "email", 0)
    made = caller.post("invitations/", {"people": [good]}).json()["invitations"][0]
    assert (made["email"], made["role"]) == ("a@example.com", "member")
    assert "secret" not in made
    assert caller.post(f"invitations/{made['id']}/resend/").status_code == 200
    assert caller.post(f"invitations/{made['id']}/withdraw/").status_code == 200
    assert caller.get("invitations/").json()["count"] == 0


def test_a_person_is_changed_passed_on_and_closed(people: SimpleNamespace, launch: Project, api: Any) -> None:
    planner, caller = api(people.planner), api(people.admin)
    path = f"people/{people.marketer.pk}/"
    assert patch(caller, path, {"name": "새 이름"}).json()["name"] == "새 이름"
    assert patch(planner, path, {"role": "lead"}).status_code == 403
    sent = {"to_id": people.marketing_lead.pk, "reason": "휴직"}
    assert len(planner.post(f"{path}pass-on/", sent).json()["changed"]) == 2
    assert caller.post(f"{path}close/", {"reason": "퇴사"}).json() == {"changed": [], "refused": []}
    assert caller.get(path).json()["is_active"] is False
    assert caller.post(f"{path}reopen/").json()["is_active"] is True


def test_departments_and_days(people: SimpleNamespace, api: Any) -> None:
    caller = api(people.planner)
    made = caller.post("departments/", {"slug": "quality", "name": "품질", "name_en": "Quality"}).json()
    changed = patch(caller, f"departments/{made['id']}/", {"open_weekdays": [0, 5]})
    assert changed.status_code == 200
    assert Department.objects.get(pk=made["id"]).open_weekdays == [0, 5]
    day = caller.post("calendar-days/", {"on": "2026-12-24", "is_open": False, "name": "창립 기념일"}).json()
    assert caller.get("calendar-days/").json()["count"] == 1
    assert caller.client.delete(f"/api/v1/calendar-days/{day['id']}/").status_code == 204
    assert not CalendarDay.objects.exists()
