"""A month of launches: every D-day on its day, with how ready it is, the closed days, and weeks in which many open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import Action, allows
from accounts.templatetags.display import language
from accounts.wording import WEEKDAYS_EN, WEEKDAYS_KO
from projects.closed_days import closed_days
from projects.overlaps import BUSY_AFTER, BUSY_BEFORE, CROWDED, Stretch, busy_stretches, monday_of
from projects.year import Day, Week, month_of

from .answers import PageRequest, signed_in
from .year import YEARS_AHEAD, YEARS_BACK, Shown, launches_between


@dataclass(frozen=True, slots=True)
class Cell:
    """`closed` is what a day off or a holiday is called, where it has a name."""

    day: Day
    closed: str
    launches: list[Shown]


@dataclass(frozen=True, slots=True)
class Line:
    """A week of the month. `busy` is the largest number of launches that the contact centre carries in it, if many."""

    week: Week
    cells: list[Cell]
    busy: int


@require_GET
@signed_in
def project_calendar(request: PageRequest, year: int = 0, month: int = 0) -> HttpResponse:
    """Without a month, this one."""
    today = timezone.localdate()
    year, month = year or today.year, month or today.month
    if not (today.year - YEARS_BACK <= year <= today.year + YEARS_AHEAD and 1 <= month <= 12):
        raise Http404
    first = date(year, month, 1)
    start, end = monday_of(first), monday_of(_next(first) - timedelta(days=1)) + timedelta(days=6)
    reach = timedelta(days=BUSY_BEFORE + BUSY_AFTER)
    known = launches_between(request.user, start - reach, end + reach)
    shown = [each for each in known if start <= each.launch_on <= end]
    off, stretches = closed_days(request.user, start, end), busy_stretches(each.launch_on for each in known)
    by_day: dict[date, list[Shown]] = {}
    for each in shown:
        by_day.setdefault(each.launch_on, []).append(each)
    of_month = month_of(first, [each.launch_on for each in known], off.is_closed)
    lines = [
        Line(
            week,
            [Cell(day, off.name(day.on), by_day.get(day.on, [])) for day in week.days],
            _busy(week, stretches),
        )
        for week in of_month.weeks
    ]
    inside = [each for each in shown if each.launch_on.month == month]
    context: dict[str, Any] = {
        "first": first,
        "today": today,
        "previous": first - timedelta(days=1),
        "next": _next(first),
        "is_now": (year, month) == (today.year, today.month),
        "weekdays": WEEKDAYS_KO if language() == "ko" else WEEKDAYS_EN,
        "lines": lines,
        "count": len(inside),
        "planned_count": sum(each.planned is not None for each in inside),
        "rule": {"before": BUSY_BEFORE, "after": BUSY_AFTER, "crowded": CROWDED},
        "may_plan": allows(request.user, Action.RUN_LAUNCH),
        "is_centre": request.user.is_partner,
    }
    return render(request, "projects/calendar.html", context)


def _next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _busy(week: Week, stretches: list[Stretch]) -> int:
    return max((each.most for each in stretches if each.first <= week.sunday and each.last >= week.monday), default=0)
