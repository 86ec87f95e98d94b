"""The department's side of My work: what each of its people owes, and whose part of it is shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.http import QueryDict
from django.utils import timezone

from accounts.models import Department, User
from projects.access import departments_with_load
from projects.loads import Load, load_of
from projects.urgency import is_weekend

from .answers import PageRequest
from .work_filters import NOBODY, WorkFilters


def department_context(filters: WorkFilters, seen: list[Department], user: User, now: datetime) -> dict[str, Any]:
    """Who owes how much, and whom the list is narrowed to. `seen` are the departments that this person may choose."""
    department = next(each for each in seen if each.pk == filters.department_id)
    loads = load_of(department.pk, by=user, now=now)
    return {
        "department": department,
        "departments": seen if len(seen) > 1 else [],
        "loads": loads,
        "is_weekend": is_weekend(timezone.localdate(now)),
        "late_in_department": sum(load.counts.late for load in loads),
        "open_in_department": sum(load.counts.open for load in loads),
        "chosen": next((load for load in loads if filters.owner and _is_of(load, filters)), None),
    }


def load_around(request: PageRequest) -> dict[str, Any]:
    """The table of who owes how much, for an answer to the department's page; nothing for any other page."""
    address = QueryDict(urlsplit(request.htmx.current_url or "").query)
    seen = list(departments_with_load(request.user))
    filters = WorkFilters.of(address, request.user.department_id, seen)
    if filters.department_id is None:
        return {}
    return department_context(filters, seen, request.user, timezone.now()) | {"address": address}


def _is_of(load: Load, filters: WorkFilters) -> bool:
    return load.person is None if filters.owner == NOBODY else bool(load.person and load.person.pk == filters.owner_id)
