"""Sending what is due: claim, begin, re-check, one network call, finish. See `leases` for the transactions."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from ..channels.answers import Answer, ServerDown
from ..channels.transports import Sent, Transport, open_transport
from ..holding import reasons_to_drop
from ..models import Channel, DeliveryAttempt, Message, MessageLine, Notification
from . import leases
from .failures import give_up, stop_using
from .invitations import still_stands
from .leases import MOST_CRASHES, Claim

log = logging.getLogger(__name__)
Outcome = DeliveryAttempt.Outcome
State = Message.State

BATCH = 20
RUN_SECONDS = 10.0  # then the task ends and the next tick goes on: sweeps get their turn, a deploy never waits long
PAUSE_WHEN_DOWN = 15


def deliver_due(channel: Channel = Channel.EMAIL, limit: int | None = None, now: datetime | None = None) -> int:
    """Hand over what is due on `channel`, at most `limit` messages; returns how many were accepted.

    Must not run in a transaction: each step commits before the next, so that a crash leaves a true record. `now` is
    what the words count days from; which messages are due is asked of the database.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        give_up(leases.recover(channel), moment)
    end, accepted, tried = time.monotonic() + RUN_SECONDS, 0, 0
    with open_transport(channel) as transport:
        while time.monotonic() < end and (limit is None or tried < limit):
            claims = leases.claim(BATCH if limit is None else min(BATCH, limit - tried), channel)
            if not claims:
                break
            tried += len(claims)
            try:
                accepted += _deliver_batch(claims, transport, moment, end)
            except ServerDown:
                break
    return accepted


def _deliver_batch(claims: Sequence[Claim], transport: Transport, now: datetime, end: float) -> int:
    accepted, messages = 0, load(claims)
    for index, claim in enumerate(claims):
        if time.monotonic() > end:  # a slow server: the rest goes back before its leases run out
            leases.release(claims[index:], 0)
            break
        try:
            accepted += _deliver(claim, messages[claim.message_id], transport, now)
        except ServerDown as down:
            leases.release(claims[index:], PAUSE_WHEN_DOWN, str(down))
            raise
    return accepted


def load(claims: Sequence[Claim]) -> dict[int, Message]:
    """The claimed messages with everything they say, by id. Two queries."""
    about = ("item__owner", "project__launch_type", "recipient", "instead_of")
    lines = MessageLine.objects.select_related(*(f"notification__{name}" for name in about))
    lines = lines.order_by("notification__due_on", "notification")
    messages = Message.objects.select_related(
        "recipient__department", "destination__department", "invitation__department", "invitation__invited_by"
    )
    return messages.prefetch_related(Prefetch("lines", lines)).in_bulk([claim.message_id for claim in claims])


def _deliver(claim: Claim, message: Message, transport: Transport, now: datetime) -> bool:
    """One message from attempt to outcome; True when it was accepted. Raises `ServerDown` before any attempt."""
    transport.connect()
    if not leases.begin(claim):
        return False
    is_broken = False
    try:
        lines = _still_true(message, now)
        if not lines and not _stands_alone(message, now):
            leases.finish(claim, State.CANCELLED, Outcome.WITHDRAWN, channel=Channel(message.channel))
            return False
        sent = transport.send(message, lines, now)
    except Exception as error:  # one message that cannot be rendered must not hold up the others
        log.exception("message %s could not be sent", message.reference)
        is_broken, sent = True, Sent(Answer(Outcome.TRANSIENT, f"{type(error).__name__}: {error}"), "")
    _write_down(claim, message, sent, is_broken=is_broken)
    return sent.answer.outcome == Outcome.ACCEPTED


def _still_true(message: Message, now: datetime) -> list[Notification]:
    """The lines that hold at this moment; the others are marked with why they were left out."""
    reasons = reasons_to_drop(message.pk, now)
    for line in message.lines.all():
        if reason := reasons[line.notification_id]:
            MessageLine.objects.filter(pk=line.pk).update(dropped_reason=reason)
    return [line.notification for line in message.lines.all() if not reasons[line.notification_id]]


def _stands_alone(message: Message, now: datetime) -> bool:
    """Whether it says something without lines: a test does, and an invitation while its link works."""
    if message.kind == Message.Kind.INVITATION:
        return still_stands(message, now)
    return message.kind == Message.Kind.TEST


@transaction.atomic
def _write_down(claim: Claim, message: Message, sent: Sent, *, is_broken: bool) -> None:
    answer = sent.answer
    state = _state_after(message, answer, is_broken=is_broken)
    is_ours = leases.finish(
        claim,
        state,
        answer.outcome,
        channel=Channel(message.channel),
        answer=answer.text,
        subject=sent.subject,
        asked_to_wait=answer.retry_after or 0,
    )
    if not is_ours:
        log.warning("message %s: the lease ran out before the answer came (%s)", message.reference, answer.text)
        return
    if state == State.FAILED:
        give_up([message.pk], timezone.now())
    if answer.is_gone and message.destination is not None:
        stop_using(message.destination, answer.text, timezone.now())


def _state_after(message: Message, answer: Answer, *, is_broken: bool) -> State:
    """A channel that says "later" is asked again until the message is too old; what breaks by itself is parked."""
    if answer.outcome == Outcome.ACCEPTED:
        return State.ACCEPTED
    if answer.outcome == Outcome.PERMANENT or answer.is_gone:
        return State.FAILED
    if is_broken and message.attempts + 1 >= MOST_CRASHES:  # it was loaded before this attempt
        return State.FAILED
    if answer.outcome == Outcome.UNKNOWN and leases.crashes(message.pk) + 1 >= MOST_CRASHES:
        return State.FAILED
    # A test answers the question whether it works now.
    return State.FAILED if message.kind == Message.Kind.TEST else State.DUE
