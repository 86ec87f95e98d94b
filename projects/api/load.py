"""What each person of a department owes."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.access import Action, require
from accounts.models import Department
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation

from ..loads import Load, load_of
from ..serializers.load import LoadOutput


class DepartmentLoad(Endpoint):
    """Open lines of running launches per person, for who may pass them on; those that nobody owns come first."""

    sees = Action.SEE_LOAD

    @operation(LoadOutput)
    def get(self, given: Given, department_id: int) -> dict[str, Any]:
        known = Department.objects.all()
        if given.by.is_partner:
            known = known.filter(Q(kind=Department.Kind.INTERNAL) | Q(pk=given.by.department_id))
        department = get_object_or_404(known, pk=department_id)
        require(given.by, Action.SEE_LOAD, department_id=department.pk)
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
