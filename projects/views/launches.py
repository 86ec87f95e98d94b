"""All launches: the next six weeks, and a table of how ready each one is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from accounts.access import Action, allows
from accounts.models import Department, User
from accounts.workdays import calendars
from projects.access import visible_projects
from projects.models import Decision, Project
from projects.models.project import ProjectQuerySet
from projects.readiness import Readiness, State, Tally, judge
from projects.summaries import late_by_department, tallies
from projects.timeline import Opening, Timeline, six_weeks

from .answers import PageRequest, signed_in
from .rows import project_url

PER_PAGE = 50
NEAR_DAYS = 14
FILTERS = {
    "running": pgettext_lazy("launches", "Running"),
    "at_risk": State.AT_RISK.label,
    "near": _("Within 14 days"),
    "mine": _("My department is late"),
    "short": _("Short notice"),
    "ended": pgettext_lazy("launches", "Ended"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    project: Project
    url: str
    today: date
    tally: Tally
    readiness: Readiness
    late: list[tuple[Department, int]]
    decision: Decision | None

    @property
    def days_left(self) -> int:
        return (self.project.launch_on - self.today).days

    @property
    def is_short(self) -> bool:
        return self.project.notice_given < self.project.notice_owed


@require_GET
@signed_in
def project_list(request: PageRequest) -> HttpResponse:
    user, now = request.user, timezone.now()
    chosen = request.GET.get("show", "running")
    chosen = chosen if chosen in FILTERS else "running"
    seen = visible_projects(user).select_related("launch_type", "planner")
    entries = entries_of(seen.running(), user, now)
    page: Page[Any]
    if chosen == "ended":
        page = Paginator(seen.ended().order_by("-launch_on", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
        shown = entries_of(seen.filter(pk__in=[project.pk for project in page]), user, now)[::-1]
    else:
        kept = [entry for entry in entries if _keeps(entry, chosen, user)]
        page = Paginator(kept, PER_PAGE).get_page(request.GET.get("page"))
        shown = list(page)
    context = {
        "today": timezone.localdate(now),
        "chosen": chosen,
        "filters": [(key, label, _count(key, entries, user, page, chosen)) for key, label in FILTERS.items()],
        "entries": shown,
        "page": page,
        "timeline": _timeline(entries, timezone.localdate(now)),
        "may_start": allows(user, Action.RUN_LAUNCH),
        "sees_departments": not user.is_partner,
    }
    return render(request, "projects/project_list.html", context)


def entries_of(projects: ProjectQuerySet, user: User, now: datetime) -> list[Entry]:
    """Four queries, however many launches there are."""
    found = list(projects.order_by("launch_on", "pk"))
    ids = [project.pk for project in found]
    by_project = tallies(Project.objects.filter(pk__in=ids), now)
    late = {} if user.is_partner else late_by_department(ids, now)
    latest = Decision.objects.filter(project__in=ids).order_by("project_id", "-at", "-pk").distinct("project_id")
    decisions = {decision.project_id: decision for decision in latest}
    return [
        Entry(
            project=project,
            url=project_url(project.pk),
            today=project.today_at(now),
            tally=by_project.get(project.pk, Tally()),
            readiness=judge(by_project.get(project.pk, Tally())),
            late=late.get(project.pk, []),
            decision=decisions.get(project.pk),
        )
        for project in found
    ]


def _keeps(entry: Entry, chosen: str, user: User) -> bool:
    match chosen:
        case "at_risk":
            return entry.readiness.state == State.AT_RISK
        case "near":
            return 0 <= entry.days_left <= NEAR_DAYS
        case "mine":
            return any(department.pk == user.department_id for department, _count in entry.late)
        case "short":
            return entry.is_short
    return True


def _count(key: str, entries: Iterable[Entry], user: User, page: Page[Any], chosen: str) -> int | None:
    """How many a filter holds; the ended are counted only where they are listed."""
    if key == "ended":
        return page.paginator.count if chosen == "ended" else None
    return sum(_keeps(entry, key, user) for entry in entries)


def _timeline(entries: Iterable[Entry], today: date) -> Timeline:
    calendar = calendars()[None]
    openings = [Opening(e.project.name, e.project.launch_on, e.readiness.state, e.url) for e in entries]
    return six_weeks(openings, today, lambda on: not calendar.is_open(on))
