from __future__ import annotations

import pytest

from notifications.channels import teams
from notifications.channels.answers import Outcome

from .conftest import To
from .test_slack import every_part

EVIL = "[로그인](https://evil.example) **굵게** <at>모두</at> https://evil.example"


def test_a_letter_arrives_as_an_adaptive_card(receiver, letter):
    answer = teams.send(letter, To(receiver.url("/accepted")))
    assert (answer.outcome, answer.text) == (Outcome.ACCEPTED, "202")
    [request] = receiver.requests
    [attachment] = request.json["attachments"]
    assert request.json["type"] == "message"
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    card = attachment["content"]
    assert (card["type"], card["version"], card["lang"]) == ("AdaptiveCard", "1.4", "ko")
    assert card["actions"][0]["url"] == letter.url
    assert "ARS 시험 통화" in request.body


def test_what_people_wrote_is_only_ever_letters(saying):
    card = teams.payload(saying(EVIL, subject=EVIL, intro=EVIL))
    holders = {part["type"] for part in every_part(card) if EVIL in str(part.get("text", ""))}
    assert holders == {"TextRun"}
    assert "TextBlock" not in {part["type"] for part in every_part(card)}
    links = {part["url"] for part in every_part(card) if part["type"] == "Action.OpenUrl"}
    assert links == {"https://launch.example/2", "https://launch.example/"}
    assert "entities" not in card["attachments"][0]["content"]["msteams"]


def test_a_long_letter_stays_within_28_kb(receiver, long_letter):
    teams.send(long_letter, To(receiver.url("/ok")))
    [request] = receiver.requests
    assert len(request.body.encode()) <= 28 * 1024
    shown = request.body.count("/items/")
    assert 9 <= shown <= 20
    assert f"and {300 - shown} more" in request.body


@pytest.mark.parametrize(
    ("path", "outcome", "is_gone"),
    [
        ("/status/400?body=WorkflowTriggerIsNotEnabled", Outcome.PERMANENT, False),
        ("/status/401?body=DirectApiAuthorizationRequired", Outcome.PERMANENT, True),
        ("/status/404?body=WorkflowNotFound", Outcome.PERMANENT, True),
        ("/gone", Outcome.PERMANENT, True),
        ("/status/429?after=7", Outcome.TRANSIENT, False),
        ("/status/502", Outcome.TRANSIENT, False),
        ("/drop", Outcome.UNKNOWN, False),
    ],
)
def test_an_answer_is_told_apart(receiver, letter, path, outcome, is_gone):
    answer = teams.send(letter, To(receiver.url(path)))
    assert (answer.outcome, answer.is_gone) == (outcome, is_gone)
