"""Claiming messages and writing down what became of them: the three short transactions around a send.

A worker claims a batch by lease, notes an attempt, sends with no transaction open, and finishes only while the lease is
still its own. A lease that ran out gives the message back; if an attempt was under way its outcome is unknown, and the
next copy says that it may be a repetition. All times are the database's (reliability.md 1.2).

Messages to a destination go one after the other, with `SPACING` between them or as long as it asked us to wait; e-mail
to people has no such limit, because each goes to another address.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F, Q
from django.utils.translation import gettext_noop

from ..models import Channel, DeliveryAttempt, Message

Outcome = DeliveryAttempt.Outcome

LEASE_SECONDS: int = settings.DELIVERY_LEASE_SECONDS
WORN_OUT = gettext_noop("the worker died in every try")
MOST_CRASHES = 5  # tries that nobody saw the end of; then the message itself is suspected, and parked
SPACING = 1  # seconds between two messages to one destination; Slack allows no more


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds between tries double from 15 to `wait`, so that recovery takes at most that; after `tries` of them they
    come every `later_wait`. `hours` after it was due a message is too old to be sent."""

    wait: int
    tries: int
    later_wait: int
    hours: int


QUICK = Patience(wait=120, tries=20, later_wait=900, hours=72)
PATIENCE = dict.fromkeys(Channel, QUICK) | {
    # Programs that were down want what they missed, also days later; they need no second attempt every two minutes.
    Channel.WEBHOOK: Patience(wait=120, tries=6, later_wait=4 * 3600, hours=5 * 24)
}


@dataclass(frozen=True, slots=True)
class Claim:
    message_id: int
    token: uuid.UUID


_NOTHING_HELD = "NOT EXISTS (SELECT FROM notifications_outboundhold WHERE released_at IS NULL)"

_CLAIM = f"""
WITH picked AS (
    SELECT id FROM notifications_message
    WHERE channel = %(channel)s AND state = 'due' AND (next_try_at IS NULL OR next_try_at <= now())
      AND {_NOTHING_HELD}
    ORDER BY next_try_at NULLS FIRST, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
UPDATE notifications_message m
SET state = 'leased', lease_token = gen_random_uuid(), lease_until = now() + make_interval(secs => %(lease)s)
FROM picked WHERE m.id = picked.id RETURNING m.id, m.lease_token
"""  # noqa: S608

# One message of one destination that is free and has none on its way. Its row is locked first: who comes at the same
# moment skips it, and who comes just after reads the new `free_at`.
_CLAIM_ONE = f"""
WITH target AS (
    SELECT d.id FROM notifications_destination d
    WHERE d.channel = %(channel)s AND d.disabled_at IS NULL AND d.free_at <= clock_timestamp() AND {_NOTHING_HELD}
      AND EXISTS (SELECT FROM notifications_message m WHERE m.destination_id = d.id AND m.state = 'due'
                  AND (m.next_try_at IS NULL OR m.next_try_at <= now()))
      AND NOT EXISTS (SELECT FROM notifications_message m WHERE m.destination_id = d.id AND m.state = 'leased')
    ORDER BY d.free_at LIMIT 1 FOR UPDATE SKIP LOCKED
), picked AS (
    SELECT id, destination_id FROM notifications_message
    WHERE destination_id = (SELECT id FROM target) AND state = 'due' AND (next_try_at IS NULL OR next_try_at <= now())
    ORDER BY next_try_at NULLS FIRST, id LIMIT 1 FOR UPDATE SKIP LOCKED
), spaced AS (
    UPDATE notifications_destination d SET free_at = clock_timestamp() + make_interval(secs => %(spacing)s)
    FROM picked WHERE d.id = picked.destination_id
)
UPDATE notifications_message m
SET state = 'leased', lease_token = gen_random_uuid(), lease_until = now() + make_interval(secs => %(lease)s)
FROM picked WHERE m.id = picked.id RETURNING m.id, m.lease_token
"""  # noqa: S608

# Extends the lease, so that a late place in the batch does not shorten the time left to send.
_BEGIN = """
WITH mine AS (
    UPDATE notifications_message
    SET attempts = attempts + 1, lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
    WHERE id = %(id)s AND lease_token = %(token)s AND lease_until > clock_timestamp()
    RETURNING id, attempts
)
INSERT INTO notifications_deliveryattempt (message_id, number, started_at, outcome, answer)
SELECT id, attempts, clock_timestamp(), 'started', '' FROM mine
"""

_FINISH = """
WITH mine AS (
    UPDATE notifications_message
    SET state = %(state)s, answer = %(answer)s, subject = %(subject)s, lease_token = NULL, lease_until = NULL,
        may_repeat = may_repeat OR %(outcome)s = 'unknown',
        accepted_at = CASE WHEN %(state)s = 'accepted' THEN clock_timestamp() END,
        next_try_at = CASE WHEN %(state)s = 'due' THEN clock_timestamp() + make_interval(secs => greatest(
            %(asked)s, CASE WHEN attempts > %(tries)s THEN %(later)s
                            ELSE least(%(wait)s, 15 * 2 ^ least(attempts - 1, 6)) END)) END
    WHERE id = %(id)s AND lease_token = %(token)s
    RETURNING id, attempts, destination_id
), spaced AS (
    UPDATE notifications_destination d
    SET free_at = greatest(d.free_at, clock_timestamp() + make_interval(secs => greatest(%(asked)s, %(spacing)s)))
    FROM mine WHERE d.id = mine.destination_id
)
UPDATE notifications_deliveryattempt a
SET finished_at = clock_timestamp(), outcome = %(outcome)s, answer = %(answer)s
FROM mine WHERE a.message_id = mine.id AND a.number = mine.attempts
"""

