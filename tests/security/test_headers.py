"""What every answer carries, and the ways in: hosts, redirects, sign-in, sessions."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from accounts.services import deactivate_user, update_user
from projects.models import Evidence
from tests.factories import PASSWORD

from .conftest import things
from .test_authz_matrix import HERE, path_of

LOGIN, RESET = "/account/login/", "/account/password/reset/"
READABLE = [row["address"] for row in csv.DictReader((HERE / "endpoints.csv").open()) if row["method"] == "GET"]


@pytest.fixture(autouse=True)
def own_cache(settings) -> None:
    """Attempts are counted in the cache, which tests that run beside these ones empty."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


def policy_of(answer) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _space, value in parts if name}


def check(answer, *, signed_in: bool) -> None:
    headers, policy = answer.headers, policy_of(answer)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert len(headers["X-Request-ID"]) == 32
    assert "Server" not in headers
    assert "X-Powered-By" not in headers
    assert policy["default-src"] == "'none'"  # and so objects
    assert "unsafe" not in headers["Content-Security-Policy"]
    if not headers.get("Content-Disposition"):
        assert (policy["base-uri"], policy["frame-ancestors"]) == ("'none'", "'none'")
    if signed_in:
        assert "no-store" in headers["Cache-Control"]
    for cookie in answer.cookies.values():
        assert cookie["httponly"], cookie
        assert cookie["samesite"] in ("Lax", "Strict")


@pytest.mark.parametrize("who", ["marketer", "stranger"])
def test_every_answer_carries_them(people, launch, who):
    client = Client(raise_request_exception=False)
    place = things(launch.items.get(key="A1"), people.marketer)
    if who == "marketer":
        client.force_login(people.marketer)
    for address in READABLE:
        if not address.startswith("demo/"):
            check(client.get(path_of(address, place)), signed_in=who == "marketer")
    for path in ("/nowhere/", "/launches/0/", "/launches/start/create/"):
        check(client.post(path), signed_in=who == "marketer")


def test_a_download_is_saved_and_never_shown(people, launch, as_user):
    place = things(launch.items.get(key="S1"), people.salesperson)
    Evidence.objects.filter(pk=place.evidence_id).update(file_name='a"\r\nSet-Cookie: x=1.html')
    answer = as_user(people.salesperson).get(f"/evidence/{place.evidence_id}/file/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert not set("\r\n") & set(answer.headers["Content-Disposition"])
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert policy_of(answer)["sandbox"] == ""
    check(answer, signed_in=True)


def test_behind_https_cookies_are_bound_to_the_host():
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
             "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_DOMAIN",
             "ALLAUTH_TRUSTED_PROXY_COUNT")  # fmt: skip
    code = f"import json, config.settings as s; print(json.dumps([getattr(s, n, None) for n in {names}]))"
    given = {"SECRET_KEY": "x", "BEHIND_HTTPS": "true", "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, cwd=settings.BASE_DIR, env=os.environ | given, capture_output=True, check=True)  # noqa: S603
    assert json.loads(ran.stdout) == ["__Host-session", "__Host-csrf", True, True, 31536000, True, True, None, 1]


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "a b", ""])
def test_an_unknown_host_is_400(db, host):
    assert Client(raise_request_exception=False).get(LOGIN, headers={"Host": host}).status_code == 400


NEXT = [
    "//evil.example",
    "https://evil.example",
    "https:evil.example",
    "/\\evil.example",
    "\\\\evil",
    "javascript:x",
    "///evil.example",
    "http:///evil.example",
    "%2f%2fevil.example",
    "/\t/evil.example",
    "//evil.example\\@testserver/",
]


@pytest.mark.parametrize("to", NEXT)
def test_sign_in_leads_nowhere_else(people, client, to):
    answer = client.post(LOGIN, {"login": people.marketer.email, "password": PASSWORD, "next": to})
    assert answer.status_code == 302
    assert answer.headers["Location"] in ("/", "%2f%2fevil.example")  # the last is a path of ours, and is none
    referer = client.post("/inbox/read/", headers={"Referer": to})
    assert referer.headers["Location"] == "/inbox/"


def attempt(client: Client, email: str, password: str = "wrong password", **headers: str):  # noqa: S107
    return client.post(LOGIN, {"login": email, "password": password}, headers=headers)


