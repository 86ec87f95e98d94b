"""Where launches meet: weeks with several D-days, and stretches in which the contact centre carries too many. Pure.

Launches overlap when their D-days fall in the same week, Monday to Sunday. From CROWDED on, the week is crowded. The
contact centre carries a launch from BUSY_BEFORE days before D-day (training, scripts, the first rehearsals) to
BUSY_AFTER days after it (the wave of enquiries and the checks after opening); days on which it carries CROWDED or more
make a busy stretch. The list of launches and the year use this one rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

OVERLAP, CROWDED = 2, 4
BUSY_BEFORE, BUSY_AFTER = 7, 7


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `first` to `last`, both included; `most` is the largest number of launches on one of its days."""

    first: date
    last: date
    most: int


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def by_week(days: Iterable[date]) -> Counter[date]:
    """How many of the days fall in each week, by its Monday."""
    return Counter(map(monday_of, days))


def is_overlap(count: int) -> bool:
    return count >= OVERLAP


def is_crowded(count: int) -> bool:
    return count >= CROWDED


def busy_stretches(launch_days: Iterable[date]) -> list[Stretch]:
    """In order of time; none touches the next."""
    load = Counter(day + timedelta(days=shift) for day in launch_days for shift in range(-BUSY_BEFORE, BUSY_AFTER + 1))
    stretches: list[Stretch] = []
    for day in sorted(day for day, count in load.items() if is_crowded(count)):
        before = stretches[-1] if stretches else None
        if before and before.last + timedelta(days=1) == day:
            stretches[-1] = Stretch(before.first, day, max(before.most, load[day]))
        else:
            stretches.append(Stretch(day, day, load[day]))
    return stretches