_RECOVER = """
WITH lost AS (
    SELECT id, attempts, replayed_at FROM notifications_message
    WHERE channel = %(channel)s AND state = 'leased' AND lease_until < now() FOR UPDATE SKIP LOCKED
), unknown AS (
    UPDATE notifications_deliveryattempt a SET outcome = 'unknown', finished_at = now()
    FROM lost WHERE a.message_id = lost.id AND a.number = lost.attempts AND a.outcome = 'started'
    RETURNING a.message_id
)
UPDATE notifications_message m
SET lease_token = NULL, lease_until = NULL, next_try_at = NULL,
    state = CASE WHEN crashes.n >= %(most)s THEN 'failed' ELSE 'due' END,
    answer = CASE WHEN crashes.n >= %(most)s THEN %(worn_out)s ELSE m.answer END,
    may_repeat = m.may_repeat OR m.id IN (SELECT message_id FROM unknown)
FROM lost CROSS JOIN LATERAL (
    SELECT count(*) + (lost.id IN (SELECT message_id FROM unknown))::int AS n
    FROM notifications_deliveryattempt a WHERE a.message_id = lost.id AND a.outcome = 'unknown'
      AND a.started_at >= coalesce(lost.replayed_at, '-infinity')
) crashes
WHERE m.id = lost.id RETURNING m.id, m.state
"""


def claim(limit: int, channel: Channel) -> list[Claim]:
    """Lease up to `limit` messages that are due, those that have waited longest first; of a destination just one."""
    statement = _CLAIM if channel == Channel.EMAIL else _CLAIM_ONE
    parameters: dict[str, Any] = {"channel": channel.value, "limit": limit, "lease": LEASE_SECONDS, "spacing": SPACING}
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [Claim(*row) for row in cursor.fetchall()]


def begin(claim: Claim) -> bool:
    """Write the attempt before anything is sent; False when the lease is no longer ours."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, {"id": claim.message_id, "token": claim.token, "lease": LEASE_SECONDS})
        return bool(cursor.rowcount == 1)


def finish(
    claim: Claim,
    state: Message.State,
    outcome: Outcome,
    *,
    channel: Channel = Channel.EMAIL,
    answer: str = "",
    subject: str = "",
    asked_to_wait: float = 0,
) -> bool:
    """Write the end of an attempt; False, and nothing written, when the lease is no longer ours.

    `asked_to_wait` are the seconds that the receiver wants to be left alone.
    """
    patience = PATIENCE[channel]
    parameters: dict[str, Any] = {
        "id": claim.message_id,
        "token": claim.token,
        "state": state.value,
        "outcome": outcome.value,
        "answer": answer[:500],
        "subject": subject[:250],
        "wait": patience.wait,
        "tries": patience.tries,
        "later": patience.later_wait,
        "asked": asked_to_wait,
        "spacing": SPACING,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FINISH, parameters)
        return bool(cursor.rowcount == 1)


def release(claims: Sequence[Claim], seconds: int, answer: str = "") -> None:
    """Give back messages that were not tried, to be tried after `seconds`; `answer` is why."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_message SET state = 'due', lease_token = NULL, lease_until = NULL, "
            "next_try_at = CASE WHEN %s > 0 THEN now() + make_interval(secs => %s) ELSE next_try_at END, answer = %s "
            "WHERE lease_token = ANY(%s)",
            [seconds, seconds, answer[:500], [claim.token for claim in claims]],
        )


def recover(channel: Channel) -> list[int]:
    """Give back messages whose lease ran out; returns those that were tried too often and are given up."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOVER, {"channel": channel.value, "most": MOST_CRASHES, "worn_out": WORN_OUT})
        return [pk for pk, state in cursor.fetchall() if state == Message.State.FAILED]


def crashes(message_id: int) -> int:
    """How many tries of a message nobody saw the end of, since it was last sent again by hand."""
    tries = DeliveryAttempt.objects.filter(message=message_id, outcome=Outcome.UNKNOWN)
    return tries.filter(Q(message__replayed_at=None) | Q(started_at__gte=F("message__replayed_at"))).count()


def expire(now: datetime) -> list[int]:
    """Give up what was tried in vain until it was too old; returns the ids. One that was never tried still goes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_message m SET state = 'expired' "
            "FROM unnest(%s::text[], %s::int[]) AS patience (channel, hours) "
            "WHERE m.channel = patience.channel AND m.state = 'due' AND m.next_try_at IS NOT NULL "
            "AND coalesce(m.replayed_at, m.due_at) < %s::timestamptz - make_interval(hours => patience.hours) "
            "RETURNING m.id",
            [[channel.value for channel in PATIENCE], [found.hours for found in PATIENCE.values()], now],
        )
        return [row[0] for row in cursor.fetchall()]
