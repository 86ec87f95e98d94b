"""The facts that onboarding goes by. One query."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import Department, Invitation, Role, User
from checklists.models import TemplateVersion

from .models import Project
from .onboarding import Facts


def facts_for(user: User) -> Facts:
    people, pending = User.objects.active(), Invitation.objects.pending()
    counts = {
        "departments": _number(Department.objects.all()),
        "colleagues": _number(people.exclude(pk=user.pk)),
        "invited": _number(pending),
        "planners": _number(people.filter(role=Role.PLANNER)),
        "planners_invited": _number(pending.filter(role=Role.PLANNER)),
        "templates": _number(TemplateVersion.objects.filter(published_at__isnull=False)),
        "launches": _number(Project.objects.all()),
    }
    found: dict[str, Any] = dict(User.objects.filter(pk=user.pk).values(**counts).get())
    invited, planners_invited = found.pop("invited"), found.pop("planners_invited")
    return Facts(
        departments=found["departments"],
        colleagues=found["colleagues"] + invited,
        planners=found["planners"] + planners_invited,
        templates=found["templates"],
        launches=found["launches"],
    )


def _number(rows: QuerySet[Any]) -> Any:
    """How many there are, as a part of another query."""
    counted = rows.order_by().annotate(_one=Value(1)).values("_one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
