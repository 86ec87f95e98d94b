"""What the database owner's hands can do to a stream of five events, and what the check must say of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

from django.db import connection

from ledger.chain import HASHED, Fault, event_hash
from ledger.heads import REWRITTEN
from ledger.models import Event, Stream
from ledger.services import Entry, append, open_stream

Manipulation = Callable[[Stream], Any]


@contextmanager
def as_owner():
    """The database owner, with the triggers switched off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_event DISABLE TRIGGER USER")
        yield
        cursor.execute("ALTER TABLE ledger_event ENABLE TRIGGER USER")


def five_events(key: str) -> Stream:
    stream = open_stream(Stream.Kind.TEMPLATE, key)
    append(stream.pk, [Entry(f"v{n}", after={"n": n, "글": "정리"}) for n in range(1, 6)], by=None)
    stream.refresh_from_db()
    return stream


def alter(stream: Stream) -> None:
    stream.events.filter(seq=3).update(reason="다른 이유")


def remove(stream: Stream) -> None:
    stream.events.filter(seq=2).delete()


def remove_and_close_up(stream: Stream) -> None:
    remove(stream)
    renumber(stream, (3, 2), (4, 3), (5, 4))


def insert(stream: Stream) -> None:
    last = stream.events.get(seq=5)
    fields = {name: getattr(last, name) for name in HASHED} | {"seq": 6, "prev_hash": last.hash}
    Event.objects.bulk_create([Event(stream=stream, **fields, hash=event_hash(str(stream), fields))])


def reorder(stream: Stream) -> None:
    renumber(stream, (3, 99), (4, 3), (99, 4))


def truncate(stream: Stream) -> None:
    stream.events.filter(seq__gt=3).delete()


def rewrite_the_end(stream: Stream) -> None:
    """With a hash that fits."""
    last = stream.events.get(seq=5)
    fields = {name: getattr(last, name) for name in HASHED} | {"reason": "x"}
    stream.events.filter(seq=5).update(reason="x", hash=event_hash(str(stream), fields))


def insert_between(stream: Stream) -> None:
    """A forged third line whose own hash fits; the later ones move on."""
    renumber(stream, (5, 6), (4, 5), (3, 4))
    second = stream.events.get(seq=2)
    fields = {name: getattr(second, name) for name in HASHED} | {"seq": 3, "prev_hash": second.hash, "verb": "forged"}
    Event.objects.bulk_create([Event(stream=stream, **fields, hash=event_hash(str(stream), fields))])
    Stream.objects.filter(pk=stream.pk).update(head_seq=6)


def rewrite_the_chain(stream: Stream) -> None:
    """Another reason in the third line, and every hash from there on made anew, that of the head too."""
    previous = stream.events.get(seq=2).hash
    for event in stream.events.filter(seq__gte=3).order_by("seq"):
        event.prev_hash = previous
        event.reason = "다른 이유" if event.seq == 3 else event.reason
        previous = event_hash(str(stream), event.__dict__)
        stream.events.filter(pk=event.pk).update(reason=event.reason, prev_hash=event.prev_hash, hash=previous)
    Stream.objects.filter(pk=stream.pk).update(head_hash=previous)


def renumber(stream: Stream, *moves: tuple[int, int]) -> None:
    for old, new in moves:
        stream.events.filter(seq=old).update(seq=new)


MANIPULATIONS: dict[Manipulation, Fault] = {
    alter: Fault(3, "altered"),
    remove: Fault(2, "missing"),
    remove_and_close_up: Fault(2, "does not follow the event before it"),
    insert: Fault(6, "inserted at the end"),
    insert_between: Fault(4, "does not follow the event before it"),
    reorder: Fault(3, "does not follow the event before it"),
    truncate: Fault(4, "missing at the end"),
    rewrite_the_end: Fault(5, "altered"),
}
# The six of reliability.md F26; the last leaves a chain that holds, and shows only beside a head kept elsewhere.
SIX: dict[Manipulation, Fault] = {
    **{found: MANIPULATIONS[found] for found in (alter, remove, insert_between, reorder, truncate)},
    rewrite_the_chain: Fault(5, REWRITTEN),
}
