"""A launch's page: its head with the date ruler, the summary strip, and the checklist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
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
from projects.models import Item, Project, Status
from projects.models.item import IS_OPEN

from .answers import PageRequest, project_or_404, signed_in
from .filters import Filters
from .rows import Row, for_rows, rows_of
from .strip import strip_context
from .wheel import wheel_context


@dataclass(slots=True)
class Part:
    """A section or a department with its lines; `key` is its id on the page, the counts are of all its lines."""

    key: str
    title: str
    rows: list[Row] = field(default_factory=list)
    total: int = 0
    closed: int = 0
    late: int = 0
    blocked: int = 0

    def count(self, row: Row) -> None:
        self.total += 1
        self.closed += row.is_closed
        self.late += row.is_late
        self.blocked += row.item.status == Status.BLOCKED


@require_GET
@signed_in
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
        "filters": filters,
        "parts": [part for part in parts if part.rows],
        "dropped": [row for row in every if not row.item.applies],
        "counts": {
            "all": len(rows),
            "mine": sum(row.item.department_id == user.department_id for row in rows),
            "late": sum(row.is_late for row in rows),
            "must": sum(row.item.is_blocker for row in rows),
        },
        "ruler": _ruler(project, rows, now),
        **wheel_context(project, rows, user),
    }


def head_context(project: Project, user: User, now: datetime) -> dict[str, Any]:
    """What every page of a launch shows above its tabs."""
    return {
        "project": project,
        "today": project.today_at(now),
        "may_run": project.is_running and allows(user, Action.RUN_LAUNCH),
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


def parts_of(rows: Iterable[Row], filters: Filters, user: User) -> list[Part]:
    """The lines under their heads. Heads count all their lines, whatever the filter shows."""
    parts: dict[str, Part] = {}
    for row in rows:
        head: Any = row.item.department if filters.by == "department" else row.item.section
        key = f"{filters.by}-{head.pk}"
        part = parts.setdefault(key, Part(key, str(head)))
        part.count(row)
        if filters.keeps(row, user):
            part.rows.append(row)
    return list(parts.values())


def part_around(item: Item, filters: Filters, user: User, today: date) -> Part:
    """The head above one line, counted in the database."""
    same = {"department": item.department_id} if filters.by == "department" else {"section": item.section_id}
    counts = (
        visible_items(user)
        .applying()
        .filter(project=item.project_id, **same)
        .aggregate(
            total=Count("pk"),
            closed=Count("pk", filter=~IS_OPEN),
            late=Count("pk", filter=IS_OPEN & Q(due_on__lt=today)),
            blocked=Count("pk", filter=Q(status=Status.BLOCKED)),
        )
    )
    head: Any = item.department if filters.by == "department" else item.section
    return Part(f"{filters.by}-{head.pk}", str(head), **counts)


def _ruler(project: Project, rows: Iterable[Row], now: datetime) -> Ruler:
    calendar = calendars()[None]
    dues = [(row.item.due_on, "done" if row.is_closed else "late" if row.is_late else "left") for row in rows]
    return date_ruler(project.launch_on, project.today_at(now), dues, lambda on: not calendar.is_open(on))
