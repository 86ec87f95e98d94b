"""Somebody with the database owner's hands rewrites history: the check finds each way of doing it."""

from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from ledger.chain import HASHED, Fault, event_hash
from ledger.models import Event, Stream
from ledger.services import Entry, append, open_stream
from ledger.verification import verify


@pytest.fixture
def stream(db: None) -> Stream:
    stream = open_stream(Stream.Kind.TEMPLATE, "t")
    append(stream.pk, [Entry(f"v{n}", after={"n": n, "글": "정리"}) for n in range(1, 6)], by=None)
    return stream


@pytest.fixture
def owner(stream: Stream) -> Iterator[Callable[..., None]]:
    """The database owner, with the triggers switched off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_event DISABLE TRIGGER USER")
        yield lambda sql, *values: cursor.execute(sql, values)


def faults() -> list[Fault]:
    return [fault for _stream, fault in verify().faults]


def test_an_untouched_chain_holds(stream: Stream) -> None:
    result = verify()
    assert (result.streams, result.events, result.faults) == (1, 5, [])


def test_an_altered_event_is_found(owner: Callable[..., None]) -> None:
    owner("UPDATE ledger_event SET reason = '다른 이유' WHERE seq = 3")
    assert faults() == [Fault(3, "altered")]


def test_a_removed_event_is_found(owner: Callable[..., None]) -> None:
    owner("DELETE FROM ledger_event WHERE seq = 2")
    assert faults() == [Fault(2, "missing")]


def test_a_removed_event_is_found_when_the_rest_moves_up(owner: Callable[..., None]) -> None:
    owner("DELETE FROM ledger_event WHERE seq = 2")
    for seq in (3, 4, 5):
        owner("UPDATE ledger_event SET seq = %s WHERE seq = %s", seq - 1, seq)
    assert faults() == [Fault(2, "does not follow the event before it")]


def test_an_inserted_event_is_found(owner: Callable[..., None], stream: Stream) -> None:
    _insert(stream, Event.objects.get(seq=5), seq=6)
    assert faults() == [Fault(6, "inserted at the end")]


def test_reordered_events_are_found(owner: Callable[..., None]) -> None:
    for old, new in ((3, 99), (4, 3), (99, 4)):
        owner("UPDATE ledger_event SET seq = %s WHERE seq = %s", new, old)
    assert faults() == [Fault(3, "does not follow the event before it")]


def test_a_truncated_chain_is_found(owner: Callable[..., None]) -> None:
    owner("DELETE FROM ledger_event WHERE seq > 3")
    assert faults() == [Fault(4, "missing at the end")]


def test_a_tail_rewritten_with_a_fitting_hash_is_found(owner: Callable[..., None], stream: Stream) -> None:
    last = Event.objects.get(seq=5)
    fields = {name: getattr(last, name) for name in HASHED} | {"reason": "x"}
    owner("UPDATE ledger_event SET reason = 'x', hash = %s WHERE seq = 5", event_hash(str(stream), fields))
    assert faults() == [Fault(5, "altered")]


def test_an_event_moved_from_another_stream_is_found(owner: Callable[..., None], stream: Stream) -> None:
    other = open_stream(Stream.Kind.TEMPLATE, "other")
    append(other.pk, [Entry("x")], by=None)
    owner("DELETE FROM ledger_event WHERE stream_id = %s AND seq = 1", stream.pk)
    owner("UPDATE ledger_event SET stream_id = %s WHERE stream_id = %s", stream.pk, other.pk)
    found = dict(verify().faults)
    assert found == {"template:t": Fault(1, "altered"), "template:other": Fault(1, "missing at the end")}


def test_the_command_says_that_all_holds(stream: Stream) -> None:
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert "1 streams, 5 events: every chain holds." in out.getvalue()


def test_the_command_names_stream_line_and_fault(owner: Callable[..., None]) -> None:
    owner("UPDATE ledger_event SET verb = 'x' WHERE seq = 2")
    err = StringIO()
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("verify_ledger", "--stream", "template:t", stderr=err)
    assert "template:t #2: altered" in err.getvalue()


def _insert(stream: Stream, like: Event, seq: int) -> None:
    fields = {name: getattr(like, name) for name in HASHED} | {"seq": seq, "prev_hash": like.hash}
    Event.objects.bulk_create([Event(stream=stream, **fields, hash=event_hash(str(stream), fields))])
