"""The annual plan over the API: its launches, and a file of them on its way in."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation
from accounts.rest.pages import page, page_of
from accounts.uploads import check_declared

from ..access import visible_planned
from ..models import PlannedLaunch
from ..plan_preview import FIELDS, PlanPreview, preview_plan
from ..planfile import PlanRow
from ..serializers.planned import (
    PlanColumnsInput,
    PlanFileInput,
    PlanImportedOutput,
    PlannedChange,
    PlannedInput,
    PlannedOutput,
    PlannedQuery,
    PlanPreviewOutput,
)
from ..services import planning
from ..services.plan_files import apply_plan, keep_plan, map_plan

NAMES = ("id", *FIELDS, "project_id", "version")


class PlannedLaunches(Endpoint):
    """Launches of the annual plan, by their D-day; those that started name the launch they became."""

    sees = Action.SEE_LAUNCH

    @operation(page_of(PlannedOutput), query=PlannedQuery)
    def get(self, given: Given) -> dict[str, Any]:
        plan = visible_planned(given.by)
        if "year" in given.query:
            plan = plan.filter(launch_on__year=given.query["year"])
        if "is_started" in given.query:
            plan = plan.filter(project__isnull=not given.query["is_started"])
        return page(plan.values(*NAMES), given.query)

    @operation(PlannedOutput, status=201, takes=PlannedInput, is_once=True)
    def post(self, given: Given) -> dict[str, Any]:
        """Put a launch into the plan. Its lines come when it starts: `planned_id` where a launch is started."""
        return _shape(planning.add_planned(by=given.by, **given.values))


class PlannedDetail(Endpoint):
    sees = Action.SEE_LAUNCH

    @operation(PlannedOutput, is_tagged=True)
    def get(self, given: Given, planned_id: int) -> dict[str, Any]:
        """One launch of the plan."""
        return _shape(get_object_or_404(visible_planned(given.by), pk=planned_id))

    @operation(PlannedOutput, takes=PlannedChange, is_versioned=True)
    def patch(self, given: Given, planned_id: int) -> dict[str, Any]:
        """Change what the plan says of it, until it starts."""
        found = get_object_or_404(visible_planned(given.by), pk=planned_id)
        return _shape(planning.change_planned(found.pk, by=given.by, version=given.version, **given.values))


class RemovePlanned(Endpoint):
    sees = Action.SEE_LAUNCH

    @operation(PlannedOutput, is_versioned=True)
    def post(self, given: Given, planned_id: int) -> dict[str, Any]:
        """Take it out of the plan. The answer is what stood there."""
        found = get_object_or_404(visible_planned(given.by), pk=planned_id)
        planning.remove_planned(found.pk, by=given.by, version=given.version)
        return _shape(found)


class PlanFiles(Endpoint):
    sees = Action.RUN_LAUNCH
    parser_classes = [MultiPartParser]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        check_declared(request.META)
        super().initial(request, *args, **kwargs)

    @operation(PlanPreviewOutput, status=201, takes_file=PlanFileInput, is_once=True)
    def post(self, given: Given) -> dict[str, Any]:
        """Upload a plan (XLSX or CSV, one row per launch) and read it. The plan does not change yet."""
        return _preview(preview_plan(keep_plan(by=given.by, **given.values).pk, by=given.by))


class PlanFileDetail(Endpoint):
    """How an uploaded plan is understood now. Uploads are their maker's, and are forgotten after a week."""

    sees = Action.RUN_LAUNCH

    @operation(PlanPreviewOutput, refusals=(409,))
    def get(self, given: Given, file_id: int) -> dict[str, Any]:
        return _preview(preview_plan(file_id, by=given.by))

    @operation(PlanPreviewOutput, takes=PlanColumnsInput)
    def patch(self, given: Given, file_id: int) -> dict[str, Any]:
        """Say which column holds what."""
        return _preview(map_plan(file_id, by=given.by, **given.values))


class ApplyPlanFile(Endpoint):
    sees = Action.RUN_LAUNCH

    @operation(PlanImportedOutput, is_once=True)
    def post(self, given: Given, file_id: int) -> dict[str, Any]:
        """Take all rows into the plan, or none while a cell is not understood."""
        done = apply_plan(file_id, by=given.by)
        return {"added": done.added, "changed": done.changed, "unchanged": done.unchanged}


def _shape(planned: PlannedLaunch) -> dict[str, Any]:
    return {name: getattr(planned, name) for name in NAMES}


def _preview(preview: PlanPreview) -> dict[str, Any]:
    understood = preview.understood
    return {
        "id": preview.file.pk,
        "name": preview.file.name,
        "headings": list(preview.table.headings),
        "columns": dict(preview.columns),
        "missing": list(preview.missing),
        "is_ready": preview.is_ready,
        "rows": [_row(row, preview) for row in understood.rows],
        "problems": [{"row": e.row, "field": e.field, "message": e.sentence} for e in understood.errors],
    }


def _row(row: PlanRow, preview: PlanPreview) -> dict[str, Any]:
    named = {name: getattr(row, name) for name in FIELDS}
    return {"row": row.number, "status": str(preview.statuses[row.number])} | named
