"""The calendars of the company and its departments, read from the database."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from .calendars import Calendar
from .models import CalendarDay, Department


def company_calendar() -> Calendar:
    """The company's alone, as `calendars()[None]`. One query."""
    days = CalendarDay.objects.filter(department__isnull=True)
    return Calendar(exceptions=dict(days.values_list("on", "is_open")))


def calendars() -> dict[int | None, Calendar]:
    """Every department's calendar by its id, and the company's under None. Two queries, however many departments.

    The company's own closed and working days hold for every internal department; a department's own days win over them.
    A partner is another company: only its own days count.
    """
    days: dict[int | None, dict[date, bool]] = defaultdict(dict)
    for department_id, on, is_open in CalendarDay.objects.values_list("department_id", "on", "is_open"):
        days[department_id][on] = is_open
    found: dict[int | None, Calendar] = {None: Calendar(exceptions=days[None])}
    for department in Department.objects.all():
        own = days[department.pk] if department.is_partner else days[None] | days[department.pk]
        found[department.pk] = Calendar(
            open_weekdays=frozenset(department.open_weekdays),
            observes_holidays=not department.works_holidays,
            exceptions=own,
        )
    return found
