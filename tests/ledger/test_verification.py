"""Somebody with the database owner's hands rewrites history: the check finds each way of doing it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ledger.chain import Fault
from ledger.models import Stream
from ledger.services import Entry, append, open_stream
from ledger.verification import verify

from .manipulations import MANIPULATIONS, Manipulation, as_owner, five_events


@pytest.fixture
def stream(db: None) -> Stream:
    return five_events("t")


def faults() -> list[Fault]:
    return [fault for _stream, fault in verify().faults]


def test_an_untouched_chain_holds(stream: Stream) -> None:
    result = verify()
    assert (result.streams, result.events, result.faults) == (1, 5, [])


@pytest.mark.parametrize("manipulation", MANIPULATIONS, ids=lambda found: found.__name__)
def test_a_manipulation_is_found(stream: Stream, manipulation: Manipulation) -> None:
    with as_owner():
        manipulation(stream)
    assert faults() == [MANIPULATIONS[manipulation]]


def test_an_event_moved_from_another_stream_is_found(stream: Stream) -> None:
    other = open_stream(Stream.Kind.TEMPLATE, "other")
    append(other.pk, [Entry("x")], by=None)
    with as_owner():
        stream.events.filter(seq=1).delete()
        other.events.update(stream=stream)
    found = dict(verify().faults)
    assert found == {"template:t": Fault(1, "altered"), "template:other": Fault(1, "missing at the end")}


def test_the_command_says_that_all_holds(stream: Stream) -> None:
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert "1 streams, 5 events: every chain holds." in out.getvalue()


def test_the_command_names_stream_line_and_fault(stream: Stream) -> None:
    with as_owner():
        stream.events.filter(seq=2).update(verb="x")
    err = StringIO()
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("verify_ledger", "--stream", "template:t", stderr=err)
    assert "template:t #2: altered" in err.getvalue()
