"""What the wall says of a launch: the few lines that are missing, the most urgent first. Pure.

Missing is an open line that is late, blocked, or a must-have (product.md, section 9). Order: must-haves before others,
late before blocked before due, the longest waiting first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

DAYS_AHEAD = 14
MOST_LAUNCHES = 8  # what can be read from five metres
FEW_LAUNCHES, MOST_MISSING, MOST_MISSING_OF_FEW = 4, 2, 4  # few launches leave room for more of each


@dataclass(frozen=True, slots=True)
class Missing:
    """An open line. `days_late` is 0 while its date has not passed."""

    title: str
    department: str
    due_on: date
    is_blocker: bool
    is_blocked: bool
    days_late: int

    @property
    def rank(self) -> tuple[bool, int, date]:
        urgency = 0 if self.days_late else 1 if self.is_blocked else 2
        return not self.is_blocker, urgency, self.due_on

    @property
    def counts(self) -> bool:
        return self.is_blocker or self.is_blocked or bool(self.days_late)


def days_late(due_on: date, today: date) -> int:
    """Calendar days since the date: a line is late the day after it."""
    return max((today - due_on).days, 0)


def most_urgent(lines: Iterable[Missing], launches: int) -> tuple[list[Missing], int]:
    """The lines of a launch that are named on a wall of so many launches, and how many more there are."""
    most = MOST_MISSING_OF_FEW if launches <= FEW_LAUNCHES else MOST_MISSING
    missing = sorted((line for line in lines if line.counts), key=lambda line: line.rank)
    return missing[:most], max(len(missing) - most, 0)


def window(today: date) -> tuple[date, date]:
    """The D-days shown: from today to fourteen days on, both inclusive."""
    return today, today + timedelta(days=DAYS_AHEAD)
