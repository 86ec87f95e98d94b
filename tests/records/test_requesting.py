"""The rules of requests: moves, votes, the order of the backlog."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.errors import Invalid, Refusal
from records.models import Request
from records.requesting import (
    MOVES,
    NEEDS,
    State,
    check_agreement,
    check_holds,
    check_promise,
    is_late,
    landing,
    missing,
    tally,
)

from .backlog import Place, backlog_key

DAY = date(2026, 11, 25)
VALUES = {
    "priority": 1,
    "owner_id": 7,
    "owner_department_id": 3,
    "promised_on": DAY,
    "delivered_on": DAY,
    "check_on": DAY,
    "figure_name": "문의",
    "figure_before": Decimal(0),
    "figure_after": Decimal(0),
    "checked_note": "줄었다",
    "decline_reason": "이미 있다",
}


def refused(check: Callable[[], None]) -> str:
    """The code of the refusal, or nothing."""
    try:
        check()
    except Refusal as refusal:
        return refusal.code
    return ""


votes = st.dictionaries(st.integers(1, 6), st.integers(1, 4), max_size=6)


@given(st.sampled_from(State), st.sets(st.sampled_from(sorted(VALUES))))
def test_no_state_is_held_without_what_it_needs(state, written):
    request = Request(state=state, **{name: VALUES[name] for name in written})
    wanted = [name for name in NEEDS[state] if name not in written]
    assert missing(request, state) == wanted
    if wanted:
        with pytest.raises(Invalid):
            check_holds(request)
    else:
        check_holds(request)


@given(st.sampled_from(sorted(MOVES)), st.sampled_from(State))
def test_a_deed_leads_only_where_the_table_says(deed, state):
    if state in MOVES[deed].lands:
        assert landing(deed, state) == MOVES[deed].lands[state]
    else:
        with pytest.raises(Refusal) as refusal:
            landing(deed, state)
        assert refusal.value.code == "move_not_allowed"


def test_every_state_can_be_reached_and_left():
    reached = {State.NEW} | {to for move in MOVES.values() for to in move.lands.values()}
    left = {start for move in MOVES.values() for start, to in move.lands.items() if start != to}
    assert reached == left == set(State)


@given(votes, st.sets(st.integers(1, 8)))
def test_votes_agree_when_all_say_the_same(cast, sides):
    said = tally(cast, sides)
    assert said.is_equal == (len(set(cast.values())) == 1)
    assert (said.lowest, said.highest) == ((min(cast.values()), max(cast.values())) if cast else (None, None))
    assert set(said.missing) == sides - set(cast)


@given(votes, st.integers(1, 4), st.sampled_from(["", " ", "문의가 많다"]))
def test_what_not_all_said_is_agreed_only_with_a_reason(cast, priority, reason):
    code = refused(lambda: check_agreement(cast, priority, reason))
    if not cast:
        assert code == "no_vote"
    elif set(cast.values()) == {priority} or reason.strip():
        assert code == ""
    else:
        assert code == "reason_required"


@given(st.none() | st.dates(DAY, date(2027, 1, 1)), st.dates(date(2026, 11, 1), date(2027, 1, 1)), st.booleans())
def test_a_promise_becomes_later_only_with_a_reason_and_never_lies_behind(before, after, has_reason):
    code = refused(lambda: check_promise(before, after, DAY, "이유" if has_reason else ""))
    if after < DAY and after != before:
        assert code == "promised_in_past"
    else:
        is_later = before is not None and after > before
        assert code == ("reason_required" if is_later and not has_reason else "")


def test_the_backlog_begins_with_what_was_agreed_then_promised_then_asked_most_then_waits_longest():
    early, late = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)
    places = [
        Place(1, None, None, late, 1),
        Place(2, DAY, None, late, 2),
        Place(2, None, 90, late, 3),
        Place(2, None, 10, late, 4),
        Place(None, None, 500, late, 5),
        Place(None, None, None, early, 6),
        Place(None, None, None, late, 7),
    ]
    assert sorted({*places}, key=backlog_key) == places


@pytest.mark.parametrize(
    ("state", "late"), [("agreed", True), ("doing", True), ("delivered", True), ("checked", False), ("declined", False)]
)
def test_late_is_what_was_promised_or_was_to_be_checked_before_today(state, late):
    request = Request(state=state, promised_on=date(2026, 11, 20), check_on=date(2026, 11, 24))
    assert is_late(request, DAY) is late
    assert is_late(request, date(2026, 11, 20)) is False
