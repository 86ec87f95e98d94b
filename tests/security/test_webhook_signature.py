"""Our signatures before the verifier that others use (PyPI `standardwebhooks`)."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from standardwebhooks import Webhook, WebhookVerificationError

from notifications.channels import webhook
from tests.conftest import SEOUL
from tests.notifications.channels.conftest import LETTER, To
from tests.receiver import Received, Receiver

NOW = datetime(2026, 11, 25, 10, tzinfo=SEOUL)
OLD, NEW = webhook.new_secret(), webhook.new_secret()


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    settings.OUTBOUND_ALLOW_LOCAL = True
    with time_machine.travel(NOW, tick=True), Receiver() as server:
        yield server


def sent(receiver: Receiver, *secrets: str) -> Received:
    webhook.send(LETTER, To(receiver.url("/ok"), list(secrets)))
    return receiver.requests[-1]


def test_ours_is_accepted(receiver):
    request = sent(receiver, NEW)
    assert Webhook(NEW).verify(request.body, request.headers)["data"]["reference"] == LETTER.reference


def test_an_altered_body_is_refused(receiver):
    request = sent(receiver, NEW)
    with pytest.raises(WebhookVerificationError, match="No matching signature"):
        Webhook(NEW).verify(request.body.replace("쿠팡", "쿠핑"), request.headers)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("webhook-id", "another"),
        ("webhook-timestamp", str(int(NOW.timestamp()) + 60)),
        ("webhook-signature", "v1,AAAA"),
    ],
)
def test_an_altered_header_is_refused(receiver, header, value):
    request = sent(receiver, NEW)
    with pytest.raises(WebhookVerificationError, match="No matching signature"):
        Webhook(NEW).verify(request.body, request.headers | {header: value})


def test_yesterday_s_message_cannot_be_sent_again(receiver):
    request = sent(receiver, NEW)
    with time_machine.travel(NOW + timedelta(minutes=6)), pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(NEW).verify(request.body, request.headers)


def test_another_try_has_the_time_of_the_try(receiver):
    with time_machine.travel(NOW + timedelta(days=2)):
        request = sent(receiver, NEW)
        assert Webhook(NEW).verify(request.body, request.headers)


def test_while_a_secret_is_changed_both_are_good(receiver):
    request = sent(receiver, NEW, OLD)
    assert len(request.headers["webhook-signature"].split(" ")) == 2
    for secret in (NEW, OLD):
        assert Webhook(secret).verify(request.body, request.headers)


def test_after_it_was_changed_the_old_one_is_not(receiver):
    request = sent(receiver, NEW)
    with pytest.raises(WebhookVerificationError, match="No matching signature"):
        Webhook(OLD).verify(request.body, request.headers)


def test_secrets_are_long_and_never_the_same():
    made = {webhook.new_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(24 <= len(base64.b64decode(secret.removeprefix("whsec_"))) <= 64 for secret in made)


def test_a_secret_is_nowhere_in_what_is_sent(receiver):
    request = sent(receiver, NEW, OLD)
    for secret in (NEW, OLD):
        assert secret.removeprefix("whsec_") not in request.body + str(request.headers)
