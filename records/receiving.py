"""When a receiver has to answer, and what an answer may say. Nothing here reads a clock or a database.

Days are local dates of the launch, or of the company for what belongs to no launch; counts are open days of the
receiver's own calendar. Source: product.md, section 9.
"""

from __future__ import annotations

from datetime import date

from accounts.calendars import Calendar
from checklists.schedule import Rule, Unit, due_on

MOST_DAYS = 60


def accept_by(sent_on: date, days: int, calendar: Calendar) -> date:
    """The n-th open day of the receiver after the day something was sent; for 0 days that day itself.

    Raises `CalendarError` when the calendar has no such day.
    """
    return due_on(sent_on, Rule(days, Unit.BUSINESS), calendar)


def days_left(today: date, due: date, calendar: Calendar) -> int:
    """Open days from today to the day it is due: 0 on that day, negative by as many open days as it is late."""
    if today <= due:
        return calendar.count(today, due)
    return -max(calendar.count(due, today), 1)
