"""F19: a message that can never be sent, whatever the reason, ends after a few tries and delays nobody else."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from accounts.models import User
from notifications.models import Message
from notifications.services.leases import MOST_CRASHES

from . import crowd
from .figures import record
from .sizes import size
from .stack import LEASE_SECONDS, Stack, wait_until

pytestmark = [
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc"),
]

# An address that no form would take, a server that never answers, and what kills -9 whoever sends it (see `sink`).
BROKEN = "person\nBcc: all@example.com"
POISON = (BROKEN, "hang", "mortal")


def test_poison_is_parked_and_the_others_are_told(tmp_path: Path) -> None:
    others = crowd.people(size(995, 60))
    poison = {name: crowd.people(1, "poison" if name == BROKEN else name) for name in POISON}
    if size(full=True, small=False):
        poison["hang"] += crowd.people(1, "hang")
        poison["mortal"] += crowd.people(1, "mortal")
    [broken] = poison[BROKEN]
    User.objects.filter(pk=broken.pk).update(email=BROKEN)
    poisoned = [person for people in poison.values() for person in people]
    crowd.launches([*others, *poisoned])
    with Stack(tmp_path, clock_shifts=()) as stack:
        stack.start_with_beat()
        wait_until(lambda: crowd.everybody_has_a_message(others), 60)
        wait_until(lambda: _pass_time() or crowd.nothing_waits(), size(300, 90))
        accepted = Counter(reference for reference, *_ in stack.copies())
    mails = {m.recipient_id: m for m in Message.objects.filter(destination=None, recipient__in=[*others, *poisoned])}
    delivered = sum(accepted[mails[person.pk].reference] > 0 for person in others)
    waits = sorted((m.accepted_at - m.due_at).total_seconds() for m in mails.values() if m.accepted_at)
    tries = {person.email.partition(".")[0]: mails[person.pk].attempts for person in poisoned}
    figures = {"others_delivered": f"{delivered}/{len(others)}", "p99_others_s": waits[-1 - len(waits) // 100]}
    record("F19", "poison: cannot be written, hangs, kills", len(poisoned), **figures, tries=sorted(tries.values()))
    for person in poisoned:
        message = mails[person.pk]
        assert message.state == "failed", (message, person.email)
        assert message.attempts == MOST_CRASHES
        assert message.answer
    assert delivered == len(others)
    assert waits[-1 - len(waits) // 100] < 60


def _pass_time() -> None:
    """What waits for its next try, or for the lease of a dead worker to run out, need not."""
    crowd.hurry()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE notifications_message m SET lease_until = now() - interval '1 s'
            FROM notifications_deliveryattempt a WHERE m.state = 'leased' AND a.message_id = m.id
                AND a.number = m.attempts AND a.outcome = 'started' AND a.started_at < now() - make_interval(secs => %s)
            """,
            [LEASE_SECONDS / 6],
        )
