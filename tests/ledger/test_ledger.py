"""Events are only ever added, in order, in the transaction of what they record."""

import json
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain import event_hash, first_fault
from ledger.models import Event, Stream
from ledger.services import Entry, append, company_stream, open_stream
from tests.simultaneously import simultaneously


@pytest.fixture
def stream(db: None) -> Stream:
    return open_stream(Stream.Kind.TEMPLATE, "t")


def test_events_are_numbered_from_one_and_chained(stream: Stream) -> None:
    first, second = append(stream.pk, [Entry("a"), Entry("b")], by=None)
    [third] = append(stream.pk, [Entry("c")], by=None)
    assert [first.seq, second.seq, third.seq] == [1, 2, 3]
    assert (first.prev_hash, second.prev_hash, third.prev_hash) == ("", first.hash, second.hash)


def test_an_append_outside_a_transaction_is_refused(transactional_db: None) -> None:
    stream = open_stream(Stream.Kind.TEMPLATE, "t")
    with pytest.raises(RuntimeError):
        append(stream.pk, [Entry("a")], by=None)


def test_an_append_to_a_stream_that_was_read_before_somebody_wrote_is_refused(stream: Stream) -> None:
    append(stream.pk, [Entry("a")], by=None)
    with pytest.raises((RuntimeError, IntegrityError)), transaction.atomic():
        append(stream, [Entry("b")], by=None)
    assert stream.events.count() == 1


def test_a_stream_locked_by_the_caller_takes_two_statements(stream: Stream, django_assert_num_queries) -> None:
    locked = Stream.objects.select_for_update().get(pk=stream.pk)
    with django_assert_num_queries(2):
        append(locked, [Entry("a"), Entry("b")], by=None)
    with django_assert_num_queries(2):
        append(locked, [Entry("c")], by=None)


def test_there_is_one_company_stream(db: None) -> None:
    assert company_stream() == company_stream()


def _append_one(pk: int) -> None:
    with transaction.atomic():
        append(pk, [Entry("tick")], by=None)


def test_twenty_parallel_appends_leave_no_gap(transactional_db: None) -> None:
    stream = open_stream(Stream.Kind.TEMPLATE, "t")
    answers = simultaneously(*[lambda: _append_one(stream.pk)] * 20)
    assert answers == [None] * 20
    assert list(stream.events.order_by("seq").values_list("seq", flat=True)) == list(range(1, 21))


@pytest.mark.parametrize(
    "statement",
    ["UPDATE ledger_event SET reason = 'x'", "DELETE FROM ledger_event", "UPDATE ledger_event SET seq = seq + 1"],
)
def test_the_database_refuses_to_change_an_event(stream: Stream, statement: str) -> None:
    append(stream.pk, [Entry("a")], by=None)
    with pytest.raises(IntegrityError, match="only ever added"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_refuses_to_empty_the_ledger(stream: Stream) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL app.truncate_allowed = 'off'")
        with pytest.raises(IntegrityError, match="only ever added"):
            cursor.execute("TRUNCATE ledger_event")


def test_a_refused_change_leaves_no_event(stream: Stream) -> None:
    with transaction.atomic():
        append(stream.pk, [Entry("a")], by=None)
        transaction.set_rollback(True)
    stream.refresh_from_db()
    assert (stream.head_seq, Event.objects.count()) == (0, 0)


VALUES = st.dictionaries(
    st.text(max_size=8), st.integers() | st.text(max_size=20) | st.booleans() | st.none(), max_size=4
)


@given(before=VALUES, after=VALUES, reason=st.text(max_size=30))
def test_a_hash_does_not_depend_on_the_order_of_names_and_survives_json(before: dict, after: dict, reason: str) -> None:
    fields = _fields(before=before, after=after, reason=reason)
    again = fields | {"before": dict(reversed(before.items())), "after": json.loads(json.dumps(after))}
    assert event_hash("project:1", fields) == event_hash("project:1", again)


@given(field=st.sampled_from(["seq", "verb", "reason", "actor_name", "said_by", "target", "prev_hash", "after"]))
def test_every_field_counts_in_the_hash(field: str) -> None:
    fields = _fields()
    other = fields | {field: 9 if field == "seq" else {"x": 1} if field == "after" else "other"}
    assert event_hash("project:1", fields) != event_hash("project:1", other)
    assert event_hash("project:1", fields) != event_hash("project:2", fields)


def test_an_empty_chain_holds() -> None:
    assert first_fault("project:1", [], 0, "") is None


def _fields(**more: object) -> dict[str, object]:
    at = datetime(2026, 11, 25, 1, tzinfo=UTC)
    words = dict.fromkeys(("actor_name", "said_by", "verb", "target", "target_name", "reason", "prev_hash"), "")
    return {"seq": 1, "at": at, "actor_id": 3, "before": {}, "after": {}} | words | more