@pytest.mark.parametrize("spoofs", [False, True])
def test_ten_guesses_lock_an_account_whatever_address_is_claimed(people, client, spoofs):
    for number in range(10):
        headers = {"X-Forwarded-For": f"203.0.113.{number}", "X-Real-IP": f"203.0.113.{number}"} if spoofs else {}
        attempt(client, people.marketer.email.upper() if number % 2 else people.marketer.email, **headers)
    last = attempt(client, people.marketer.email, PASSWORD)
    assert last.status_code in (200, 400, 429)
    assert "_auth_user_id" not in client.session


def test_guessing_at_many_accounts_from_one_place_is_stopped(db, client):
    answers = [
        attempt(client, f"nobody{n}@example.com", **{"X-Forwarded-For": f"203.0.113.{n}"}).status_code
        for n in range(40)
    ]
    assert 429 in answers


def test_known_and_unknown_addresses_are_answered_alike(people, client, mailoutbox):
    def seen(email: str) -> tuple[int, str, str]:
        cache.clear()
        first = client.post(RESET, {"email": email})
        return (
            first.status_code,
            first.headers["Location"],
            client.get(first.headers["Location"]).content.decode()[-2000:],
        )

    assert seen(people.marketer.email) == seen("nobody@example.com")
    assert [mail.to for mail in mailoutbox] == [[people.marketer.email]]
    cache.clear()
    known, unknown = (attempt(Client(), email) for email in (people.marketer.email, "nobody@example.com"))
    assert known.context["form"].errors == unknown.context["form"].errors


PASSWORDS = [
    ("nul", "a\0bcdefghijkl", False),
    ("a megabyte", "x9" * 500_000, False),
    ("1,025 characters", "가나다라마" * 205, False),
    ("common", "password1234", False),
    ("short", "k4f9-qz", False),
    ("64 and more", "k4f9-qz vj2w" * 6, True),
    ("Korean", "파란고래가춤추는저녁", True),
]


@pytest.mark.parametrize(("password", "is_taken"), [row[1:] for row in PASSWORDS], ids=[row[0] for row in PASSWORDS])
def test_which_passwords_are_taken(people, as_user, password, is_taken):
    words = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    answer = as_user(people.marketer).post("/account/password/change/", words)
    people.marketer.refresh_from_db()
    assert (
        (answer.status_code, people.marketer.check_password(password)) == (302, True)
        if is_taken
        else answer.status_code in (200, 400)
    )
    assert is_taken or people.marketer.check_password(PASSWORD)


@pytest.mark.parametrize("password", ["a\0b", "x" * 1_000_000])
def test_a_strange_password_signs_nobody_in(people, client, password):
    assert attempt(client, people.marketer.email, password).status_code in (200, 400)


def session_of(client: Client) -> str:
    return client.cookies["sessionid"].value


def signed_in(person) -> Client:
    client = Client()
    assert attempt(client, person.email, PASSWORD).status_code == 302
    assert client.get("/").status_code == 200
    return client


def test_a_session_is_new_at_sign_in_and_dead_after_sign_out(people, client):
    client.get(LOGIN)
    client.session.save()
    client.cookies["sessionid"] = "chosenbytheattacker0000000000000"
    attempt(client, people.marketer.email, PASSWORD)
    first = session_of(client)
    assert first != "chosenbytheattacker0000000000000"
    client.post("/account/logout/")
    client.cookies["sessionid"] = first
    assert client.get("/").status_code == 302


ENDINGS = {
    "deactivated": lambda people: deactivate_user(people.marketer, by=people.admin),
    "new password": lambda people: update_user(people.marketer, by=people.admin, password="another long one 77"),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_session_ends_with(people, ending):
    client = signed_in(people.marketer)
    ENDINGS[ending](people)
    assert client.get("/").status_code == 302
    assert client.get("/api/v1/me/").status_code == 401


def test_a_lost_role_counts_from_the_next_request(people: SimpleNamespace):
    client = signed_in(people.second_planner)
    update_user(people.second_planner, by=people.admin, role="member")
    assert client.get("/launches/start/").status_code == 403


def test_ones_own_new_password_ends_the_other_sessions(people):
    here, elsewhere = signed_in(people.marketer), signed_in(people.marketer)
    new = "another long one 77"
    here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (here.get("/").status_code, elsewhere.get("/").status_code) == (200, 302)
