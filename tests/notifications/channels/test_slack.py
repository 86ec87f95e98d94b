from __future__ import annotations

import json
from dataclasses import replace

import pytest

from notifications.channels import slack
from notifications.channels.answers import Outcome

from .conftest import To

EVIL = "<!channel> <@U1> <https://evil.example|로그인> *굵게* :tada: @here https://evil.example/x"


def test_a_letter_arrives(receiver, letter):
    answer = slack.send(letter, To(receiver.url("/ok")))
    assert (answer.outcome, answer.text) == (Outcome.ACCEPTED, "200 ok")
    [request] = receiver.requests
    assert request.reference == letter.reference
    assert request.may_repeat is False
    said = request.body
    for words in ("ARS 시험 통화", "2일 지연", "https://launch.example/1", "참조 번호 R-20261125-0007"):
        assert words in said


def test_what_people_wrote_is_only_ever_letters(saying):
    sent = slack.payload(saying(EVIL, subject=EVIL, intro=EVIL))
    assert "<" not in sent["text"]
    kinds = {part["type"] for part in every_part(sent["blocks"]) if EVIL in str(part.get("text", ""))}
    assert kinds <= {"text", "link", "plain_text", "header"}
    links = {part["url"] for part in every_part(sent["blocks"]) if part["type"] == "link"}
    assert links == {"https://launch.example/2", "https://launch.example/"}
    assert sent["link_names"] is False
    assert all(part["emoji"] is False for part in every_part(sent["blocks"]) if part["type"] == "plain_text")


def test_a_long_letter_stays_within_the_limits(receiver, long_letter):
    slack.send(long_letter, To(receiver.url("/ok")))
    [request] = receiver.requests
    blocks = request.json["blocks"]
    assert len(blocks) <= 50
    assert all(len(part["text"]) <= 3000 for part in every_part(blocks) if isinstance(part.get("text"), str))
    assert len(request.body) <= slack.LONGEST
    shown = request.body.count("/items/")
    assert shown == 20
    assert "and 280 more" in request.body


def test_a_repetition_says_so(receiver, letter):
    slack.send(replace(letter, may_repeat=True), To(receiver.url("/ok")))
    [request] = receiver.requests
    assert request.may_repeat
    assert "중복일 수 있습니다" in request.body


@pytest.mark.parametrize(
    ("path", "outcome", "is_gone", "text"),
    [
        ("/slack-invalid", Outcome.PERMANENT, False, "200 invalid_payload"),
        ("/status/400?body=invalid_blocks", Outcome.PERMANENT, False, "400 invalid_blocks"),
        ("/status/404?body=no_service", Outcome.PERMANENT, True, "404 no_service"),
        ("/status/410?body=channel_is_archived", Outcome.PERMANENT, True, "410 channel_is_archived"),
        ("/status/403?body=invalid_token", Outcome.PERMANENT, True, "403 invalid_token"),
        ("/status/403?body=action_prohibited", Outcome.PERMANENT, False, "403 action_prohibited"),
        ("/status/500?body=rollup_error", Outcome.TRANSIENT, False, "500 rollup_error"),
        ("/drop", Outcome.UNKNOWN, False, "보냈지만 응답을 받지 못했습니다(RemoteDisconnected)."),
    ],
)
def test_an_answer_is_told_apart(receiver, letter, path, outcome, is_gone, text):
    answer = slack.send(letter, To(receiver.url(path)))
    assert (answer.outcome, answer.is_gone) == (outcome, is_gone)
    assert answer.text == text or outcome == Outcome.UNKNOWN


def every_part(value):
    """Every object with a type in a nest of blocks."""
    parts = []
    json.loads(json.dumps(value), object_hook=lambda found: parts.append(found) or found)
    return [part for part in parts if "type" in part]
