"""Claiming messages and writing down what became of them: the three short transactions around a send.

A worker claims a batch by lease, notes an attempt, sends with no transaction open, and finishes only while the lease is
still its own. A lease that ran out gives the message back; if an attempt was under way its outcome is unknown, and the
next copy says that it may be a repetition. All times are the database's (reliability.md 1.2).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection

from ..models import Channel, DeliveryAttempt, Message

Outcome = DeliveryAttempt.Outcome

LEASE_SECONDS: int = settings.DELIVERY_LEASE_SECONDS
MOST_ATTEMPTS = 20
LONGEST_WAIT = 120  # seconds between tries, so that recovery takes at most that


@dataclass(frozen=True, slots=True)
class Claim:
    message_id: int
    token: uuid.UUID


_CLAIM = """
WITH picked AS (
    SELECT id FROM notifications_message
    WHERE channel = %(channel)s AND state = 'due' AND (next_try_at IS NULL OR next_try_at <= now())
    ORDER BY next_try_at NULLS FIRST, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
UPDATE notifications_message m
SET state = 'leased', lease_token = gen_random_uuid(), lease_until = now() + make_interval(secs => %(lease)s)
FROM picked WHERE m.id = picked.id RETURNING m.id, m.lease_token
"""

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
        next_try_at = CASE WHEN %(state)s = 'due' THEN clock_timestamp()
            + make_interval(secs => least(%(longest)s, 15 * 2 ^ least(attempts - 1, 6))) END
    WHERE id = %(id)s AND lease_token = %(token)s
    RETURNING id, attempts
)
UPDATE notifications_deliveryattempt a
SET finished_at = clock_timestamp(), outcome = %(outcome)s, answer = %(answer)s
FROM mine WHERE a.message_id = mine.id AND a.number = mine.attempts
"""

_RECOVER = """
WITH lost AS (
    SELECT id, attempts FROM notifications_message
    WHERE channel = %(channel)s AND state = 'leased' AND lease_until < now() FOR UPDATE SKIP LOCKED
), unknown AS (
    UPDATE notifications_deliveryattempt a SET outcome = 'unknown', finished_at = now()
    FROM lost WHERE a.message_id = lost.id AND a.number = lost.attempts AND a.outcome = 'started'
    RETURNING a.message_id
)
UPDATE notifications_message m
SET lease_token = NULL, lease_until = NULL, next_try_at = NULL,
    state = CASE WHEN m.attempts >= %(most)s THEN 'failed' ELSE 'due' END,
    may_repeat = m.may_repeat OR m.id IN (SELECT message_id FROM unknown)
FROM lost WHERE m.id = lost.id RETURNING m.id, m.state
"""


def claim(limit: int, channel: Channel) -> list[Claim]:
    """Lease up to `limit` messages that are due, those that have waited longest first."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"channel": channel.value, "limit": limit, "lease": LEASE_SECONDS})
        return [Claim(*row) for row in cursor.fetchall()]


def begin(claim: Claim) -> bool:
    """Write the attempt before anything is sent; False when the lease is no longer ours."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, {"id": claim.message_id, "token": claim.token, "lease": LEASE_SECONDS})
        return bool(cursor.rowcount == 1)


def finish(claim: Claim, state: Message.State, outcome: Outcome, *, answer: str = "", subject: str = "") -> bool:
    """Write the end of an attempt; False, and nothing written, when the lease is no longer ours."""
    parameters: dict[str, Any] = {
        "id": claim.message_id,
        "token": claim.token,
        "state": state.value,
        "outcome": outcome.value,
        "answer": answer[:500],
        "subject": subject[:250],
        "longest": LONGEST_WAIT,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FINISH, parameters)
        return bool(cursor.rowcount == 1)


def release(claims: Sequence[Claim], seconds: int, answer: str = "") -> None:
    """Give back messages that were not tried, to be tried after `seconds`; `answer` is why."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_message SET state = 'due', lease_token = NULL, lease_until = NULL, "
            "next_try_at = now() + make_interval(secs => %s), answer = %s WHERE lease_token = ANY(%s)",
            [seconds, answer[:500], [claim.token for claim in claims]],
        )


def recover(channel: Channel) -> list[int]:
    """Give back messages whose lease ran out; returns those that were tried too often and are given up."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOVER, {"channel": channel.value, "most": MOST_ATTEMPTS})
        return [pk for pk, state in cursor.fetchall() if state == Message.State.FAILED]
