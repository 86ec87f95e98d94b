"""The ladder against a slow oracle that walks day by day and counts open days one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.calendars import Calendar
from notifications.ladder import DEFAULT_LADDER, Audience, Step, Urgency, effective, owed_alert, windows

DAY = timedelta(days=1)
KOREA = Calendar()
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
calendars = st.builds(
    Calendar,
    open_weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    observes_holidays=st.booleans(),
    exceptions=st.dictionaries(days, st.booleans(), max_size=6),
)


def default(*, is_blocker: bool) -> tuple[Step, ...]:
    return effective(DEFAULT_LADDER, is_blocker=is_blocker)


def falls_on(due: date, step: Step, calendar: Calendar) -> date:
    """Walk away from the date, counting open days."""
    day, left = due, abs(step.offset)
    while left:
        day += DAY if step.offset > 0 else -DAY
        left -= calendar.is_open(day)
    return day


def owed(due: date, today: date, calendar: Calendar, steps: Sequence[Step]) -> tuple[str, date | None] | None:
    fallen = [step for step in steps if falls_on(due, step, calendar) <= today]
    if not fallen:
        return None
    latest = max(fallen, key=lambda step: step.offset)
    if not latest.repeats_daily:
        return latest.key, None
    day = today
    while not calendar.is_open(day):
        day -= DAY
    return latest.key, day


def found(due: date, today: date, calendar: Calendar, *, is_blocker: bool) -> list[tuple[str, date | None]]:
    return [
        (w.step.key, w.occurrence)
        for w in windows(today, calendar, default(is_blocker=is_blocker))
        if w.due_from <= due <= w.due_to
    ]


@settings(max_examples=300)
@given(days, st.integers(-40, 40), calendars, st.booleans())
def test_windows_agree_with_counting_day_by_day(today, distance, calendar, is_blocker):
    due = today + distance * DAY
    expected = owed(due, today, calendar, default(is_blocker=is_blocker))
    assert found(due, today, calendar, is_blocker=is_blocker) == ([expected] if expected else [])


@settings(max_examples=100)
@given(days, calendars, st.booleans())
def test_windows_are_disjoint_and_later_steps_hold_earlier_dates(today, calendar, is_blocker):
    laid_out = windows(today, calendar, default(is_blocker=is_blocker))
    for later, earlier in pairwise(laid_out):
        assert later.step.offset > earlier.step.offset
        assert later.due_to + DAY == earlier.due_from


@pytest.mark.parametrize(
    ("today", "is_blocker", "step"),
    [
        (date(2026, 11, 17), False, None),
        (date(2026, 11, 18), False, "D-7"),
        (date(2026, 11, 23), False, "D-7"),
        (date(2026, 11, 24), False, "D-3"),
        (date(2026, 11, 26), False, "D-1"),
        (date(2026, 11, 27), False, "D-day"),
        (date(2026, 11, 28), False, "D-day"),  # Saturday
        (date(2026, 11, 30), False, "D+1"),
        (date(2026, 12, 1), False, "D+1"),
        (date(2026, 12, 1), True, "D+2"),
        (date(2026, 12, 24), True, "D+2"),
    ],
)
def test_a_friday_item_climbs_the_ladder(today, is_blocker, step):
    due = date(2026, 11, 27)
    assert [key for key, _ in found(due, today, KOREA, is_blocker=is_blocker)] == ([step] if step else [])


def test_the_day_itself_counts_although_it_is_closed():
    saturday = date(2026, 11, 28)
    assert found(saturday, saturday, KOREA, is_blocker=False) == [("D-day", None)]


def test_a_repeating_step_is_owed_once_per_open_day():
    due = date(2026, 11, 20)
    occurrences = {found(due, date(2026, 11, 27) + n * DAY, KOREA, is_blocker=True)[0][1] for n in range(4)}
    assert occurrences == {date(2026, 11, 27), date(2026, 11, 30)}


@pytest.mark.parametrize(
    ("days_left", "alert"), [(15, None), (14, 14), (10, 14), (7, 7), (4, 7), (3, 3), (1, 1), (0, 1), (-1, None)]
)
def test_only_the_latest_alert_is_owed(days_left, alert):
    assert owed_alert(days_left) == alert


offsets = st.integers(-12, 8)
written = st.lists(
    st.builds(
        Step,
        offset=offsets,
        audience=st.frozensets(st.sampled_from(Audience), min_size=1),
        urgency=st.sampled_from(Urgency),
        repeats_daily=st.booleans(),
        blockers_only=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda step: step.offset,
)


def told_on(due: date, day: date, calendar: Calendar, steps: Sequence[Step]) -> dict[Audience, Urgency]:
    """Who hears of the line on `day` and how urgently, when a sweep ran on every day before."""
    standing = [w for w in windows(day, calendar, steps) if w.due_from <= due <= w.due_to]
    before = [w for w in windows(day - DAY, calendar, steps) if w.due_from <= due <= w.due_to]
    if not standing or [(w.step, w.occurrence) for w in standing] == [(w.step, w.occurrence) for w in before]:
        return {}
    return dict.fromkeys(standing[0].step.audience, standing[0].step.urgency)


@settings(max_examples=300)
@given(days, calendars, written, written, st.booleans())
def test_what_a_department_adds_never_tells_fewer_people_or_later_on_any_day(due, calendar, base, added, is_blocker):
    plain = effective(base, is_blocker=is_blocker)
    stricter = effective(base, added, is_blocker=is_blocker)
    for day in (due + n * DAY for n in range(-30, 30)):
        told, more = told_on(due, day, calendar, plain), told_on(due, day, calendar, stricter)
        assert told.keys() <= more.keys()
        assert not any(told[who] == Urgency.AT_ONCE != more[who] for who in told)


@given(written, written, st.booleans())
def test_an_effective_ladder_has_one_step_a_day_in_order(base, added, is_blocker):
    found = [step.offset for step in effective(base, added, is_blocker=is_blocker)]
    assert found == sorted(set(found))
