"""F24: the network between workers and PostgreSQL, or between workers and the mail server, is gone for a while."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper

from notifications.models import Message
from notifications.services import sweep
from notifications.services.sweep import SWEEP_LOCK

from . import crowd
from .figures import record
from .gate import Gate
from .sizes import is_full, size
from .stack import LEASE_SECONDS, Stack, own_database, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

CHILDREN = 2


def test_a_partition_loses_nothing_and_sends_nothing_unrecorded(tmp_path: Path) -> None:
    people, seconds = size((2000, 60.0), (80, 1.5))
    at = urlsplit(own_database())
    with Gate(at.port or 5432) as database, Gate() as mail:
        near = urlunsplit(at._replace(netloc=f"{at.username}:{at.password}@127.0.0.1:{database.port}"))
        stack = Stack(tmp_path, mail_port=mail.port, clock_shifts=(), DATABASE_URL=near)
        mail.target = stack.port
        told = crowd.people(people)
        crowd.launches(told)
        resumed: list[float] = []
        cuts = 0
        with stack:
            stack.start_with_beat(children=CHILDREN)
            wait_until(lambda: stack.accepted() > 3, 60)
            for gate, cut in ((database, gate_freeze), (database, gate_shut), (mail, gate_freeze), (mail, gate_shut)):
                cut(gate)
                cuts += 1
                time.sleep(seconds)
                gate.open()
                crowd.hurry()
                seen = stack.accepted()
                if seen < people:
                    resumed.append(wait_until(lambda: stack.has_accepted(seen) or crowd.nothing_waits(), 60))  # noqa: B023
            wait_until(lambda: crowd.hurry() or crowd.nothing_waits(), 120)
            copies = Counter(reference for reference, *_ in stack.copies())
            count = stack.count(crowd.messages_of(told))
    tries = {message.reference: message.attempts for message in Message.objects.all()}
    unrecorded = sum(n > tries.get(reference, 0) for reference, n in copies.items())
    record("F24", "worker↔PostgreSQL and worker↔mail server cut", cuts, **vars(count), without_attempt_row=unrecorded,
           longest_resumption_s=max(resumed, default=0.0))  # fmt: skip
    assert (count.created, count.lost, count.unmarked_extra, unrecorded) == (people, 0, 0, 0)
    assert count.extra <= cuts * CHILDREN
    assert max(resumed, default=0.0) <= 2 * LEASE_SECONDS + 30


def test_a_sweeper_that_vanished_does_not_keep_the_others_from_sweeping() -> None:
    """Its machine is gone, and PostgreSQL was never told: the session that holds the lock of the sweep lives on, until
    the server gives up on a transaction that says nothing."""
    most = size(60.0, 1.0)
    with Gate(urlsplit(own_database()).port or 5432) as gate:
        here = connection.settings_dict | {"HOST": "127.0.0.1", "PORT": gate.port}
        vanishing = DatabaseWrapper(here)
        with vanishing.cursor() as cursor:
            cursor.execute("SELECT setting::int FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'")
            [patience_ms] = cursor.fetchone()
            if not is_full():
                cursor.execute("SET idle_in_transaction_session_timeout = '1s'")
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SWEEP_LOCK])
        gate.freeze()
        gate.forget_clients()
        assert not sweep().is_mine
        blocked = wait_until(lambda: sweep().is_mine, most + 5)
        vanishing.connection = None
    record("F24", "sweeper vanished in mid-transaction", 1, blocked_s=blocked, most_s=patience_ms / 1000)
    assert 0 < patience_ms <= 60_000
    assert blocked <= most + 2


def gate_freeze(gate: Gate) -> None:
    gate.freeze()


def gate_shut(gate: Gate) -> None:
    gate.shut()
