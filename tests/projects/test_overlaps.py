"""Where launches meet, and the layout of a year."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from projects.overlaps import BUSY_AFTER, BUSY_BEFORE, CROWDED, Stretch, busy_stretches, by_week, monday_of
from projects.year import months_of, span

DAYS = st.lists(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=30)


def test_launches_of_one_week_meet_and_those_of_two_do_not():
    sunday, monday = date(2027, 3, 7), date(2027, 3, 8)
    assert by_week([date(2027, 3, 1), sunday, monday]) == {date(2027, 3, 1): 2, monday: 1}


def test_the_centre_is_busy_while_it_carries_too_many():
    days = [date(2027, 3, 2)] * (CROWDED - 1)
    assert busy_stretches(days) == []
    first, last = date(2027, 3, 2) - timedelta(days=BUSY_BEFORE), date(2027, 3, 2) + timedelta(days=BUSY_AFTER)
    assert busy_stretches([*days, date(2027, 3, 2)]) == [Stretch(first, last, CROWDED)]


@given(DAYS)
def test_stretches_lie_apart_and_hold_what_they_say(days):
    stretches = busy_stretches(days)
    assert all(a.last + timedelta(days=1) < b.first for a, b in pairwise(stretches))
    assert all(stretch.first <= stretch.last and CROWDED <= stretch.most <= len(days) for stretch in stretches)


@given(DAYS)
def test_every_launch_of_the_year_stands_on_one_day_of_it(days):
    months = months_of(2027, days, lambda day: day.weekday() > 4)
    inside = [day for month in months for week in month.weeks for day in week.days if not day.is_outside]
    assert len(inside) == 365
    assert sum(day.count for day in inside) == sum(day.year == 2027 for day in days)
    weeks = {week.monday: week.count for month in months for week in month.weeks}
    assert weeks == {monday: by_week(days)[monday] for monday in weeks}


def test_a_year_knows_its_whole_weeks():
    first, last = span(2027)
    assert first <= monday_of(date(2027, 1, 1))
    assert last >= date(2028, 1, 2)
