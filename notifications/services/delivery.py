"""Sending what is due: claim, begin, re-check, one network call, finish. See `leases` for the transactions."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from .. import smtp
from ..holding import reasons_to_drop
from ..mail import compose
from ..models import Channel, DeliveryAttempt, Message, MessageLine, Notification
from . import leases
from .failures import tell_of_failures
from .leases import MOST_ATTEMPTS, Claim

log = logging.getLogger(__name__)
Outcome = DeliveryAttempt.Outcome
State = Message.State

BATCH = 20
RUN_SECONDS = 10.0  # then the task ends and the next tick goes on: sweeps get their turn, a deploy never waits long
PAUSE_WHEN_DOWN = 15


def deliver_due(channel: Channel = Channel.EMAIL, limit: int | None = None) -> int:
    """Hand over what is due on `channel`, at most `limit` messages; returns how many the server took.

    Must not run in a transaction: each step commits before the next, so that a crash leaves a true record.
    """
    tell_of_failures(leases.recover(channel), timezone.now())
    end, accepted, tried = time.monotonic() + RUN_SECONDS, 0, 0
    with smtp.MailServer() as server:
        while time.monotonic() < end and (limit is None or tried < limit):
            claims = leases.claim(BATCH if limit is None else min(BATCH, limit - tried), channel)
            if not claims:
                break
            tried += len(claims)
            try:
                accepted += _deliver_batch(claims, server, end)
            except smtp.ServerDown:
                break
    return accepted


def _deliver_batch(claims: Sequence[Claim], server: smtp.MailServer, end: float) -> int:
    accepted, messages = 0, load(claims)
    for index, claim in enumerate(claims):
        if time.monotonic() > end:  # a slow server: the rest goes back before its leases run out
            leases.release(claims[index:], 0)
            break
        try:
            accepted += _deliver(claim, messages[claim.message_id], server)
        except smtp.ServerDown as down:
            leases.release(claims[index:], PAUSE_WHEN_DOWN, str(down))
            raise
    return accepted


def load(claims: Sequence[Claim]) -> dict[int, Message]:
    """The claimed messages with everything their mails say, by id. Two queries."""
    about = ("notification__item__owner", "notification__project__launch_type", "notification__recipient")
    lines = MessageLine.objects.select_related(*about).order_by("notification__due_on", "notification")
    messages = Message.objects.select_related("recipient__department").prefetch_related(Prefetch("lines", lines))
    return messages.in_bulk([claim.message_id for claim in claims])


def _deliver(claim: Claim, message: Message, server: smtp.MailServer) -> bool:
    """One message from attempt to outcome; True when the server took it. Raises `ServerDown` before any attempt."""
    server.connect()
    if not leases.begin(claim):
        return False
    mail = None
    try:
        lines = _still_true(message)
        if not lines:
            leases.finish(claim, State.CANCELLED, Outcome.WITHDRAWN)
            return False
        mail = compose(message, lines, timezone.now())
        answer = server.send(mail)
    except Exception as error:  # one message that cannot be rendered must not hold up the others
        log.exception("message %s could not be sent", message.reference)
        answer = smtp.Answer(Outcome.TRANSIENT, f"{type(error).__name__}: {error}")
    _write_down(claim, message, answer, str(mail.subject) if mail else "")
    return answer.outcome == Outcome.ACCEPTED


def _still_true(message: Message) -> list[Notification]:
    """The lines that hold at this moment; the others are marked with why they were left out."""
    reasons = reasons_to_drop(message.pk)
    for line in message.lines.all():
        if reason := reasons[line.notification_id]:
            MessageLine.objects.filter(pk=line.pk).update(dropped_reason=reason)
    return [line.notification for line in message.lines.all() if not reasons[line.notification_id]]


@transaction.atomic
def _write_down(claim: Claim, message: Message, answer: smtp.Answer, subject: str) -> None:
    state = _state_after(answer.outcome, message.attempts + 1)  # it was loaded before this attempt
    if not leases.finish(claim, state, answer.outcome, answer=answer.text, subject=subject):
        log.warning("message %s: the lease ran out before the answer came (%s)", message.reference, answer.text)
    elif state == State.FAILED:
        tell_of_failures([message.pk], timezone.now())


def _state_after(outcome: Outcome, attempts: int) -> State:
    if outcome == Outcome.ACCEPTED:
        return State.ACCEPTED
    if outcome == Outcome.PERMANENT or attempts >= MOST_ATTEMPTS:
        return State.FAILED
    return State.DUE
