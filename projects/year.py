"""A year on a page: twelve months of weeks, and which of them hold several launches. Pure layout."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .overlaps import BUSY_AFTER, BUSY_BEFORE, by_week, is_crowded, is_overlap, monday_of


@dataclass(frozen=True, slots=True)
class Day:
    """`is_outside`: of the month before or after, shown to fill its week. `count` are the launches on it."""

    on: date
    is_outside: bool
    is_closed: bool
    count: int


@dataclass(frozen=True, slots=True)
class Week:
    """`count` are the launches of the whole week, also where a part of it is in another month."""

    monday: date
    days: tuple[Day, ...]
    count: int

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def is_overlap(self) -> bool:
        return is_overlap(self.count)

    @property
    def is_crowded(self) -> bool:
        return is_crowded(self.count)


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    weeks: tuple[Week, ...]


def months_of(year: int, launch_days: Iterable[date], is_closed: Callable[[date], bool]) -> list[Month]:
    """`launch_days` may reach beyond the year (see `span`), as its first and last week do."""
    days = list(launch_days)
    return [month_of(date(year, month, 1), days, is_closed) for month in range(1, 13)]


def month_of(first: date, launch_days: Iterable[date], is_closed: Callable[[date], bool]) -> Month:
    """The month that begins on `first`, in whole weeks from Monday."""
    on_day = Counter(launch_days)
    in_week = by_week(on_day.elements())

    def week(days: list[date]) -> Week:
        shown = (Day(day, day.month != first.month, is_closed(day), on_day[day]) for day in days)
        return Week(days[0], tuple(shown), in_week[days[0]])

    weeks = calendar.Calendar(calendar.MONDAY).monthdatescalendar(first.year, first.month)
    return Month(first, tuple(week(days) for days in weeks))


def span(year: int) -> tuple[date, date]:
    """The days whose launches a year's page must know: its whole weeks, and what makes its ends busy."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    reach = timedelta(days=BUSY_BEFORE + BUSY_AFTER)
    return monday_of(first) - reach, monday_of(last) + timedelta(days=6) + reach
