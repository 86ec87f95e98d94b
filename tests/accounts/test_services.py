"""People, departments, closed days and tokens: who changes them, and what is written down."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import IntegrityError

from accounts.access import Action, Reach, reach
from accounts.errors import Forbidden, Invalid
from accounts.models import ApiToken, CalendarDay, Department, Role, User
from accounts.services import (
    create_api_token,
    create_user,
    deactivate_user,
    revoke_api_token,
    save_department,
    set_calendar_day,
    token_digest,
    update_own_settings,
    update_user,
)
from accounts.workdays import calendars
from ledger.models import Event
from tests import factories

STRONG = "correct horse battery"


def verbs() -> list[str]:
    return list(Event.objects.filter(stream__kind="company").order_by("seq").values_list("verb", flat=True))


def test_an_administrator_enters_a_person(people: SimpleNamespace) -> None:
    made = create_user(by=people.admin, password=STRONG, email=" New@Example.com ", name="새사람", role=Role.VIEWER)
    assert (made.email, made.check_password(STRONG)) == ("new@example.com", True)
    assert Event.objects.get(verb="user_created").after["role"] == "viewer"


def test_the_first_person_needs_nobody_and_the_second_does(db: None) -> None:
    create_user(by=None, password=STRONG, email="a@example.com", name="관리자", role=Role.ADMIN)
    with pytest.raises(Invalid):
        create_user(by=None, password=STRONG, email="b@example.com", name="또", role=Role.ADMIN)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"email": "no-address"}, "email"),
        ({"email": "PERSON@example.com"}, "email"),
        ({"name": ""}, "name"),
        ({"password": "short"}, "password"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"language": "xx"}, "language"),
        ({"digest_hour": 24}, "digest_hour"),
    ],
)
def test_a_person_entered_wrongly_is_refused_by_field(people: SimpleNamespace, fields: dict, field: str) -> None:
    factories.user(Role.VIEWER, email="person@example.com")
    words = {"email": "x@example.com", "name": "새사람", "role": Role.VIEWER, "password": STRONG} | fields
    with pytest.raises(Invalid) as refused:
        create_user(by=people.admin, **words)
    assert refused.value.field == field


def test_partner_roles_and_partner_departments_go_together(people: SimpleNamespace) -> None:
    for role, department in ((Role.LEAD, people.centre), (Role.PARTNER_LEAD, people.marketing)):
        with pytest.raises(Invalid) as refused:
            create_user(by=people.admin, email="x@example.com", name="x", role=role, department=department)
        assert refused.value.field == "role"


def test_the_database_wants_a_department_for_members(people: SimpleNamespace) -> None:
    with pytest.raises(IntegrityError, match="department_roles_have_one"):
        User.objects.filter(pk=people.marketer.pk).update(department=None)


def test_only_administrators_manage_accounts(people: SimpleNamespace) -> None:
    for stranger in (people.planner, people.marketing_lead, people.viewer):
        for deed in (
            lambda by=stranger: update_user(people.marketer, by=by, name="x"),
            lambda by=stranger: deactivate_user(people.marketer, by=by),
            lambda by=stranger: create_user(by=by, email="x@example.com", name="x", role=Role.VIEWER),
        ):
            with pytest.raises(Forbidden):
                deed()
    assert verbs() == []


def test_departments_and_closed_days_are_for_administrators_and_planners(people: SimpleNamespace) -> None:
    for stranger in (people.marketing_lead, people.centre_lead, people.marketer, people.viewer):
        for deed in (
            lambda by=stranger: save_department(people.marketing, by=by),
            lambda by=stranger: set_calendar_day(date(2026, 12, 24), by=by, is_open=False, name="휴무"),
        ):
            with pytest.raises(Forbidden):
                deed()
    assert verbs() == []
    save_department(people.marketing, by=people.planner)
    assert verbs() == ["department_saved"]


def test_nobody_changes_their_own_role(people: SimpleNamespace) -> None:
    with pytest.raises(Invalid) as refused:
        update_user(people.admin, by=people.admin, role=Role.PLANNER)
    assert refused.value.code == "own_role"


def test_a_change_of_role_is_written_with_before_and_after(people: SimpleNamespace) -> None:
    update_user(people.marketer, by=people.admin, role=Role.LEAD)
    event = Event.objects.get(verb="user_updated")
    assert (event.before["role"], event.after["role"], event.actor_id) == ("member", "lead", people.admin.pk)
    assert "password" not in str(event.after)


def test_an_account_is_closed_once_with_its_tokens(people: SimpleNamespace) -> None:
    create_api_token(people.planner, by=people.planner, name="배치", scopes=["read"])
    for _ in range(2):
        closed = deactivate_user(people.planner, by=people.admin)
    assert (closed.is_active, ApiToken.objects.get().revoked_at is not None) == (False, True)
    assert reach(closed, Action.SEE_LAUNCH) == Reach.NONE
    assert verbs().count("user_deactivated") == 1


def test_a_person_sets_their_own_language_zone_and_hour(people: SimpleNamespace) -> None:
    changed = update_own_settings(people.marketer, language="en", time_zone="America/Los_Angeles", digest_hour=7)
    assert (changed.language, changed.time_zone, changed.digest_hour) == ("en", "America/Los_Angeles", 7)
    for wrong in ({"time_zone": "Mars/Base"}, {"digest_hour": 24}, {"language": "xx"}):
        with pytest.raises(Invalid):
            update_own_settings(
                people.marketer, **({"language": "ko", "time_zone": "Asia/Seoul", "digest_hour": 9} | wrong)
            )


def test_a_tokens_secret_is_given_once_and_never_stored(people: SimpleNamespace) -> None:
    token, secret = create_api_token(people.planner, by=people.planner, name=" 배치 ", scopes=["read", "write:tick"])
    assert (token.name, token.digest) == ("배치", token_digest(secret))
    assert secret not in str(ApiToken.objects.values().get()) + str(Event.objects.values().get())


@pytest.mark.parametrize("wrong", [{"scopes": []}, {"scopes": ["root"]}, {"name": " "}, {"days": 0}, {"days": 366}])
def test_a_token_asked_for_wrongly_is_refused(people: SimpleNamespace, wrong: dict) -> None:
    with pytest.raises(Invalid):
        create_api_token(people.planner, by=people.planner, **({"name": "x", "scopes": ["read"]} | wrong))


def test_nobody_makes_a_token_for_somebody_else_or_with_a_token(people: SimpleNamespace) -> None:
    with pytest.raises(Forbidden):
        create_api_token(people.planner, by=people.admin, name="x", scopes=["read"])
    with pytest.raises(Forbidden):
        create_api_token(people.marketer, by=people.marketer, name="x", scopes=["read"])
    people.planner.scopes = frozenset({"read", "write:launch"})
    with pytest.raises(Forbidden):
        create_api_token(people.planner, by=people.planner, name="x", scopes=["read"])


def test_a_token_is_ended_by_its_owner_or_an_administrator(people: SimpleNamespace) -> None:
    token, _secret = create_api_token(people.planner, by=people.planner, name="x", scopes=["read"])
    with pytest.raises(Forbidden):
        revoke_api_token(token, by=people.second_planner)
    assert revoke_api_token(token, by=people.admin).revoked_at
    revoke_api_token(token, by=people.planner)
    assert verbs().count("token_revoked") == 1


def test_a_department_is_stored_and_recorded(people: SimpleNamespace) -> None:
    save_department(Department(slug="legal", name="법무", name_en="Legal"), by=people.admin)
    assert Event.objects.get(verb="department_saved").after["open_weekdays"] == [0, 1, 2, 3, 4]
    with pytest.raises(Invalid) as refused:
        save_department(Department(slug="legal", name="또 법무", name_en="Legal"), by=people.admin)
    assert refused.value.field == "slug"


def test_a_closed_day_is_set_once_per_day_and_can_be_changed(people: SimpleNamespace) -> None:
    for is_open in (False, True):
        set_calendar_day(date(2026, 12, 24), by=people.admin, is_open=is_open, name="창립일")
    assert CalendarDay.objects.get().is_open
    assert Event.objects.filter(verb="calendar_day_set").last().after["on"] == "2026-12-24"


def test_company_days_hold_inside_the_company_only(people: SimpleNamespace, django_assert_num_queries) -> None:
    thursday, saturday = date(2026, 12, 24), date(2026, 12, 26)
    set_calendar_day(thursday, by=people.admin, is_open=False, name="창립일")
    set_calendar_day(thursday, by=people.admin, is_open=True, name="근무", department=people.sales)
    with django_assert_num_queries(2):
        known = calendars()
    assert not known[None].is_open(thursday)
    assert not known[people.marketing.pk].is_open(thursday)
    assert known[people.sales.pk].is_open(thursday)
    assert known[people.centre.pk].is_open(thursday)
    assert (known[people.centre.pk].is_open(saturday), known[people.sales.pk].is_open(saturday)) == (True, False)
