"""A launch as of a day over the API, rebuilt from its events alone."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Action
from accounts.errors import Refusal
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation

from ..access import visible_projects
from ..past import launch_as_of
from ..readiness import judge, tally
from ..replay import LineThen, NotToldError
from ..serializers.as_of import AsOfOutput, AsOfQuery


class AsOf(Endpoint):
    """What was done, late and open at the end of a day, whatever happened since."""

    sees = Action.SEE_HISTORY

    @operation(AsOfOutput, query=AsOfQuery)
    def get(self, given: Given, project_id: int) -> dict[str, Any]:
        project = get_object_or_404(visible_projects(given.by), pk=project_id)
        day = given.query.get("day") or project.today_at(timezone.now())
        try:
            found = launch_as_of(project, day)
        except NotToldError:
            message = _("This launch started before its history kept every line, so a day of it cannot be shown.")
            raise Refusal("not_told", message) from None
        if found is None:
            raise Refusal("not_started", _("The launch had not started on this day."), field="day")
        readiness = judge(tally(found.lines.values(), day))
        return {
            "day": day,
            "launch_on": found.launch_on,
            "state": found.state,
            "template": found.template,
            "answers": found.answers,
            "verdict": found.verdict,
            "readiness": readiness.percent,
            "readiness_state": readiness.state,
            "items": [_line(line) for line in found.lines.values()],
        }


def _line(line: LineThen) -> dict[str, Any]:
    values = asdict(line)
    return values | {"id": values.pop("pk"), "verified": sorted(line.verified), "evidence": sorted(line.evidence)}
