import csv
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.calendars import Calendar
from checklists.schedule import Roll, Rule, Unit, due_on, notice_given
from tests.checklists.schedule_examples import CALENDARS, calendars, days

DATA = Path(__file__).parents[1] / "data" / "schedule"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def business(offset: int) -> Rule:
    return Rule(offset, Unit.BUSINESS)


@pytest.mark.parametrize("row", rows("due_on.csv"), ids=lambda row: "{launch_on} {offset} {unit} {roll}".format(**row))
def test_worked_example_of_a_deadline(row: Mapping[str, str]) -> None:
    rule = Rule(int(row["offset"]), Unit(row["unit"]), Roll(row["roll"]))
    found = due_on(date.fromisoformat(row["launch_on"]), rule, CALENDARS[row["calendar"]])
    assert found == date.fromisoformat(row["due_on"])


@pytest.mark.parametrize("row", rows("notice.csv"), ids=lambda row: "{announced_on} {launch_on}".format(**row))
def test_worked_example_of_notice(row: Mapping[str, str]) -> None:
    announced_on, launch_on = date.fromisoformat(row["announced_on"]), date.fromisoformat(row["launch_on"])
    assert notice_given(announced_on, launch_on, CALENDARS[row["calendar"]]) == int(row["business_days"])


def test_no_worked_example_is_missing() -> None:
    assert (len(rows("due_on.csv")), len(rows("notice.csv"))) == (80, 30)


SUNDAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("offset", "roll", "expected"),
    [
        (0, Roll.DEFAULT, SUNDAY),
        (0, Roll.PREVIOUS, date(2026, 11, 27)),
        (0, Roll.NEXT, date(2026, 11, 30)),
        (-1, Roll.DEFAULT, date(2026, 11, 27)),
        (-1, Roll.NEXT, date(2026, 11, 30)),
        (-1, Roll.NONE, date(2026, 11, 28)),
        (6, Roll.DEFAULT, date(2026, 12, 7)),
        (6, Roll.PREVIOUS, date(2026, 12, 4)),
    ],
)
def test_a_date_on_a_closed_day_rolls_as_the_rule_says(offset: int, roll: Roll, expected: date) -> None:
    assert due_on(SUNDAY, Rule(offset, Unit.CALENDAR, roll), Calendar()) == expected


def test_a_launch_on_a_closed_day_is_still_launch_day_in_business_days() -> None:
    assert due_on(SUNDAY, business(0), Calendar()) == SUNDAY


def test_values_as_the_database_gives_them_work_like_the_words() -> None:
    stored = Rule(-1, "calendar", "next")  # type: ignore[arg-type]
    assert due_on(SUNDAY, stored, Calendar()) == due_on(SUNDAY, Rule(-1, Unit.CALENDAR, Roll.NEXT), Calendar())


@given(days, st.integers(1, 90), calendars)
def test_business_days_land_on_open_days_strictly_off_launch_day(day: date, n: int, calendar: Calendar) -> None:
    before, after = due_on(day, business(-n), calendar), due_on(day, business(n), calendar)
    assert before < day < after
    assert calendar.is_open(before)
    assert calendar.is_open(after)


@given(days, st.integers(-90, 89), calendars, st.sampled_from(Unit))
def test_a_larger_offset_is_never_an_earlier_date(day: date, n: int, calendar: Calendar, unit: Unit) -> None:
    assert due_on(day, Rule(n, unit, Roll.NEXT), calendar) <= due_on(day, Rule(n + 1, unit, Roll.NEXT), calendar)


@given(days, st.integers(-90, 90), st.integers(-60, 60), calendars)
def test_moving_launch_by_open_days_moves_deadlines_by_as_many(day: date, n: int, k: int, calendar: Calendar) -> None:
    launch_on = calendar.next_open(day)
    moved = due_on(calendar.shift(launch_on, k), business(n), calendar)
    assert moved == calendar.shift(due_on(launch_on, business(n), calendar), k)


@given(days, st.integers(-90, 90), calendars, st.sampled_from(Roll))
def test_a_calendar_date_rolls_at_most_to_the_nearest_open_day(
    day: date, n: int, calendar: Calendar, roll: Roll
) -> None:
    counted, found = day + timedelta(days=n), due_on(day, Rule(n, Unit.CALENDAR, roll), calendar)
    if calendar.is_open(counted) or roll == Roll.NONE:
        assert found == counted
    elif n or roll != Roll.DEFAULT:
        assert calendar.is_open(found)
        assert calendar.count(min(counted, found) + timedelta(days=1), max(counted, found)) == 0


@given(days, st.integers(1, 60), calendars)
def test_told_on_the_nth_business_day_before_launch_is_n_days_of_notice(day: date, n: int, calendar: Calendar) -> None:
    assert notice_given(due_on(day, business(-n), calendar), day, calendar) == n


@given(days, days, calendars)
def test_notice_told_afterwards_is_never_positive(one: date, other: date, calendar: Calendar) -> None:
    assert notice_given(max(one, other), min(one, other), calendar) <= 0


def test_ten_thousand_deadlines_take_milliseconds() -> None:
    """8 ms where it was measured (stack.md, section 6); the limit leaves room for a busy machine."""
    calendar, launch_on = Calendar(), date(2026, 11, 27)
    rules = [business(offset) for offset in range(-50, 50)]
    due_on(launch_on, rules[0], calendar)
    started = thread_time()
    for _ in range(100):
        for rule in rules:
            due_on(launch_on, rule, calendar)
    assert thread_time() - started < 0.25
