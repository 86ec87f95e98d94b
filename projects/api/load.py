"""What each person of a department owes."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.access import Action
from accounts.access.people import visible_departments
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation

from ..access import require_load
from ..loads import Load, load_of
from ..serializers.load import LoadOutput


class DepartmentLoad(Endpoint):
    """Open lines of running launches per person, for who may pass them on; those that nobody owns come first."""

    sees = Action.SEE_LOAD

    @operation(LoadOutput)
    def get(self, given: Given, department_id: int) -> dict[str, Any]:
        department = get_object_or_404(visible_departments(given.by), pk=department_id)
        require_load(given.by, department)
        loads = load_of(department.pk, by=given.by, now=timezone.now())
        return {"department_id": department.pk, "people": [_person(load) for load in loads]}


def _person(load: Load) -> dict[str, Any]:
    return {
        "person_id": load.person.pk if load.person else None,
        "name": load.person.name if load.person else None,
        "is_active": load.person is None or load.person.is_active,
        "open": load.counts.open,
        "late": load.counts.late,
        "due_today": load.counts.today,
        "due_this_week": load.due_this_week,
        "next_due_on": load.next_due_on,
    }
