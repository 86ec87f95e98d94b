"""Who reaches what over the API, by person and by token."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken
from tests import factories

from .conftest import by_token, token_for

WAIVER = {"reason": "미룸", "fallback": "수기", "follow_up_on": "2026-12-20"}


@pytest.mark.parametrize("path", ["me/", "projects/", "items/", "templates/", "notifications/", "tokens/", "schema/"])
def test_a_stranger_is_asked_to_sign_in(db, path):
    answer = Client().get(f"/api/v1/{path}")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


TICKS = [
    ("marketer", 200),
    ("marketing_lead", 200),
    ("planner", 200),
    ("salesperson", 403),
    ("admin", 403),
    ("viewer", 403),
    ("centre_lead", 404),
    ("agent", 404),
    ("other_centre_lead", 404),
]


@pytest.mark.parametrize(("person", "status"), TICKS)
def test_who_may_tick_a_line_of_marketing(api, people, launch, person, status):
    item = factories.item(launch, "A1")
    assert api(getattr(people, person)).post(f"items/{item.pk}/complete/", version=1).status_code == status


WAIVES = [("planner", 200), ("marketing_lead", 403), ("admin", 403), ("viewer", 403), ("agent", 404)]


@pytest.mark.parametrize(("person", "status"), WAIVES)
def test_who_may_waive(api, people, launch, person, status):
    item = factories.item(launch, "A1")
    assert api(getattr(people, person)).post(f"items/{item.pk}/waive/", WAIVER, version=1).status_code == status


MOVES = [("planner", 200), ("admin", 403), ("marketing_lead", 403), ("viewer", 403), ("centre_lead", 403)]


@pytest.mark.parametrize(("person", "status"), MOVES)
def test_who_may_move_d_day(api, people, launch, person, status):
    body = {"launch_on": "2026-12-16", "reason": "조정"}
    caller = api(getattr(people, person))
    assert caller.post(f"projects/{launch.pk}/move/", body, version=1).status_code == status


def test_a_partner_sees_its_own_lines_and_no_counts_of_the_others(api, people, launch):
    agent = api(people.agent)
    assert [row["key"] for row in agent.get(f"projects/{launch.pk}/items/").json()["results"]] == ["C1"]
    found = agent.get(f"projects/{launch.pk}/").json()
    assert found["counts"] is None
    assert not any(character.isdigit() for character in found["readiness"]["reason"])
    assert agent.get(f"projects/{launch.pk}/events/").status_code == 403
    assert agent.get(f"items/{factories.item(launch, 'A1').pk}/").status_code == 404


def test_another_centre_sees_nothing(api, people, launch):
    stranger = api(people.other_centre_lead)
    assert stranger.get("projects/").json() == {"count": 0, "results": []}
    for path in ("", "items/", "readiness/", "decisions/", "sign-offs/"):
        assert stranger.get(f"projects/{launch.pk}/{path}").status_code == 404
    names = {row["name"] for row in stranger.get("departments/").json()["results"]}
    assert people.centre.name not in names


def test_a_confidential_launch_is_for_those_named(api, people, launch):
    launch.is_confidential = True
    launch.save()
    launch.named.add(people.marketer)
    assert api(people.marketer).get(f"projects/{launch.pk}/").status_code == 200
    assert api(people.salesperson).get(f"projects/{launch.pk}/").status_code == 404
    assert api(people.salesperson).get("items/", q="항목").json()["count"] == 0


EMAILS = [("planner", True, True), ("marketer", True, False), ("viewer", False, False)]


@pytest.mark.parametrize(("person", "own", "others"), EMAILS)
def test_addresses_are_shown_to_those_who_may_see_them(api, people, launch, person, own, others):
    rows = {row["id"]: row["email"] for row in api(getattr(people, person)).get("people/").json()["results"]}
    assert (rows[people.marketer.pk] is not None, rows[people.salesperson.pk] is not None) == (own, others)


def test_an_agent_reads_the_names_of_its_own_centre_only(api, people, launch):
    rows = api(people.agent).get("people/").json()["results"]
    assert {row["name"] for row in rows} == {"강은비", "최상담"}
    assert [row["email"] is not None for row in sorted(rows, key=lambda row: row["name"])] == [False, True]


SCOPES = [
    (("read",), 403),
    (("read", "write:launch"), 403),
    (("write:tick",), 403),
    (("read", "write:tick"), 200),
]


@pytest.mark.parametrize(("scopes", "status"), SCOPES)
def test_a_token_does_what_its_scopes_say(api, people, launch, scopes, status):
    answer = api(people.marketer, *scopes).post(f"items/{factories.item(launch, 'A1').pk}/complete/", version=1)
    assert answer.status_code == status
    assert status == 200 or answer.json()["code"] == "scope_missing"


def test_a_scope_gives_nothing_that_the_person_may_not(api, people, launch):
    body = {"launch_on": "2026-12-16", "reason": "조정"}
    answer = api(people.marketer, "read", "write:launch").post(f"projects/{launch.pk}/move/", body, version=1)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_history_takes_a_scope_of_its_own(api, people, launch):
    path = f"projects/{launch.pk}/events/"
    assert api(people.planner, "read").get(path).status_code == 403
    assert api(people.planner, "read", "read:audit").get(path).status_code == 200


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"revoked_at": timezone.now()}, "token_revoked"),
        ({"expires_at": timezone.now() - timedelta(days=400)}, "token_expired"),
    ],
)
def test_a_token_that_ended_is_401(people, fields, code):
    answer = by_token(token_for(people.planner, "read", **fields)).get("me/")
    assert (answer.status_code, answer.json()["code"]) == (401, code)


@pytest.mark.parametrize("secret", ["", "x", "가", "lr_" + "x" * 5000])
def test_an_unknown_token_is_401(db, secret):
    answer = Client().get("/api/v1/me/", headers={"Authorization": f"Bearer {secret}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "token_unknown")


def test_the_token_of_somebody_who_left_is_401(people):
    caller = by_token(token_for(people.planner, "read"))
    people.planner.is_active = False
    people.planner.save()
    assert caller.get("me/").status_code == 401


def test_use_of_a_token_is_noted_once_a_minute(people, django_assert_num_queries):
    caller = by_token(token_for(people.planner, "read", last_used_at=None))
    with django_assert_num_queries(2):
        caller.get("me/")
    assert ApiToken.objects.get().last_used_at is not None
    with django_assert_num_queries(1):
        caller.get("me/")


def test_tokens_are_managed_in_a_session_only(api, people, client):
    assert api(people.planner, "read").get("tokens/").json()["code"] == "session_required"
    client.force_login(people.planner)
    assert client.get("/api/v1/tokens/").json()["count"] == 1


def test_only_ones_own_token_is_revoked(people, client):
    token_for(people.planner)
    token = ApiToken.objects.get()
    client.force_login(people.marketing_lead)
    assert client.delete(f"/api/v1/tokens/{token.pk}/").status_code == 404
    client.force_login(people.planner)
    assert client.delete(f"/api/v1/tokens/{token.pk}/").json()["revoked_at"]


def test_a_change_in_a_session_needs_the_csrf_token(people, launch):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people.marketer)
    headers = {"If-Match": '"1"', "Idempotency-Key": "k"}
    path = f"/api/v1/items/{factories.item(launch, 'A1').pk}/complete/"
    answer = browser.post(path, {}, content_type="application/json", headers=headers)
    assert (answer.status_code, factories.item(launch, "A1").version) == (403, 1)


def test_the_description_is_for_administrators_and_planners(api, people):
    assert api(people.planner, "read").get("schema/").json()["openapi"].startswith("3.")
    assert api(people.marketer).get("schema/").status_code == 403


def test_the_documents_page_keeps_the_strict_policy(as_user, people):
    answer = as_user(people.planner).get("/api/v1/docs/")
    assert answer.status_code == 200
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert b"<style" not in answer.content
    assert as_user(people.marketer).get("/api/v1/docs/").status_code == 403


def test_the_inbox_is_ones_own(api, people, launch):
    assert api(people.marketer).get("notifications/").json()["count"] == 0
    assert api(people.marketer).post("notifications/1/acknowledge/").status_code == 404
