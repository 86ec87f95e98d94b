"""One page that settles it: who was told what, when, and who accepted it, with its places in the history."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.pages import PageRequest, signed_in
from ledger.models import Event
from ledger.verification import verify

from ..access import visible_receipts, visible_records
from ..models import Handover, Position
from ..proof import proof
from ..proof_sheet import sheet
from .handover_rows import today_of
from .handovers import handover_or_404

POSITIONS = 8


@require_GET
@signed_in
def handover_proof(request: PageRequest, handover_id: int) -> HttpResponse:
    """A partner reads what it was handed itself; the records of it are the company's."""
    user, handover = request.user, handover_or_404(request.user, handover_id)
    events = Event.objects.filter(stream=handover.stream_id, target=f"handover:{handover.pk}").order_by("seq")
    own = visible_receipts(user).filter(handed__handover=handover).values_list("pk", flat=True)
    found = proof(events, only=frozenset(own) if user.is_partner else None)
    verification = verify(str(handover.stream))
    positions = _positions(user, handover)
    now = timezone.now()
    context = {
        "handover": handover,
        "proof": found,
        "sheet": sheet(found.versions, [(one.words, one.answer_words) for one in positions[:POSITIONS]]),
        "positions": positions[:POSITIONS],
        "left_out": len(positions[POSITIONS:]),
        "stream": handover.stream,
        "fault": verification.faults[0][1] if verification.faults else None,
        "events": verification.events,
        "now": now,
        "today": today_of(handover, now),
    }
    return render(request, "records/handover_proof.html", context)


def _positions(user: User, handover: Handover) -> list[Position]:
    """What the sides said in the records about it, by record, each record with its last line of the history."""
    records = visible_records(user).filter(handover=handover)
    standing = Position.objects.standing().filter(record__in=records)
    around = ("record__current", "department", "answered_by")
    positions = list(standing.select_related(*around).order_by("record__created_at", "record_id", "order", "pk"))
    streams = {position.record.stream_id for position in positions}
    targets = {f"record:{position.record_id}" for position in positions}
    events = Event.objects.filter(stream__in=streams, target__in=targets).order_by("target", "-seq")
    latest = {event.target: event for event in events.distinct("target")}
    for position in positions:
        position.record.newest_event = latest.get(f"record:{position.record_id}")  # type: ignore[attr-defined]
    return positions
