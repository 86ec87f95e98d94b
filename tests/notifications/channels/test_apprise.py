"""The services that Apprise speaks to, with the library's own addresses turned to a receiver on loopback."""

from __future__ import annotations

import logging

import pytest
from apprise.plugins.discord import NotifyDiscord
from apprise.plugins.google_chat import NotifyGoogleChat
from apprise.plugins.line import NotifyLine
from apprise.plugins.telegram import NotifyTelegram
from apprise.plugins.webexteams import NotifyWebexTeams

from accounts.errors import Invalid
from notifications.channels import apprise, http
from notifications.channels.addresses import SERVICES, check_url
from notifications.channels.answers import Outcome

from .conftest import To

TOKEN = "s3cret" * 11
ADDRESSES = {
    "discord": f"discord://123456789/{TOKEN}",
    "gchat": f"gchat://SPACE/{TOKEN}/abc%3D",
    "tgram": f"tgram://123456789:{TOKEN}/-100123",
    "line": f"line://{TOKEN}+/d=/U{'0' * 32}",
    "webex": f"webex://{'abc0' * 25}",
}
EVIL = "@everyone <!all> <users/all> [로그인](https://evil.example) <b>굵게</b>"


@pytest.fixture
def services(receiver, monkeypatch):
    """All five at `/ok`; call it with another path to change that."""

    def at(path: str) -> None:
        url = receiver.url(path)
        for plugin in (NotifyDiscord, NotifyGoogleChat, NotifyTelegram, NotifyLine, NotifyWebexTeams):
            monkeypatch.setattr(plugin, "notify_url", f"{url}?to=" if "?" not in url else url)

    at("/ok")
    return at


def test_each_service_on_the_list_has_an_address_here():
    assert ADDRESSES.keys() == SERVICES.keys()


@pytest.mark.parametrize("service", ADDRESSES)
def test_a_letter_arrives_once_without_a_word_about_apprise(services, receiver, letter, service):
    check_url(ADDRESSES[service], "apprise", allow_local=False)
    assert apprise.send(letter, To(ADDRESSES[service])).outcome == Outcome.ACCEPTED
    [request] = receiver.requests
    assert request.reference == letter.reference
    assert "https://launch.example/1" in request.body
    assert "apprise" not in (request.body + str(request.headers)).lower()


@pytest.mark.parametrize("service", ADDRESSES)
def test_what_people_wrote_calls_nobody_and_hides_no_link(services, receiver, saying, service):
    apprise.send(saying(EVIL, subject=EVIL, intro=EVIL), To(ADDRESSES[service]))
    [request] = receiver.requests
    said = str(request.json)
    for harm in ("@everyone", "<!all", "<users/all", "](http", "<b>"):
        assert harm not in said


def test_a_long_letter_is_one_message(services, receiver, long_letter):
    apprise.send(long_letter, To(ADDRESSES["discord"]))
    [request] = receiver.requests
    assert len(request.json["content"]) <= 2000
    assert "more" in request.json["content"]


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("/status/401", Outcome.TRANSIENT),
        ("/status/429", Outcome.TRANSIENT),
        ("/redirect", Outcome.TRANSIENT),
        ("/drop", Outcome.UNKNOWN),
    ],
)
def test_a_failure_with_a_status_was_an_answer_and_one_without_is_unknown(services, receiver, letter, path, outcome):
    services(path)
    answer = apprise.send(letter, To(ADDRESSES["line"]))
    assert answer.outcome == outcome
    assert len(receiver.requests) == 1  # neither tried again nor redirected
    assert TOKEN not in answer.text
    if outcome == Outcome.TRANSIENT:
        assert {"/status/401": "401", "/status/429": "429", "/redirect": "302"}[path] in answer.text


def test_a_service_that_hangs_is_given_up_in_time(services, letter, monkeypatch):
    services("/hang")
    monkeypatch.setattr(apprise, "TOTAL_SECONDS", 1.0)
    answer = apprise.send(letter, To(ADDRESSES["discord"]))
    assert answer.outcome == Outcome.UNKNOWN
    assert http.TOTAL_SECONDS > 1


@pytest.mark.parametrize(
    "url",
    [
        "json://chat.example.com/", "jsons://chat.example.com", "xml://chat.example.com", "form://chat.example.com",
        "syslog://", "rsyslog://log.example.com", "apprise://host/token", "mailto://a:b@example.com", "file:///etc/passwd",
        "https://discord.com/api/webhooks/1/2", "slack://T/B/C", "discord://", f"discord://127.0.0.1/{TOKEN}",
        f"discord://bot@123456789/{TOKEN}", f"discord://123456789:8080/{TOKEN}", "tgram://123456789:abc/",
        "tgram://123456789:abc/1/2", f"line://abc/U{'0' * 32}/U{'1' * 32}", f"discord://123456789/{TOKEN} discord://1/2",
        f"discord://123456789/{TOKEN}\n", f"DISCORD://123456789/{TOKEN}",
        *(f"{ADDRESSES['discord']}?{option}" for option in
          ("retry=5", "redirect=yes", "verify=no", "optional=yes", "+Host=x", "format=markdown",
           "avatar_url=http://10.0.0.1", "")),
        f"{ADDRESSES['tgram']}#x",
    ],
)  # fmt: skip
def test_anything_else_is_refused_when_saved_and_when_sent(services, receiver, letter, url):
    with pytest.raises(Invalid) as refused:
        check_url(url, "apprise", allow_local=True)
    assert refused.value.message
    answer = apprise.send(letter, To(url))
    assert answer.outcome == Outcome.PERMANENT
    assert receiver.requests == []


def test_no_secret_is_written_to_the_log(services, letter, caplog):
    logging.getLogger("apprise").addHandler(caplog.handler)
    try:
        for path in ("/ok", "/status/500", "/drop"):
            services(path)
            for service in ("discord", "gchat", "tgram"):
                apprise.send(letter, To(ADDRESSES[service]))
    finally:
        logging.getLogger("apprise").removeHandler(caplog.handler)
    assert TOKEN not in caplog.text
