"""Holding back everything that would go out: after a restore, what was accepted since the backup is not known any more.

While a hold is open no message is claimed; sweeps go on, so the inbox is right and what waits can be counted. Source:
reliability.md, F25.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from ledger.models import Stream
from ledger.services import Entry, append, company_stream

from ..models import Heartbeat, Message, MessageLine, OutboundHold

DISCARDED = gettext_noop("given up while sending was held")
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
    record = _locked_record()
    if not OutboundHold.objects.open().exists():
        OutboundHold.objects.create(reason=reason[:200])
        append(record, [Entry(verb="outbound_held", reason=reason)], by=None)
    return held()


def held() -> Held:
    swept = Heartbeat.objects.filter(name="sweep").values_list("at", flat=True).first()
    return Held(Message.objects.filter(state__in=WAITING).count(), swept)


@transaction.atomic
def release_outbound(*, discard: bool = False) -> int:
    """Let messages go again; with `discard` those that wait are cancelled first. Returns how many go, or are discarded.

    Discarded ones stay in the inbox of whom they were for. While nothing is held there is nothing to do.
    """
    record = _locked_record()
    if not OutboundHold.objects.open().update(released_at=timezone.now()):
        return 0
    waiting = Message.objects.filter(state__in=WAITING)
    count = waiting.count()
    if discard:
        MessageLine.objects.filter(message__in=waiting, dropped_reason="").update(dropped_reason="discarded")
        waiting.update(state=Message.State.CANCELLED, answer=DISCARDED, lease_token=None, lease_until=None)
    after = {"waiting": count, "discarded": discard}
    append(record, [Entry(verb="outbound_released", after=after)], by=None)
    return count


def _locked_record() -> Stream:
    """The stream that it is written to. Who holds its row holds or releases alone; the next one sees what they did."""
    return Stream.objects.select_for_update(no_key=True).get(pk=company_stream().pk)
