"""My work: what I owe, by urgency; and what others wait for from me."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Role, User
from projects.access import visible_items
from projects.models import Project
from projects.models.item import ItemQuerySet

from .answers import PageRequest, signed_in
from .rows import Row, for_rows, rows_of
from .waiting import waiting_for

SATURDAY = 5


@dataclass(slots=True)
class Group:
    key: str
    title: str
    rows: list[Row]
    until: date | None = None


@dataclass(slots=True)
class MyLaunch:
    project: Project
    today: date
    count: int = 0
    late: int = 0


@require_GET
@signed_in
def my_work(request: PageRequest) -> HttpResponse:
    user, now = request.user, timezone.now()
    has_department_view = user.department_id is not None and (user.is_lead or user.role == Role.PLANNER)
    scope = "department" if has_department_view and request.GET.get("scope") == "department" else "mine"
    must_only = request.GET.get("only") == "must"
    rows = rows_of(_items_of(user, scope, must_only), user, now)
    groups = group_by_urgency(rows, timezone.localdate(now))
    context = {
        "today": timezone.localdate(now),
        "scope": scope,
        "shows_owner": scope == "department",
        "must_only": must_only,
        "has_department_view": has_department_view,
        "groups": groups,
        "is_clear": not any(group.rows for group in groups[:2]),
        "next_row": next(iter(rows), None),
        "waiting": waiting_for(user, now),
        "launches": launches_of(rows),
        "total": len(rows),
    }
    return render(request, "projects/my_work.html", context)


def _items_of(user: User, scope: str, must_only: bool) -> ItemQuerySet:
    items = visible_items(user).running().open()
    items = items.filter(department=user.department_id) if scope == "department" else items.filter(owner=user)
    if must_only:
        items = items.filter(is_blocker=True)
    return (
        for_rows(items)
        .select_related("project")
        .order_by("due_on", "project__launch_on", "section__order", "order", "pk")
    )


def group_by_urgency(rows: list[Row], today: date) -> list[Group]:
    """Late, today, until Sunday, later; at the weekend the week is the coming one. Each line is judged by the today of
    its own launch."""
    is_weekend = today.weekday() >= SATURDAY
    sunday = today + timedelta(days=6 - today.weekday() + 7 * is_weekend)
    groups = [
        Group("late", _("Late"), []),
        Group("today", _("Today"), [], today),
        Group("week", _("Next week") if is_weekend else _("This week"), [], sunday),
        Group("later", _("Later"), []),
    ]
    for row in rows:
        due_on = row.item.due_on
        groups[0 if row.is_late else 1 if due_on <= row.today else 2 if due_on <= sunday else 3].rows.append(row)
    return groups


def launches_of(rows: list[Row]) -> list[MyLaunch]:
    """The launches of these lines, the nearest first, with how many lines each has."""
    launches: dict[int, MyLaunch] = {}
    for row in rows:
        launch = launches.setdefault(row.item.project_id, MyLaunch(row.item.project, row.today))
        launch.count += 1
        launch.late += row.is_late
    return sorted(launches.values(), key=lambda launch: (launch.project.launch_on, launch.project.pk))
