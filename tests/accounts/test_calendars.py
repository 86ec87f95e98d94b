from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accounts.calendars import LAST_DAY, Calendar, CalendarError, korean_holidays
from tests.checklists.schedule_examples import calendars, days

COMPANY = Calendar()


@pytest.fixture(autouse=True, scope="module")
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2025-01-27", "임시공휴일"),
        ("2026-05-01", "노동절"),
        ("2026-06-03", "지방선거일"),
        ("2026-07-17", "제헌절"),
        ("2028-04-12", "국회의원 선거일"),
    ],
)
def test_election_and_temporary_holidays_are_known_by_name(day: str, name: str) -> None:
    assert korean_holidays(2025, 2028)[date.fromisoformat(day)] == name


@pytest.mark.parametrize("day", ["2026-03-02", "2026-05-25", "2026-08-17", "2026-10-05", "2027-05-03", "2027-07-19"])
def test_substitute_holidays_are_closed(day: str) -> None:
    assert "대체" in korean_holidays(2026, 2027)[date.fromisoformat(day)]
    assert not COMPANY.is_open(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2025-05-01", "2025-07-17"])
def test_days_that_became_holidays_in_2026_were_open_before(day: str) -> None:
    assert COMPANY.is_open(date.fromisoformat(day))


@pytest.mark.parametrize(("year", "number"), [(2026, 22), (2027, 24), (2028, 18)])
def test_number_of_holidays_in_a_year(year: int, number: int) -> None:
    assert len(korean_holidays(year, year)) == number


def test_a_working_day_wins_over_a_holiday_and_a_weekend() -> None:
    saturday, christmas = date(2026, 10, 10), date(2026, 12, 25)
    calendar = Calendar(exceptions={saturday: True, christmas: True})
    assert calendar.is_open(saturday)
    assert calendar.is_open(christmas)


def test_a_closed_day_wins_over_the_week() -> None:
    assert not Calendar(exceptions={date(2026, 12, 24): False}).is_open(date(2026, 12, 24))


def test_a_centre_that_ignores_holidays_is_open_on_new_year() -> None:
    assert Calendar(frozenset(range(7)), observes_holidays=False).is_open(date(2027, 1, 1))


def test_equal_calendars_are_equal_and_share_their_index() -> None:
    one, other = (Calendar(exceptions={date(2026, 12, 24): False}) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert one._open_days is other._open_days


def test_an_exception_outside_the_years_covered_does_no_harm() -> None:
    assert Calendar(exceptions={date(1999, 1, 4): True, date(2099, 1, 5): False}).is_open(date(2026, 11, 27))


@pytest.mark.parametrize("day", [date.min, date(2019, 12, 31), date(2041, 1, 1), date.max])
def test_days_outside_the_years_covered_are_refused_with_a_sentence(day: date) -> None:
    for ask in (COMPANY.is_open, COMPANY.previous_open, COMPANY.next_open):
        with pytest.raises(CalendarError, match="2020-01-01"):
            ask(day)
    with pytest.raises(CalendarError, match="2020-01-01"):
        COMPANY.count(date(2026, 1, 1), day)


def test_counting_past_either_end_is_refused_and_does_not_wrap_around() -> None:
    with pytest.raises(CalendarError):
        COMPANY.shift(date(2020, 1, 2), -1)
    with pytest.raises(CalendarError):
        COMPANY.shift(LAST_DAY, 1)


def test_a_calendar_without_open_days_says_so() -> None:
    never = Calendar(open_weekdays=frozenset())
    for ask in (never.previous_open, never.next_open):
        with pytest.raises(CalendarError, match="no open day"):
            ask(date(2026, 1, 2))
    with pytest.raises(CalendarError, match="no open day"):
        never.shift(date(2026, 1, 2), 3)
    assert not never.is_open(date(2026, 1, 2))
    assert never.count(date(2026, 1, 1), date(2027, 1, 1)) == 0


@given(calendars, days)
def test_every_answer_agrees_with_the_days_one_by_one(calendar: Calendar, day: date) -> None:
    after = (day + timedelta(days=n) for n in range(60))
    assert calendar.next_open(day) == next(each for each in after if calendar.is_open(each))
    before = (day - timedelta(days=n) for n in range(60))
    assert calendar.previous_open(day) == next(each for each in before if calendar.is_open(each))


@given(calendars, days, days)
def test_count_is_the_number_of_open_days_passed(calendar: Calendar, one: date, other: date) -> None:
    start, end = min(one, other), max(one, other)
    passed = sum(calendar.is_open(start + timedelta(days=n)) for n in range((end - start).days))
    assert calendar.count(start, end) == passed
    assert calendar.count(end, start) == -passed


@given(calendars, days, days, days)
def test_counts_add_up(calendar: Calendar, first: date, second: date, third: date) -> None:
    assert calendar.count(first, second) + calendar.count(second, third) == calendar.count(first, third)


@given(calendars, days, st.integers(1, 120))
def test_a_shift_lands_on_an_open_day_strictly_beyond(calendar: Calendar, day: date, n: int) -> None:
    later, earlier = calendar.shift(day, n), calendar.shift(day, -n)
    assert calendar.is_open(later)
    assert calendar.is_open(earlier)
    assert earlier < day < later
    assert calendar.count(day + timedelta(days=1), later) == n - 1
    assert calendar.count(earlier, day) == n


@given(calendars, days, st.integers(-120, 120))
def test_a_shift_from_an_open_day_can_be_undone(calendar: Calendar, day: date, n: int) -> None:
    start = calendar.next_open(day)
    assert calendar.shift(calendar.shift(start, n), -n) == start
