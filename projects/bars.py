"""Launches as bars on a scale of weeks: from the day CX was told over D-day to the last date after it. Pure geometry.

Every place is a percentage of the width, so that a bar fits whatever column it is drawn in and nothing is stretched;
all words stand in cells of their own and cannot meet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .overlaps import Stretch, busy_stretches, by_week, is_crowded, is_overlap, monday_of

MONTHS = 3
LEAST = 0.35  # percent: what is a day long is still seen


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the scale; `x` and `width` in percent."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """`before` runs up to D-day and `after` is the follow-up; either may lie outside. `dday` is in percent, or None.

    `is_cut_left` and `is_cut_right`: it goes on beyond the scale.
    """

    before: Part | None
    after: Part | None
    dday: float | None
    is_cut_left: bool
    is_cut_right: bool


@dataclass(frozen=True, slots=True)
class Week:
    monday: date
    x: float
    width: float
    count: int
    number: int

    @property
    def is_overlap(self) -> bool:
        return is_overlap(self.count)

    @property
    def is_crowded(self) -> bool:
        return is_crowded(self.count)


@dataclass(frozen=True, slots=True)
class Scale:
    """Whole weeks from `first`, a Monday, to `last`, a Sunday."""

    first: date
    last: date

    @classmethod
    def from_month(cls, month: date) -> Scale:
        """The weeks of MONTHS months from the one that begins on `month`."""
        end = month
        for _n in range(MONTHS):
            end = (end + timedelta(days=31)).replace(day=1)
        return cls(monday_of(month), monday_of(end - timedelta(days=1)) + timedelta(days=6))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def at(self, day: date) -> float:
        """Where a day begins."""
        return (day - self.first).days * 100 / self.days

    def middle(self, day: date) -> float | None:
        return self.at(day) + 50 / self.days if self.first <= day <= self.last else None

    def part(self, first: date, last: date) -> Part | None:
        """Both days included; None when nothing of it lies on the scale."""
        first, last = max(first, self.first), min(last, self.last)
        if last < first:
            return None
        return Part(self.at(first), max(LEAST, self.at(last + timedelta(days=1)) - self.at(first)))

    def bar(self, told: date, launch_on: date, last: date) -> Bar:
        """`told` may lie after D-day, when it was told too late, and `last` before it, when nothing follows."""
        start, end = min(told, launch_on), max(last, launch_on)
        return Bar(
            before=self.part(start, launch_on),
            after=self.part(launch_on + timedelta(days=1), end) if end > launch_on else None,
            dday=self.middle(launch_on),
            is_cut_left=start < self.first,
            is_cut_right=end > self.last,
        )

    def weeks(self, launch_days: Iterable[date]) -> list[Week]:
        counts = by_week(launch_days)
        mondays = [self.first + timedelta(weeks=n) for n in range(self.days // 7)]
        return [Week(m, self.at(m), 700 / self.days, counts[m], n) for n, m in enumerate(mondays)]

    def closed(self, is_closed: Callable[[date], bool]) -> list[Part]:
        """Closed days that follow each other are one piece."""
        parts: list[Part] = []
        days = (self.first + timedelta(days=n) for n in range(self.days))
        for day in filter(is_closed, days):
            x, width = self.at(day), 100 / self.days
            if parts and abs(parts[-1].x + parts[-1].width - x) < 1e-6:
                parts[-1] = Part(parts[-1].x, parts[-1].width + width)
            else:
                parts.append(Part(x, width))
        return parts

    def stretches(self, launch_days: Iterable[date]) -> list[Stretch]:
        """Where the contact centre is busy, as far as it touches the scale."""
        return [each for each in busy_stretches(launch_days) if each.last >= self.first and each.first <= self.last]
