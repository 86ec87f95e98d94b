"""A launch's page: its head with the date ruler, the summary strip, and the checklist."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import Action, Reach, allows, reach
from accounts.models import User
from accounts.workdays import calendars
from checklists.access import may_export
from checklists.files.writing import FORMATS
from projects.access import may_see_gate, visible_items
from projects.charts import Ruler, date_ruler
from projects.live import one_launch, watches
from projects.models import Project

from .answers import PageRequest, project_or_404, signed_in
from .filters import SHOWN, Filters, is_shown
from .parts import parts_of
from .rows import Row, for_rows, rows_of
from .strip import strip_context
from .wheel import wheel_context


@require_GET
@signed_in
@watches(one_launch)
def project_detail(request: PageRequest, project_id: int) -> HttpResponse:
    project = project_or_404(request.user, project_id)
    return render(request, "projects/project_detail.html", launch_context(request, project))


def launch_context(request: PageRequest, project: Project, selected: int | None = None) -> dict[str, Any]:
    user, now = request.user, timezone.now()
    every = all_rows(project, user, now, selected)
    rows = [row for row in every if row.item.applies]
    filters = Filters.of(request.GET)
    parts = parts_of(rows, filters, user)
    return {
        **head_context(project, user, now),
        **strip_context(project, user, now),
        "tab": "checklist",
        "charts_open": request.GET.get("charts") == "open",
        "filters": filters,
        "parts": [part for part in parts if part.rows],
        "dropped": [row for row in every if not row.item.applies],
        "counts": {show: sum(is_shown(row, show, user) for row in rows) for show in SHOWN},
        "may_select": {deed: any(getattr(row, f"may_{deed}") for row in rows) for deed in ("assign", "date", "tick")},
        "ruler": _ruler(project, rows, now),
        **wheel_context(project, rows, user),
    }


def head_context(project: Project, user: User, now: datetime) -> dict[str, Any]:
    """What every page of a launch shows above its tabs."""
    may_start = allows(user, Action.RUN_LAUNCH)
    return {
        "project": project,
        "today": project.today_at(now),
        "may_run": project.is_running and may_start,
        "may_start": may_start,
        "may_see_history": allows(user, Action.SEE_HISTORY),
        "may_see_told": reach(user, Action.SEE_DELIVERIES) != Reach.NONE,
        "may_see_gate": may_see_gate(user),
        "may_export": may_export(user),
        "export_formats": FORMATS.items(),
    }


def all_rows(project: Project, user: User, now: datetime, selected: int | None = None) -> list[Row]:
    items = list(for_rows(visible_items(user).filter(project=project)))
    for item in items:
        item.project = project
    return rows_of(items, user, now, selected=selected)


def _ruler(project: Project, rows: Iterable[Row], now: datetime) -> Ruler:
    calendar = calendars()[None]
    dues = [(row.item.due_on, "done" if row.is_closed else "late" if row.is_late else "left") for row in rows]
    return date_ruler(project.launch_on, project.today_at(now), dues, lambda on: not calendar.is_open(on))
