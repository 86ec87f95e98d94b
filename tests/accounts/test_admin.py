"""The administration: administrators only, every save through a service and on record."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from django.test import Client

from accounts.models import CalendarDay, Department, User
from ledger.models import Event
from projects.models import Project
from tests import factories

PERSON = {
    "email": "New@Example.com",
    "name": "새 사람",
    "role": "member",
    "language": "ko",
    "time_zone": "Asia/Seoul",
    "digest_hour": "9",
    "is_active": "on",
    "password": "",
}
SHOWN = (
    "accounts/user", "accounts/department", "accounts/calendarday", "accounts/apitoken", "checklists/launchtype",
    "checklists/template", "projects/project", "projects/item", "ledger/event", "notifications/message",
)  # fmt: skip


@pytest.fixture
def administrator(as_user: Callable[..., Client], people: SimpleNamespace) -> Client:
    return as_user(people.admin)


@pytest.mark.parametrize("who", ["planner", "marketing_lead", "marketer", "centre_lead", "agent", "viewer"])
def test_only_administrators_come_in(as_user: Callable[..., Client], people: SimpleNamespace, who: str) -> None:
    client = as_user(getattr(people, who))
    assert client.get("/admin/", follow=True).status_code == 403
    assert client.post("/admin/accounts/user/add/", PERSON).status_code == 302
    assert not User.objects.filter(name="새 사람").exists()


def test_strangers_sign_in_at_the_one_door(client: Client, people: SimpleNamespace) -> None:
    assert client.get("/admin/", follow=True).request["PATH_INFO"] == "/account/login/"


@pytest.mark.parametrize("place", SHOWN)
def test_every_list_opens(administrator: Client, launch: Project, place: str) -> None:
    assert administrator.get(f"/admin/{place}/").status_code == 200


def test_a_person_is_entered_on_record(administrator: Client, people: SimpleNamespace) -> None:
    administrator.post("/admin/accounts/user/add/", PERSON | {"department": people.sales.pk})
    made = User.objects.get(email="new@example.com")
    assert not made.has_usable_password()
    assert Event.objects.get(verb="user_created").actor_id == people.admin.pk


def test_clearing_active_closes_the_account_and_its_tokens(administrator: Client, people: SimpleNamespace) -> None:
    user = people.marketer
    form = PERSON | {"email": user.email, "name": user.name, "department": people.marketing.pk}
    form.pop("is_active")
    administrator.post(f"/admin/accounts/user/{user.pk}/change/", form)
    assert list(Event.objects.filter(target=f"user:{user.pk}").values_list("verb", flat=True)) == ["user_deactivated"]
    user.refresh_from_db()
    assert not user.is_active


def test_what_the_service_refuses_comes_back_with_everything_typed(
    administrator: Client, people: SimpleNamespace
) -> None:
    form = PERSON | {"email": people.admin.email, "name": "딴 이름", "role": "viewer"}
    page = administrator.post(f"/admin/accounts/user/{people.admin.pk}/change/", form)
    assert page.status_code == 200
    assert page.context["adminform"].form.errors["role"]
    assert 'value="딴 이름"' in page.content.decode()
    assert User.objects.get(pk=people.admin.pk).name == "관리자"


def test_nobody_is_deleted(administrator: Client, people: SimpleNamespace) -> None:
    assert administrator.post(f"/admin/accounts/user/{people.viewer.pk}/delete/", {"post": "yes"}).status_code == 403


def test_departments_and_closed_days_are_on_record(administrator: Client, people: SimpleNamespace) -> None:
    words = {"slug": "legal", "name": "법무", "name_en": "Legal", "kind": "internal", "open_weekdays": "0,1,2,3,4"}
    administrator.post("/admin/accounts/department/add/", words)
    administrator.post("/admin/accounts/calendarday/add/", {"on": "2026-12-31", "name": "창립일"})
    assert Department.objects.get(slug="legal").open_weekdays == [0, 1, 2, 3, 4]
    assert not CalendarDay.objects.get(on=date(2026, 12, 31)).is_open
    assert {"department_saved", "calendar_day_set"} <= set(Event.objects.values_list("verb", flat=True))


def test_a_launch_type_is_entered_on_record(administrator: Client) -> None:
    words = {"slug": "pop-up", "name": "팝업 매장", "name_en": "Pop-up store", "notice_days": 7}
    administrator.post("/admin/checklists/launchtype/add/", words)
    assert Event.objects.get(verb="launch_type_saved").after == {"slug": "pop-up", "notice_days": 7}


def test_templates_are_looked_up_here_and_edited_on_their_own_pages(
    administrator: Client, people: SimpleNamespace
) -> None:
    template = factories.template([factories.line("A1", department=people.sales)], by=people.planner).template
    assert administrator.get(f"/admin/checklists/template/{template.pk}/change/").status_code == 200
    assert administrator.post(f"/admin/checklists/template/{template.pk}/change/", {"name": "x"}).status_code == 403


def test_launches_and_the_record_cannot_be_changed(administrator: Client, launch: Project) -> None:
    event = Event.objects.exclude(stream=launch.stream).first()
    assert event
    for place in (f"projects/project/{launch.pk}", f"ledger/event/{event.pk}"):
        assert administrator.post(f"/admin/{place}/change/", {}).status_code == 403
        assert administrator.post(f"/admin/{place}/delete/", {"post": "yes"}).status_code == 403


def test_a_confidential_launch_stays_with_those_named(administrator: Client, launch: Project) -> None:
    Project.objects.update(is_confidential=True)
    assert launch.name not in administrator.get("/admin/projects/project/").content.decode()
    assert launch.name not in administrator.get("/admin/ledger/event/").content.decode()


def test_the_history_button_leads_to_the_ledger(administrator: Client, people: SimpleNamespace) -> None:
    page = administrator.get(f"/admin/accounts/user/{people.viewer.pk}/history/", follow=True)
    assert page.request["QUERY_STRING"] == f"target=user%3A{people.viewer.pk}"
    assert page.status_code == 200
