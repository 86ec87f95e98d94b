"""Readiness: the worked rules of product.md section 7, and laws that hold for any counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.readiness import (
    BEHIND_PLAN_POINTS,
    State,
    Tally,
    judge,
    others_missing,
    percent_of,
    reason_for_partner,
)


@pytest.mark.parametrize(
    ("tally", "state"),
    [
        (Tally(weight=10, done_weight=9, due_weight=9, late=1, late_blockers=1), State.AT_RISK),
        (Tally(weight=10, done_weight=9, due_weight=9, late=1), State.NEEDS_ATTENTION),
        (Tally(weight=100, done_weight=44, due_weight=50), State.NEEDS_ATTENTION),
        (Tally(weight=100, done_weight=45, due_weight=50), State.ON_TRACK),
        (Tally(weight=10), State.NOT_STARTED),
        (Tally(weight=10, done_weight=1), State.ON_TRACK),
        (Tally(weight=10, done_weight=10, due_weight=10), State.ON_TRACK),
        (Tally(), State.NOT_STARTED),
    ],
)
def test_the_state_follows_the_rule(tally: Tally, state: State) -> None:
    assert judge(tally).state == state


def test_the_percentage_is_done_weight_over_all_weight() -> None:
    # Two must-haves (3 each) and four others (1 each): one must-have and one other are done.
    found = judge(Tally(weight=10, done_weight=4, due_weight=7, items=6, done=2))
    assert (found.percent, found.plan_percent) == (40, 70)
    assert "30" in found.reason


def test_a_partner_is_told_that_others_are_late_and_not_how_much() -> None:
    whole, own = Tally(weight=10, late=3, late_blockers=2), Tally(weight=2, late=1)
    assert reason_for_partner(whole, Tally(weight=2)) == others_missing()
    assert reason_for_partner(whole, own) == f"{judge(own).reason} · {others_missing()}"
    assert reason_for_partner(own, own) == judge(own).reason


def test_a_hundred_means_all_of_it() -> None:
    assert (percent_of(299, 300), percent_of(300, 300), percent_of(0, 0)) == (99, 100, 0)


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    blockers, others = draw(st.integers(0, 40)), draw(st.integers(0, 200))
    open_blockers, open_others = draw(st.integers(0, blockers)), draw(st.integers(0, others))
    late_blockers, late_others = draw(st.integers(0, open_blockers)), draw(st.integers(0, open_others))
    weight = blockers * 3 + others
    return Tally(
        weight=weight,
        done_weight=weight - open_blockers * 3 - open_others,
        due_weight=draw(st.integers(late_blockers * 3 + late_others, weight)),
        items=blockers + others,
        done=blockers + others - open_blockers - open_others,
        late=late_blockers + late_others,
        late_blockers=late_blockers,
        blockers=blockers,
        blockers_open=open_blockers,
    )


@given(tallies())
def test_a_late_must_have_is_always_a_risk_and_nothing_else_is(tally: Tally) -> None:
    assert (judge(tally).state == State.AT_RISK) == (tally.late_blockers > 0)


@given(tallies())
def test_on_track_means_nothing_late_and_close_to_plan(tally: Tally) -> None:
    found = judge(tally)
    if found.state in (State.ON_TRACK, State.NOT_STARTED):
        assert tally.late == 0
        assert found.plan_percent - found.percent <= BEHIND_PLAN_POINTS


@given(tallies())
def test_percentages_stay_between_nothing_and_all(tally: Tally) -> None:
    found = judge(tally)
    assert 0 <= found.percent <= 100
    assert 0 <= found.plan_percent <= 100
    assert (found.percent == 100) == (tally.weight > 0 and tally.open == 0)
    assert found.reason
