"""Writing to the ledger. Everything that changes state calls `append` inside its own transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from .chain import event_hash
from .models import Event, Stream


class Actor(Protocol):
    """Whoever does it: a person with an id and a name."""

    @property
    def pk(self) -> Any: ...

    @property
    def name(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Said:
    """Whose word it was when it was not that of who writes it down: how it was said, and when. Empty when it was."""

    by: str = ""
    via: str = ""  # one of Event.Via
    at: datetime | None = None


UNSAID = Said()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line to be written. `target` is an address such as "item:42"; `before` and `after` hold JSON by name."""

    verb: str
    target: str = ""
    target_name: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    said: Said = UNSAID


def open_stream(kind: Stream.Kind, key: object) -> Stream:
    return Stream.objects.create(kind=kind, key=str(key))


def company_stream() -> Stream:
    """The one stream of people, departments and settings."""
    return Stream.objects.get_or_create(kind=Stream.Kind.COMPANY, key="company")[0]


def append(
    stream: int | Stream, entries: Sequence[Entry], *, by: Actor | None, at: datetime | None = None
) -> list[Event]:
    """Write `entries` to the end of a stream, in order, and return them as events.

    Must run inside the transaction of the change itself: the stream's row is locked until that commits, so `seq` has no
    gaps and a reader who has seen number n has seen everything before it. `stream` is its id, or its row when this
    transaction has locked it already, which saves a statement. `by` is None for the system itself.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An event is written in the transaction of the change that it records.")
    if isinstance(stream, int):
        stream = Stream.objects.select_for_update(no_key=True).get(pk=stream)
    read_seq = stream.head_seq
    moment = (at or timezone.now()).astimezone(UTC)
    events = []
    for entry in entries:
        event = Event(
            stream=stream,
            seq=stream.head_seq + 1,
            at=moment,
            actor_id=by.pk if by else None,
            actor_name=by.name if by else "",
            said_by=entry.said.by[:100],
            said_via=entry.said.via if entry.said.by else "",
            said_at=entry.said.at if entry.said.by else None,
            verb=entry.verb,
            target=entry.target,
            target_name=entry.target_name[:300],
            before=dict(entry.before),
            after=dict(entry.after),
            reason=entry.reason,
            prev_hash=stream.head_hash,
        )
        event.hash = event_hash(str(stream), event.__dict__)
        stream.head_seq, stream.head_hash = event.seq, event.hash
        events.append(event)
    Event.objects.bulk_create(events)
    head = {"head_seq": stream.head_seq, "head_hash": stream.head_hash}
    if not Stream.objects.filter(pk=stream.pk, head_seq=read_seq).update(**head):
        raise RuntimeError("The stream was not locked: somebody else has written to it since it was read.")
    return events
