"""Which days are closed for a reader, and what they are called: the company's, or a partner's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays
from django.db.models import Q
from django.utils.translation import get_language

from accounts.calendars import Calendar, korean_holidays
from accounts.models import CalendarDay, User
from accounts.workdays import calendars


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """`names` are of days that have one: a holiday, or a day that somebody closed or opened by hand."""

    calendar: Calendar
    names: Mapping[date, str]

    def is_closed(self, day: date) -> bool:
        return not self.calendar.is_open(day)

    def name(self, day: date) -> str:
        return self.names.get(day, "")


def closed_days(user: User, first: date, last: date) -> ClosedDays:
    """Of the days from `first` to `last`, both included. Three queries.

    Another company keeps its own calendar: a partner's page shows the days of its own department only.
    """
    own = user.department_id if user.is_partner else None
    calendar = calendars()[own]
    kept = CalendarDay.objects.filter(Q(department=own) if own else Q(department__isnull=True), on__range=(first, last))
    names = _holidays(first.year, last.year, get_language() == "en") if calendar.observes_holidays else {}
    return ClosedDays(calendar, {**names, **dict(kept.values_list("on", "name"))})


@lru_cache(maxsize=16)
def _holidays(first_year: int, last_year: int, is_english: bool) -> Mapping[date, str]:
    if not is_english:
        return korean_holidays(first_year, last_year)
    return dict(holidays.country_holidays("KR", years=range(first_year, last_year + 1), language="en_US"))
