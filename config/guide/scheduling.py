"""Examples of dates, computed from the calendar as it is today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.calendars import Calendar, korean_holidays
from accounts.models import CalendarDay, User
from accounts.workdays import calendars
from checklists.schedule import describe, due_on, notice_given, parse_rule

RULES = ("D-20 business", "D-14", "D-5 business", "D-1 business", "D-day", "D+7", "D+3 business")
WEEKS_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Example:
    """`skipped` are the closed days that a count of business days stepped over; `rolled_from` the day it fell on."""

    rule: str
    due_on: date
    skipped: list[tuple[date, str]]
    rolled_from: date | None


def dates(user: User) -> dict[str, Any]:
    """A launch three weeks from now, and the next public holiday with what it moves."""
    del user
    today = timezone.localdate()
    known = calendars()
    company = known[None]
    launch_on = company.next_open(today + timedelta(weeks=WEEKS_AHEAD))
    names = dict(korean_holidays(today.year, today.year + 1))
    names |= {day.on: day.name for day in CalendarDay.objects.filter(department__isnull=True, is_open=False)}
    holiday = next((on for on in sorted(names) if on > today + timedelta(days=7) and on.weekday() < 5), None)
    return {
        "today": today,
        "launch_on": launch_on,
        "examples": [example(launch_on, text, company, names) for text in RULES],
        "notice": notice_given(today, launch_on, company),
        "holiday": (holiday, names[holiday], around(holiday, company)) if holiday else None,
    }


def example(launch_on: date, text: str, calendar: Calendar, names: dict[date, str]) -> Example:
    rule = parse_rule(text)
    found = due_on(launch_on, rule, calendar)
    meant = launch_on + timedelta(days=rule.offset)
    is_business = "business" in text
    first, last = sorted((found, launch_on))
    between = (first + timedelta(days=n) for n in range(1, (last - first).days))
    skipped = [(day, names[day]) for day in between if is_business and day in names and day.weekday() < 5]
    return Example(describe(rule), found, skipped, None if is_business or meant == found else meant)


def around(holiday: date, calendar: Calendar) -> dict[str, date]:
    """A calendar-day deadline that falls on this holiday: where it goes before a launch, and where after it."""
    before = due_on(holiday + timedelta(days=7), parse_rule("D-7"), calendar)
    after = due_on(holiday - timedelta(days=7), parse_rule("D+7"), calendar)
    return {"before": before, "after": after}
