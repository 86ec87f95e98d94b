"""When somebody leaves: the account closes, and their open items go to whoever was chosen, in one step."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from accounts.errors import Forbidden, Invalid, Refusal
from accounts.models import Role
from accounts.services import change_person, close_account, deactivate_user, reopen_account, save_department
from ledger.models import Event
from ledger.wording import VERBS
from projects.models import Project
from records.services.leaving import open_items_of, pass_on_items, see_off
from tests import factories


@pytest.fixture
def colleague(people: SimpleNamespace) -> Any:
    return factories.user(department=people.marketing, name="새담당")


def test_open_items_go_with_the_account(people: SimpleNamespace, launch: Project) -> None:
    people.centre.default_owner = people.agent
    save_department(people.centre, by=people.admin)
    successor = factories.user(Role.PARTNER_AGENT, department=people.centre, name="새상담")
    outcome = see_off(people.agent, by=people.centre_lead, to=successor, reason="퇴사")
    assert len(outcome.changed) == 1
    assert set(launch.items.filter(department=people.centre).values_list("owner", flat=True)) == {successor.pk}
    assert set(Event.objects.filter(verb="item_assigned").values_list("reason", flat=True)) == {"퇴사"}
    people.agent.refresh_from_db()
    people.centre.refresh_from_db()
    assert (people.agent.is_active, people.centre.default_owner) == (False, successor)


def test_both_or_neither(people: SimpleNamespace, launch: Project, colleague: Any) -> None:
    """A lead may reassign in the department, but closes no account: then nothing is passed on either."""
    with pytest.raises(Forbidden):
        see_off(people.marketer, by=people.marketing_lead, to=colleague, reason="퇴사")
    assert open_items_of(people.marketer, seen_by=people.planner).count() == 2


def test_an_administrator_closes_and_touches_no_launch(
    people: SimpleNamespace, launch: Project, colleague: Any
) -> None:
    with pytest.raises(Forbidden):
        see_off(people.marketer, by=people.admin, to=colleague, reason="퇴사")
    see_off(people.marketer, by=people.admin, reason="퇴사")
    assert open_items_of(people.marketer, seen_by=people.planner).count() == 2
    assert len(pass_on_items(people.marketer, by=people.planner, to=colleague, reason="퇴사").changed) == 2


@pytest.mark.parametrize("close", [close_account, deactivate_user])
def test_an_account_closes_alike_from_its_page_and_the_administration(people: SimpleNamespace, close: Any) -> None:
    people.centre.default_owner = people.agent
    save_department(people.centre, by=people.admin)
    closed = close(people.agent, by=people.admin)
    people.centre.refresh_from_db()
    assert (closed.is_active, people.centre.default_owner) == (False, None)
    verbs = Event.objects.filter(stream__kind="company").order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == ["department_saved", "department_saved", "user_deactivated"]
    assert set(verbs) <= set(VERBS)


def test_who_may_close_whom(people: SimpleNamespace) -> None:
    for by, person in (
        (people.planner, people.marketer),
        (people.planner, people.admin),
        (people.marketing_lead, people.marketer),
        (people.centre_lead, people.other_centre_lead),
        (people.viewer, people.agent),
    ):
        with pytest.raises(Forbidden):
            close_account(person, by=by, reason="x")
    with pytest.raises(Invalid):
        close_account(people.admin, by=people.admin, reason="x")
    assert not close_account(people.agent, by=people.centre_lead, reason="계약 종료").is_active
    assert reopen_account(people.agent, by=people.admin).is_active


def test_roles_are_given_by_administrators_and_never_to_oneself(people: SimpleNamespace) -> None:
    changed = change_person(people.marketer, by=people.admin, name="박지훈", role=Role.LEAD, department=people.sales)
    assert (changed.role, changed.department) == (Role.LEAD, people.sales)
    for person in (people.marketer, people.second_planner, people.planner):
        with pytest.raises(Refusal):
            change_person(person, by=people.planner, name="x", role=Role.MEMBER, department=people.cx)
    with pytest.raises(Invalid):
        change_person(people.admin, by=people.admin, name="x", role=Role.MEMBER, department=people.cx)


def test_the_page_says_what_they_own_and_does_it(
    people: SimpleNamespace, launch: Project, as_user: Any, colleague: Any
) -> None:
    client = as_user(people.planner)
    page = client.get(f"/people/{people.marketer.pk}/")
    assert launch.name in page.text
    sent = {"to": colleague.pk, "reason": "휴직"}
    assert client.post(f"/people/{people.marketer.pk}/pass-on/", sent).status_code == 302
    assert open_items_of(people.marketer, seen_by=people.planner).count() == 0
    assert client.post(f"/people/{people.marketer.pk}/close/", {"reason": "퇴사"}).status_code == 403
    client = as_user(people.admin)
    assert client.post(f"/people/{people.marketer.pk}/close/", {"reason": ""}).status_code == 400
    assert client.post(f"/people/{people.marketer.pk}/close/", {"reason": "퇴사"}).status_code == 302
    assert client.post(f"/people/{people.marketer.pk}/reopen/").status_code == 302
    words = {"name": "새 이름", "role": "lead", "department": people.sales.pk}
    assert client.post(f"/people/{people.marketer.pk}/change/", words).status_code == 302
    assert as_user(people.marketing_lead).post(f"/people/{colleague.pk}/change/", words).status_code == 403
