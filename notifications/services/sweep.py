"""The tick: what is owed now becomes notifications, and those become messages. Nothing is sent here.

It runs every 15 seconds, everywhere and as often as anyone likes: only one at a time does something, and doing it
again adds nothing. All in one transaction, so a crash leaves the work of a whole tick undone or done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from . import leases
from .alerts import raise_alerts
from .bundling import bundle
from .closing import close_untrue
from .events import tell_events
from .failures import abandon_switched_off, give_up
from .heartbeat import beat
from .invitations import raise_invitations
from .reminders import remind
from .reports import raise_reports

SWEEP_LOCK = 0x4C52_5357  # any number; the same in every process


@dataclass(frozen=True, slots=True)
class Tick:
    """What one sweep added. `is_mine` is False when another one was at work."""

    is_mine: bool = True
    notices: int = 0
    reminders: int = 0
    alerts: int = 0
    reports: int = 0
    closed: int = 0
    messages: int = 0


@transaction.atomic
def sweep(now: datetime | None = None) -> Tick:
    """Do what is owed at `now` (default: this moment)."""
    if not _lock_taken():
        return Tick(is_mine=False)
    moment = now or timezone.now()
    notices, changed = tell_events(moment)
    closed = close_untrue(changed, moment)
    reminders, alerts = remind(moment), raise_alerts(moment)
    reports = raise_reports(moment)
    give_up(leases.expire(moment), moment)
    abandon_switched_off(moment)
    messages = bundle(moment) + raise_invitations(moment)
    beat()
    return Tick(True, notices, reminders, alerts, reports, closed, messages)


def _lock_taken() -> bool:
    """Whether this transaction is the one sweep; the lock leaves with the transaction, also when the process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SWEEP_LOCK])
        return bool(cursor.fetchone()[0])
