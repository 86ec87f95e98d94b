"""The department's side of My work: what each of its people owes, and whose part of it is shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.access import Action, Reach, reach
from accounts.models import Department, User
from projects.loads import Load, load_of
from projects.urgency import is_weekend

from .answers import PageRequest
from .work_filters import NOBODY, WorkFilters


def department_context(filters: WorkFilters, user: User, now: datetime) -> dict[str, Any]:
    """Who owes how much, and whom the list is narrowed to."""
    own = user.department if user.department_id == filters.department_id else None
    department = own or get_object_or_404(Department, pk=filters.department_id)
    loads = load_of(department.pk, by=user, now=now)
    sees_all = reach(user, Action.SEE_LOAD) == Reach.ALL
    return {
        "department": department,
        "departments": Department.objects.all() if sees_all else [],
        "loads": loads,
        "is_weekend": is_weekend(timezone.localdate(now)),
        "late_in_department": sum(load.counts.late for load in loads),
        "open_in_department": sum(load.counts.open for load in loads),
        "chosen": next((load for load in loads if filters.owner and _is_of(load, filters)), None),
    }


def load_around(request: PageRequest) -> dict[str, Any]:
    """The table of who owes how much, for an answer to the department's page; nothing for any other page."""
    address = QueryDict(urlsplit(request.htmx.current_url or "").query)
    filters = WorkFilters.of(address, request.user)
    if filters.department_id is None:
        return {}
    return department_context(filters, request.user, timezone.now()) | {"address": address}


def _is_of(load: Load, filters: WorkFilters) -> bool:
    return load.person is None if filters.owner == NOBODY else bool(load.person and load.person.pk == filters.owner_id)
