"""The judging of figures, without a database: periods that compare, rates, medians, and who comes first."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from records.charts import BarValue, ColumnValue, bars, columns
from records.insights import (
    ItemFact,
    LaunchFact,
    SurpriseFact,
    most_missed,
    notice_by_department,
    notice_by_quarter,
    notice_of,
    surprises_by_month,
    surprises_of,
    work_of,
)
from records.noticing import Noticed
from records.periods import Period, months_later, spans

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
ITEMS = st.builds(
    ItemFact,
    department_id=st.integers(1, 3),
    days_late=st.none() | st.integers(0, 40),
    count=st.integers(1, 4),
    line=st.none() | st.tuples(st.integers(1, 2), st.sampled_from(["A1", "A2", "B1"])),
)


@given(st.sampled_from(Period), DAYS)
def test_a_period_and_the_one_before_are_equal_and_apart(period: Period, today: date):
    span, before = spans(period, today)
    assert (span.last, span.first.day, before.first.day) == (today, 1, 1)
    assert months_later(before.first, period.months) == span.first
    assert before.first <= before.last < span.first
    shorter = (span.last - span.first) - (before.last - before.first)
    assert timedelta(0) <= shorter <= timedelta(days=4)
    assert not shorter or before.last == span.first - timedelta(days=1)


def test_a_quarter_is_compared_with_as_many_days_of_the_last_one():
    span, before = spans(Period.QUARTER, date(2026, 11, 25))
    assert (span.first, before.first, before.last) == (date(2026, 10, 1), date(2026, 7, 1), date(2026, 8, 25))


def test_three_months_are_this_one_and_the_two_before():
    span, before = spans(Period.THREE, date(2026, 1, 31))
    assert list(span.months()) == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]
    assert (before.first, before.last) == (date(2025, 8, 1), date(2025, 10, 31))


@given(st.lists(ITEMS))
def test_work_adds_up_and_its_median_is_the_middle(items: list[ItemFact]):
    work = work_of(items)
    days = [item.days_late for item in items for _each in range(item.count) if item.days_late]
    assert work.due == sum(item.count for item in items)
    assert work.median_days == (median(days) if days else None)
    assert work.longest_days == (max(days) if days else None)
    assert 0 <= work.rate <= 100


@given(st.lists(ITEMS))
def test_the_most_missed_lines_come_first_and_none_is_on_time(items: list[ItemFact]):
    found = [work for _line, work in most_missed(items)]
    assert [work.behind for work in found] == sorted((work.behind for work in found), reverse=True)
    assert all(work.behind for work in found)


def test_notice_is_kept_when_as_many_days_were_given_as_were_owed():
    launches = [LaunchFact(1, "", date(2026, 7, 1), 20, 20), LaunchFact(2, "", date(2026, 7, 2), 20, 19)]
    notice = notice_of([*launches, LaunchFact(3, "", date(2026, 7, 3), 0, -2)])
    assert (notice.launches, notice.kept, round(notice.mean_given, 2)) == (3, 1, 12.33)


def test_a_launch_counts_for_every_department_with_a_line_in_it():
    found = notice_by_department([LaunchFact(1, "", date(2026, 7, 1), 5, 5, frozenset({1, 2}))])
    assert {key: notice.kept for key, notice in found.items()} == {1: 1, 2: 1}


def test_quarters_are_those_of_d_day():
    launches = [LaunchFact(n, "", day, 5, 5) for n, day in enumerate((date(2026, 9, 30), date(2026, 10, 1)))]
    assert list(notice_by_quarter(launches)) == [date(2026, 7, 1), date(2026, 10, 1)]


def test_what_owed_no_notice_is_kept_apart_and_its_inquiries_do_not_count():
    found = surprises_of(
        [
            SurpriseFact(date(2026, 7, 1), Noticed.UNANNOUNCED, 3),
            SurpriseFact(date(2026, 7, 1), Noticed.LATE, 2),
            SurpriseFact(date(2026, 7, 1), Noticed.EXEMPT, 50),
            SurpriseFact(date(2026, 7, 1), Noticed.IN_TIME, 7),
        ]
    )
    assert (found.counted, found.inquiries, found.of(Noticed.EXEMPT)) == (2, 5, 1)


def test_a_month_without_a_surprise_is_shown_as_none():
    found = surprises_by_month([], [date(2026, 6, 1), date(2026, 7, 1)])
    assert [month.counted for month in found.values()] == [0, 0]


@given(st.lists(st.tuples(st.floats(-30, 400), st.none() | st.floats(0, 400)), min_size=1, max_size=30))
def test_no_bar_leaves_its_drawing(values):
    drawn = bars([BarValue("이름" * 20, "", value, mark) for value, mark in values])
    assert drawn is not None
    assert all(0 <= bar.width <= 100 and (bar.mark_x is None or 0 <= bar.mark_x <= 100) for bar in drawn.bars)
    assert len(drawn.bars) + drawn.left_out == len(values)


@given(st.lists(st.lists(st.integers(0, 50), min_size=3, max_size=3), min_size=1, max_size=12))
def test_columns_stand_on_the_axis_and_stack_without_gaps(values):
    drawn = columns([ColumnValue("", tuple(zip("abc", parts, strict=True)), "") for parts in values])
    if drawn is None:
        assert not any(map(sum, values))
        return
    for column in drawn.columns:
        foot = drawn.axis_y
        for part in column.parts:
            assert abs(part.y + part.height - foot) < 1e-6
            foot = part.y
        assert foot >= 19.9
