"""A person's own settings, their API tokens, and sign-in."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core import mail
from django.test import Client

from accounts.models import ApiToken
from ledger.models import Event
from tests.factories import PASSWORD

SETTINGS = "/settings/"
WANTED = {"language": "en", "time_zone": "Europe/Berlin", "theme": "dark", "density": "comfortable"}


def test_a_person_sets_language_and_zone(as_user: Callable[..., Client], people: SimpleNamespace) -> None:
    assert as_user(people.agent).post(SETTINGS, WANTED)["Location"] == SETTINGS
    people.agent.refresh_from_db()
    assert (people.agent.language, people.agent.time_zone, people.agent.digest_hour) == ("en", "Europe/Berlin", 9)
    assert Event.objects.get(verb="settings_updated").actor_id == people.agent.pk


def test_pages_come_in_the_chosen_look_from_the_first_byte(
    as_user: Callable[..., Client], people: SimpleNamespace
) -> None:
    client = as_user(people.agent)
    assert '<html lang="ko">' in client.get(SETTINGS).content.decode()
    client.post(SETTINGS, WANTED)
    page = client.get(SETTINGS).content.decode()
    assert '<html lang="en" data-theme="dark" data-density="comfortable">' in page
    assert 'data-keys="off"' in page


def test_a_switch_changes_one_thing_and_stays_on_the_page(
    as_user: Callable[..., Client], people: SimpleNamespace
) -> None:
    here = {"Referer": "http://testserver/launches/?show=all"}
    for sent in ({"theme": "dark"}, {"language": "en"}, {"single_keys": "off"}):
        answer = as_user(people.marketer).post(f"{SETTINGS}switch/", sent, headers=here)
        assert answer["Location"] == here["Referer"]
    people.marketer.refresh_from_db()
    assert (people.marketer.theme, people.marketer.language, people.marketer.single_keys) == ("dark", "en", False)
    assert (people.marketer.density, people.marketer.time_zone) == ("compact", "Asia/Seoul")
    assert as_user(people.marketer).post(f"{SETTINGS}switch/", {"theme": "pink"}).status_code == 400


def test_the_api_sets_the_same_in_a_session(client: Client, people: SimpleNamespace) -> None:
    client.force_login(people.viewer)
    sent = {"density": "comfortable", "single_keys": False}
    answer = client.patch("/api/v1/me/", sent, content_type="application/json")
    assert (answer.status_code, answer.json()["density"], answer.json()["theme"]) == (200, "comfortable", "system")
    before = Event.objects.count()
    assert client.patch("/api/v1/me/", sent, content_type="application/json").status_code == 200
    assert Event.objects.count() == before
    assert client.patch("/api/v1/me/", {"theme": "pink"}, content_type="application/json").status_code == 400


@pytest.mark.parametrize("wrong", [{"language": "xx"}, {"time_zone": "Mars/Base"}, {"density": "huge"}])
def test_what_does_not_exist_is_refused(
    as_user: Callable[..., Client], people: SimpleNamespace, wrong: dict[str, str]
) -> None:
    assert as_user(people.marketer).post(SETTINGS, WANTED | wrong).status_code == 400
    people.marketer.refresh_from_db()
    assert people.marketer.time_zone == "Asia/Seoul"


def test_role_and_name_are_not_among_what_one_sets(as_user: Callable[..., Client], people: SimpleNamespace) -> None:
    as_user(people.marketer).post(SETTINGS, WANTED | {"role": "admin", "name": "사장"})
    people.marketer.refresh_from_db()
    assert (people.marketer.role, people.marketer.name) == ("member", "박지훈")


def test_a_secret_is_shown_once_and_not_stored(as_user: Callable[..., Client], people: SimpleNamespace) -> None:
    client = as_user(people.planner)
    page = client.post(f"{SETTINGS}tokens/create/", {"name": "표", "scopes": ["read"], "days": "30"})
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert secret not in client.get(SETTINGS).content.decode()
    assert secret not in ApiToken.objects.get().digest
    assert page["Cache-Control"] == "no-store"


def test_a_token_needs_a_scope_and_keeps_what_was_typed(
    as_user: Callable[..., Client], people: SimpleNamespace
) -> None:
    page = as_user(people.planner).post(f"{SETTINGS}tokens/create/", {"name": "표 만들기", "days": "30"})
    assert page.status_code == 400
    assert 'value="표 만들기"' in page.content.decode()
    assert not ApiToken.objects.exists()


def test_a_token_is_revoked_by_its_owner_only(as_user: Callable[..., Client], people: SimpleNamespace) -> None:
    as_user(people.planner).post(f"{SETTINGS}tokens/create/", {"name": "표", "scopes": ["read"], "days": "30"})
    token = ApiToken.objects.get()
    assert as_user(people.second_planner).post(f"{SETTINGS}tokens/{token.pk}/revoke/").status_code == 404
    assert as_user(people.planner).post(f"{SETTINGS}tokens/{token.pk}/revoke/").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at


@pytest.mark.parametrize("who", ["marketer", "centre_lead", "agent", "viewer"])
def test_others_have_no_tokens(as_user: Callable[..., Client], people: SimpleNamespace, who: str) -> None:
    client = as_user(getattr(people, who))
    assert not client.get(SETTINGS).context["may_make_tokens"]
    made = client.post(f"{SETTINGS}tokens/create/", {"name": "표", "scopes": ["read"], "days": "30"})
    assert (made.status_code, ApiToken.objects.count()) == (403, 0)


def test_somebody_signs_in_and_out(client: Client, people: SimpleNamespace) -> None:
    form = {"login": people.marketer.email, "password": PASSWORD}
    assert client.post("/account/login/", form)["Location"] == "/"
    assert client.get(SETTINGS).status_code == 200
    client.post("/account/logout/")
    assert client.get(SETTINGS)["Location"].startswith("/account/login/")


def test_a_closed_account_does_not_sign_in(client: Client, people: SimpleNamespace) -> None:
    people.marketer.is_active = False
    people.marketer.save()
    client.post("/account/login/", {"login": people.marketer.email, "password": PASSWORD})
    assert client.get(SETTINGS).status_code == 302


@pytest.mark.parametrize("address", ["/account/signup/", "/account/email/", "/account/confirm-email/", "/account/"])
def test_there_is_no_sign_up_and_no_address_book(client: Client, people: SimpleNamespace, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_forgotten_password_is_reset_by_mail(client: Client, people: SimpleNamespace) -> None:
    client.post("/account/password/reset/", {"email": people.marketer.email})
    [message] = mail.outbox
    link = next(word for word in message.body.split() if "/account/password/reset/key/" in word)
    form = client.get(link.removeprefix("http://testserver"), follow=True)
    new = {"password1": "another good horse", "password2": "another good horse"}
    assert client.post(form.redirect_chain[-1][0], new)["Location"] == "/account/password/reset/key/done/"
    people.marketer.refresh_from_db()
    assert people.marketer.check_password("another good horse")


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client: Client, people: SimpleNamespace) -> None:
    known = client.post("/account/password/reset/", {"email": people.marketer.email})
    unknown = client.post("/account/password/reset/", {"email": "nobody@example.com"})
    assert known["Location"] == unknown["Location"]
    assert len(mail.outbox) == 1


def test_a_changed_password_leads_back_to_the_settings(as_user: Callable[..., Client], people: SimpleNamespace) -> None:
    new = {"oldpassword": PASSWORD, "password1": "another good horse", "password2": "another good horse"}
    assert as_user(people.marketer).post("/account/password/change/", new)["Location"] == SETTINGS


def test_whoever_has_no_password_yet_is_led_to_the_reset(
    as_user: Callable[..., Client], people: SimpleNamespace
) -> None:
    people.marketer.set_unusable_password()
    people.marketer.save()
    page = as_user(people.marketer).get("/account/password/change/", follow=True)
    assert page.request["PATH_INFO"] == "/account/password/reset/"
