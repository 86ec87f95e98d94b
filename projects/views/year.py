"""The year: launches that run and launches that are planned, month by month, with the weeks in which they meet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import Action, allows
from accounts.models import User
from accounts.workdays import calendars
from projects.access import visible_planned, visible_projects
from projects.models import PlannedLaunch
from projects.overlaps import BUSY_AFTER, BUSY_BEFORE, CROWDED, Stretch, busy_stretches, monday_of
from projects.year import Month, Week, months_of, span

from .answers import PageRequest, signed_in
from .entries import Entry, entries_of
from .rows import project_url

YEARS_BACK, YEARS_AHEAD = 10, 6


@dataclass(frozen=True, slots=True)
class Shown:
    """A launch on the page: one that runs or ran (`entry`), or one of the plan (`planned`)."""

    name: str
    launch_on: date
    type: str
    url: str = ""
    entry: Entry | None = None
    planned: PlannedLaunch | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The launches of one week that fall into one month."""

    week: Week
    launches: list[Shown]


@require_GET
@signed_in
def project_year(request: PageRequest, year: int = 0) -> HttpResponse:
    """Without a year, this one."""
    today = timezone.localdate()
    year = year or today.year
    if not today.year - YEARS_BACK <= year <= today.year + YEARS_AHEAD:
        raise Http404
    known = launches_between(request.user, *span(year))
    shown = [launch for launch in known if launch.launch_on.year == year]
    calendar = calendars()[None]
    days = [launch.launch_on for launch in known]
    months = months_of(year, days, lambda day: not calendar.is_open(day))
    overlaps = {week.monday: week for month in months for week in month.weeks if week.is_overlap}
    context: dict[str, Any] = {
        "year": year,
        "today": today,
        "months": [(month, _parts(month, shown)) for month in months],
        "count": len(shown),
        "planned_count": sum(launch.planned is not None for launch in shown),
        "overlap_count": len(overlaps),
        "crowded_count": sum(week.is_crowded for week in overlaps.values()),
        "stretches": _touching(year, busy_stretches(days)),
        "rule": {"before": BUSY_BEFORE, "after": BUSY_AFTER, "crowded": CROWDED},
        "may_plan": allows(request.user, Action.RUN_LAUNCH),
    }
    return render(request, "projects/year.html", context)


def launches_between(user: User, first: date, last: date) -> list[Shown]:
    """Those that were not cancelled, by day. Three queries, however many there are."""
    running = visible_projects(user).filter(cancelled_at__isnull=True, launch_on__range=(first, last))
    entries = entries_of(running, timezone.now())
    planned = visible_planned(user).waiting().between(first, last).select_related("launch_type", "template", "planner")
    found = [
        Shown(e.project.name, e.project.launch_on, e.project.launch_type.local_name, project_url(e.project.pk), entry=e)
        for e in entries
    ]
    found += [Shown(each.name, each.launch_on, each.launch_type.local_name, planned=each) for each in planned]
    return sorted(found, key=lambda launch: (launch.launch_on, launch.name))


def _parts(month: Month, launches: Iterable[Shown]) -> list[Part]:
    weeks = {week.monday: week for week in month.weeks}
    of_month = (launch for launch in launches if launch.launch_on.month == month.first.month)
    return [
        Part(weeks[monday], list(group)) for monday, group in groupby(of_month, lambda each: monday_of(each.launch_on))
    ]


def _touching(year: int, stretches: Iterable[Stretch]) -> list[Stretch]:
    first, last = date(year, 1, 1), date(year, 12, 31) + timedelta(days=1)
    return [stretch for stretch in stretches if stretch.last >= first and stretch.first < last]
