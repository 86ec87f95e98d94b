"""The gate over the API: departments sign off, CX decides."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404

from accounts.access import Action
from accounts.models import User
from accounts.rest.endpoint import Endpoint
from accounts.rest.inputs import Paged
from accounts.rest.operation import Given, operation
from accounts.rest.pages import page, page_of

from ..access import visible_items, visible_projects
from ..models import Decision, DecisionCondition, SignOff
from ..serializers.inputs import DecisionInput, SignOffInput
from ..serializers.launches import DecisionOutput, SignOffOutput
from ..services import gate


class SignOffs(Endpoint):
    """What each department's lead said, oldest first; a department's latest counts."""

    sees = Action.SEE_LAUNCH

    @operation(page_of(SignOffOutput), query=Paged)
    def get(self, given: Given, project_id: int) -> dict[str, Any]:
        project = get_object_or_404(visible_projects(given.by), pk=project_id)
        said = project.sign_offs.all()
        if given.by.is_partner:
            said = said.filter(department=given.by.department)
        return page(said, given.query, _said)

    @operation(SignOffOutput, status=201, takes=SignOffInput, is_once=True)
    def post(self, given: Given, project_id: int) -> dict[str, Any]:
        """Say whether the caller's department is ready."""
        return _said(gate.sign_off(project_id, by=given.by, **given.values))


class Decisions(Endpoint):
    """What CX decided, oldest first; the latest counts."""

    sees = Action.SEE_LAUNCH

    @operation(page_of(DecisionOutput), query=Paged)
    def get(self, given: Given, project_id: int) -> dict[str, Any]:
        project = get_object_or_404(visible_projects(given.by), pk=project_id)
        seen = DecisionCondition.objects.filter(item__in=visible_items(given.by)).order_by("pk")
        decisions = project.decisions.prefetch_related(Prefetch("conditions", queryset=seen))
        return page(decisions, given.query, lambda decision: _decided(decision, given.by))

    @operation(DecisionOutput, status=201, takes=DecisionInput, is_once=True)
    def post(self, given: Given, project_id: int) -> dict[str, Any]:
        """Record GO, conditional GO or NO-GO. Each open must-have needs a condition; its planner cannot decide."""
        conditions = [gate.Condition(**one) for one in given.values.get("conditions", ())]
        values = given.values | {"conditions": conditions}
        return _decided(gate.decide(project_id, by=given.by, **values), given.by)


def _said(sign_off: SignOff) -> dict[str, Any]:
    return {name: getattr(sign_off, name) for name in ("id", "department_id", "verdict", "note", "by_id", "at")}


def _decided(decision: Decision, by: User) -> dict[str, Any]:
    """A partner reads what was decided, and not the internal note."""
    names = ("item_id", "accepter_id", "reason", "fallback", "follow_up_on", "follow_up_id")
    return {name: getattr(decision, name) for name in ("id", "verdict", "by_id", "at")} | {
        "note": "" if by.is_partner else decision.note,
        "conditions": [{name: getattr(one, name) for name in names} for one in decision.conditions.all()],
    }
