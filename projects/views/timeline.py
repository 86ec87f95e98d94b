"""Three months of launches as bars: from the day CX was told to D-day and the follow-up behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Max, Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import Action, allows
from accounts.asked import day
from accounts.models import User
from projects.access import visible_planned, visible_projects
from projects.bars import Bar, Scale
from projects.closed_days import closed_days
from projects.models import PlannedLaunch, Status
from projects.overlaps import BUSY_AFTER, BUSY_BEFORE, CROWDED
from projects.summaries import latest_verdict

from .answers import PageRequest, signed_in
from .entries import Entry, entries_from
from .year import YEARS_AHEAD, YEARS_BACK

PER_PAGE = 50
REACH = timedelta(days=BUSY_BEFORE + BUSY_AFTER)


@dataclass(frozen=True, slots=True)
class Line:
    """A launch that runs or ran (`entry`), or one of the plan; `last_on` is its last date after D-day, if any."""

    name: str
    launch_on: date
    type: str
    bar: Bar
    told_on: date | None = None
    last_on: date | None = None
    entry: Entry | None = None
    planned: PlannedLaunch | None = None


@require_GET
@signed_in
def project_timeline(request: PageRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    first = _month(request.GET.get("from", ""), today)
    scale = Scale.from_month(first)
    found = _within(user, scale)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    days = _launch_days(user, scale)
    weeks = scale.weeks(days)
    context: dict[str, Any] = {
        "first": first,
        "scale": scale,
        "end": scale.last - timedelta(days=6),
        "today": today,
        "today_x": scale.middle(today),
        "previous": (first - timedelta(days=1)).replace(day=1),
        "next": (first + timedelta(days=31)).replace(day=1),
        "is_now": first == today.replace(day=1),
        "weeks": weeks,
        "closed": scale.closed(closed_days(user, scale.first, scale.last).is_closed),
        "overlaps": [week for week in weeks if week.is_overlap],
        "stretches": scale.stretches(days),
        "rule": {"before": BUSY_BEFORE, "after": BUSY_AFTER, "crowded": CROWDED},
        "page": page,
        "lines": _lines(page.object_list, scale),
        "may_plan": allows(user, Action.RUN_LAUNCH),
    }
    return render(request, "projects/timeline.html", context)


def _month(text: str, today: date) -> date:
    """ "2026-11"; without it, or when it is no month, this one."""
    first = day(f"{text}-01") or today.replace(day=1)
    if not today.year - YEARS_BACK <= first.year <= today.year + YEARS_AHEAD:
        raise Http404
    return first


def _within(user: User, scale: Scale) -> list[Any]:
    """Launches with a piece of their bar on the scale, and planned ones with their D-day on it, in order of D-day."""
    launches = visible_projects(user).filter(cancelled_at__isnull=True, announced_on__lte=scale.last)
    lines = ~Q(items__status=Status.DROPPED)
    if user.is_partner:
        lines &= Q(items__department=user.department_id)  # what follows for others is not theirs to see
    launches = launches.annotate(last_on=Max("items__due_on", filter=lines))
    launches = launches.filter(Q(launch_on__gte=scale.first) | Q(last_on__gte=scale.first))
    annotated = launches.annotate(verdict=latest_verdict(), head=F("stream__head_seq"))
    planned = visible_planned(user).waiting().between(scale.first, scale.last)
    both: list[Any] = [
        *annotated.select_related("launch_type", "planner"),
        *planned.select_related("launch_type", "planner"),
    ]
    return sorted(both, key=lambda each: (each.launch_on, each.name))


def _launch_days(user: User, scale: Scale) -> list[date]:
    """The D-days that make the scale's weeks and stretches, running and planned."""
    span = (scale.first - REACH, scale.last + REACH)
    running = visible_projects(user).filter(cancelled_at__isnull=True, launch_on__range=span)
    days = list(running.order_by().values_list("launch_on", flat=True))
    return days + list(visible_planned(user).waiting().between(*span).values_list("launch_on", flat=True))


def _lines(shown: Any, scale: Scale) -> list[Line]:
    entries = {e.project.pk: e for e in entries_from([x for x in shown if not _is_planned(x)], timezone.now())}
    return [_planned(each, scale) if _is_planned(each) else _line(entries[each.pk], scale) for each in shown]


def _is_planned(each: Any) -> bool:
    return isinstance(each, PlannedLaunch)


def _line(entry: Entry, scale: Scale) -> Line:
    launch: Any = entry.project
    last = launch.last_on or launch.launch_on
    return Line(
        name=launch.name,
        launch_on=launch.launch_on,
        type=launch.launch_type.local_name,
        bar=scale.bar(launch.announced_on, launch.launch_on, last),
        told_on=launch.announced_on,
        last_on=last if last > launch.launch_on else None,
        entry=entry,
    )


def _planned(planned: PlannedLaunch, scale: Scale) -> Line:
    bar = scale.bar(planned.launch_on, planned.launch_on, planned.launch_on)
    return Line(planned.name, planned.launch_on, planned.launch_type.local_name, bar, planned=planned)
