from __future__ import annotations

from dataclasses import replace

import pytest

from notifications.channels import webhook
from notifications.channels.answers import Outcome

from .conftest import To


def test_a_letter_arrives_whole(receiver, long_letter):
    answer = webhook.send(long_letter, To(receiver.url("/ok")))
    assert (answer.outcome, answer.text) == (Outcome.ACCEPTED, "200 ok")
    [request] = receiver.requests
    assert request.json["type"] == "message.digest"
    assert request.json["timestamp"] == "2026-11-25T09:00:00+09:00"
    data = request.json["data"]
    assert (data["reference"], data["launch"], data["may_repeat"]) == (long_letter.reference, "쿠팡", False)
    assert [len(group["entries"]) for group in data["groups"]] == [150, 150]
    assert data["groups"][0]["entries"][0]["is_blocker"] is True


def test_every_try_carries_the_same_id(receiver, letter):
    to = To(receiver.url("/ok"))
    webhook.send(letter, to)
    webhook.send(replace(letter, may_repeat=True), to)
    first, second = receiver.requests
    assert first.webhook_id == second.webhook_id == str(letter.uuid)
    assert (first.may_repeat, second.may_repeat) == (False, True)
    assert second.json["data"]["may_repeat"] is True


@pytest.mark.parametrize(
    ("path", "outcome", "is_gone"),
    [
        ("/accepted", Outcome.ACCEPTED, False),
        ("/status/204", Outcome.ACCEPTED, False),
        ("/gone", Outcome.PERMANENT, True),
        ("/redirect", Outcome.PERMANENT, False),
        ("/status/400", Outcome.TRANSIENT, False),
        ("/status/401", Outcome.TRANSIENT, False),
        ("/status/404", Outcome.TRANSIENT, False),
        ("/status/408", Outcome.TRANSIENT, False),
        ("/status/429", Outcome.TRANSIENT, False),
        ("/status/500", Outcome.TRANSIENT, False),
        ("/status/503?after=9", Outcome.TRANSIENT, False),
        ("/drop", Outcome.UNKNOWN, False),
    ],
)
def test_an_answer_is_told_apart(receiver, letter, path, outcome, is_gone):
    answer = webhook.send(letter, To(receiver.url(path)))
    assert (answer.outcome, answer.is_gone) == (outcome, is_gone)


def test_an_answer_never_repeats_the_address(receiver, letter):
    answer = webhook.send(letter, To(receiver.url("/status/400?body=bad+/status/400+twice&key=TOPSECRET")))
    assert "TOPSECRET" not in answer.text
    assert answer.text == "400 bad … twice"
