"""My work: what I owe, by urgency; what I approve; what others wait for from me. A lead may look at the department."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import User
from projects.access import departments_with_load
from projects.live import own_launches, watches
from projects.loads import Counts, LaunchCounts, counts_by_launch

from .answers import PageRequest, signed_in
from .department import department_context
from .rows import rows_of
from .waiting import waiting_for
from .work_filters import WorkFilters
from .work_rows import PAGE, group_by_person, group_by_urgency, lines_of_page, reviews_of


@require_GET
@signed_in
@watches(own_launches)
def my_work(request: PageRequest) -> HttpResponse:
    return render(request, "projects/my_work.html", _context(request))


def _context(request: PageRequest) -> dict[str, Any]:
    user, now = request.user, timezone.now()
    departments = list(departments_with_load(user))
    filters = WorkFilters.of(request.GET, user.department_id, departments)
    launches = counts_by_launch(filters.items(user), now)
    counts = _counts_of(launches, filters)
    context = {
        "today": timezone.localdate(now),
        "filters": filters,
        "shows_owner": filters.department_id is not None,
        "may_see_departments": bool(departments),
        "launches": launches,
        "launch": next((launch for launch in launches if launch.project_id == filters.launch_id), None),
        "counts": counts,
        "total": counts.open,
        "address": request.GET,
        "page": filters.page,
        "pages": -(-counts.open // PAGE),
        **_lines(filters, counts, user, now),
    }
    if filters.department_id is not None:
        return context | department_context(filters, departments, user, now)
    waiting = waiting_for(user, now)
    return context | {"waiting": waiting, "waiting_count": len(waiting) + len(context["reviews"])}


def _counts_of(launches: list[LaunchCounts], filters: WorkFilters) -> Counts:
    shown = [one.counts for one in launches if filters.launch_id in (None, one.project_id)]
    counts = sum(shown, Counts())
    return Counts(late=counts.late) if filters.is_late else counts


def _lines(filters: WorkFilters, counts: Counts, user: User, now: datetime) -> dict[str, Any]:
    wanted = filters.narrow(filters.items(user), now)
    lines = list(lines_of_page(filters, wanted))
    reviews = [] if filters.department_id else list(reviews_of(user))
    rows = rows_of([*lines, *reviews], user, now)
    rows, review_rows = rows[: len(lines)], rows[len(lines) :]
    if filters.by == "person":
        groups = group_by_person(rows, wanted)
    else:
        groups = group_by_urgency(rows, counts, timezone.localdate(now))
    may_select = {
        "assign": any(row.may_assign for row in rows),
        "date": any(row.may_date for row in rows),
        "tick": any(row.may_tick for row in rows),
    }
    return {
        "groups": groups,
        "next_row": next(iter(rows), None),
        "reviews": review_rows,
        "may_select": may_select,
        "is_selectable": any(may_select.values()),
    }
