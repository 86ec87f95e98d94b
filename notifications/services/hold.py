"""Holding back everything that would go out: after a restore, what was accepted since the backup is not known any more.

While a hold is open no message is claimed; sweeps go on, so the inbox is right and what waits can be counted. Source:
reliability.md, F25.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ledger.services import Entry, append, company_stream

from ..models import Heartbeat, Message, OutboundHold

WAITING = (Message.State.DUE, Message.State.LEASED)


@dataclass(frozen=True, slots=True)
class Held:
    """`waiting` messages would go out on release. `known_until` is when this database last swept before the hold: what
    was sent after that moment, before the restore, may arrive a second time."""

    waiting: int
    known_until: datetime | None


@transaction.atomic
def hold_outbound(reason: str) -> Held:
    """Send nothing until `release_outbound`. A second time changes nothing."""
    if not OutboundHold.objects.filter(released_at=None).exists():
        OutboundHold.objects.create(reason=reason[:200])
        append(company_stream().pk, [Entry(verb="outbound_held", reason=reason)], by=None)
    return held()


def held() -> Held:
    swept = Heartbeat.objects.filter(name="sweep").values_list("at", flat=True).first()
    return Held(Message.objects.filter(state__in=WAITING).count(), swept)


@transaction.atomic
def release_outbound(*, discard: bool = False) -> int:
    """Let messages go again; with `discard` those that wait are cancelled first. Returns how many go, or are discarded.

    Discarded ones stay in the inbox of whom they were for.
    """
    waiting = Message.objects.filter(state__in=WAITING)
    count = waiting.count()
    if discard:
        waiting.update(
            state=Message.State.CANCELLED, answer="discarded after a restore", lease_token=None, lease_until=None
        )
    OutboundHold.objects.filter(released_at=None).update(released_at=timezone.now())
    after = {"waiting": count, "discarded": discard}
    append(company_stream().pk, [Entry(verb="outbound_released", after=after)], by=None)
    return count
