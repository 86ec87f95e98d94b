"""Reading the ledger back and checking every chain; memory stays flat however long a stream is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from .chain import HASHED, HASHED_WHERE_SET, Fault, first_fault
from .models import Event, Stream


@dataclass(frozen=True, slots=True)
class Verification:
    streams: int
    events: int
    faults: list[tuple[str, Fault]]


def verify(only: str | None = None) -> Verification:
    """Check one stream, by its "kind:key", or all of them."""
    streams = Stream.objects.order_by("pk")
    if only:
        kind, _, key = only.partition(":")
        streams = streams.filter(kind=kind, key=key)
    faults: list[tuple[str, Fault]] = []
    checked = read = 0
    for stream in streams.iterator():
        checked += 1
        read += stream.head_seq
        # An event may have come in between reading the head and the lines: what looks wrong is looked at once more.
        fault = _fault(stream) and _fault_while_locked(stream.pk)
        if fault:
            faults.append((str(stream), fault))
    return Verification(checked, read, faults)


def _fault(stream: Stream) -> Fault | None:
    return first_fault(str(stream), rows_of(stream.pk), stream.head_seq, stream.head_hash)


@transaction.atomic
def _fault_while_locked(stream_id: int) -> Fault | None:
    return _fault(Stream.objects.select_for_update(no_key=True).get(pk=stream_id))


def rows_of(stream_id: int, until: int | None = None) -> Iterator[dict[str, Any]]:
    """The events of a stream by number, as the chain reads them; `until` is the last number that is wanted."""
    events = Event.objects.filter(stream_id=stream_id)
    if until is not None:
        events = events.filter(seq__lte=until)
    rows: QuerySet[Event, Any] = events.order_by("seq").values(*HASHED, *HASHED_WHERE_SET, "hash")
    yield from rows.iterator(chunk_size=2000)
