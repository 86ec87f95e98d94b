"""When something is due, in the four words of My work: late, today, this week, later. Reads no database."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

SATURDAY = 5


class Urgency(StrEnum):
    LATE = "late"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"


def is_weekend(today: date) -> bool:
    return today.weekday() >= SATURDAY


def end_of_week(today: date) -> date:
    """The Sunday that ends the week; at the weekend the week is the coming one."""
    return today + timedelta(days=6 - today.weekday() + 7 * is_weekend(today))


def urgency_of(due_on: date, today: date, week_ends_on: date) -> Urgency:
    """`today` is that of the line's own launch, so it is late when its launch says so."""
    if due_on < today:
        return Urgency.LATE
    if due_on == today:
        return Urgency.TODAY
    return Urgency.WEEK if due_on <= week_ends_on else Urgency.LATER
