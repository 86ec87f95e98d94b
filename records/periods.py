"""The spans that figures are read over, and what each is compared with. Pure: a word and today in, dates out.

A span begins on the first of a month and ends today. The span before begins as many months earlier and has as many
days, so that a month that has just begun is not compared with a whole one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Period(StrEnum):
    QUARTER = "quarter"  # the calendar quarter so far
    THREE = "3"  # this month so far and the two before it
    SIX = "6"
    TWELVE = "12"

    @property
    def months(self) -> int:
        return 3 if self == Period.QUARTER else int(self)


@dataclass(frozen=True, slots=True)
class Span:
    """Local dates, both inclusive."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def months(self) -> Iterator[date]:
        """The first day of every month in it."""
        month = first_of_month(self.first)
        while month <= self.last:
            yield month
            month = months_later(month, 1)


def spans(period: Period, today: date) -> tuple[Span, Span]:
    """This span and the one before it."""
    first = quarter_of(today) if period == Period.QUARTER else months_later(first_of_month(today), 1 - period.months)
    before = months_later(first, -period.months)
    last_before = min(before + (today - first), first - timedelta(days=1))
    return Span(first, today), Span(before, last_before)


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def quarter_of(day: date) -> date:
    """The first day of its calendar quarter."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def months_later(month: date, count: int) -> date:
    """The first day of the month that is `count` months after this first day of a month."""
    whole = month.year * 12 + month.month - 1 + count
    return date(whole // 12, whole % 12 + 1, 1)
