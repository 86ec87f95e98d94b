"""Launches: list, start, one with its readiness, and what is done to it as a whole."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db.models import F, Q
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts import access
from accounts.access import Action
from accounts.hangul import words
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation
from accounts.rest.pages import page_of

from ..access import visible_projects
from ..finding import all_in
from ..models import Project
from ..models.project import ProjectQuerySet
from ..readiness import Tally
from ..serializers.inputs import LaunchInput, MoveInput, MovePreviewInput, ProjectsQuery, ReasonInput
from ..serializers.launches import (
    MovePreviewOutput,
    PreviewOutput,
    ProjectDetailOutput,
    ProjectOutput,
    ProjectReadinessOutput,
    ProjectStateOutput,
)
from ..services import launches
from ..summaries import tallies, tallies_by_department, tallies_by_section, tally_of
from .previews import move_preview, preview
from .rows import PROJECT_FIELDS, counts, project_state, readiness

DETAIL_FIELDS = (
    *("template_version_id", "announced_on", "late_reason", "time_zone", "answers", "cancel_reason", "created_at"),
)


class Launches(Endpoint):
    """Launches that the caller sees; the running ones unless `state` says otherwise."""

    sees = Action.SEE_LAUNCH

    @operation(page_of(ProjectOutput), query=ProjectsQuery)
    def get(self, given: Given) -> dict[str, Any]:
        seen = _filtered(visible_projects(given.by), given.query)
        limit, offset = given.query["limit"], given.query["offset"]
        rows = list(seen.values(*PROJECT_FIELDS, planner_name=F("planner__name"))[offset : offset + limit])
        found = tallies(Project.objects.filter(pk__in=[row["id"] for row in rows]), timezone.now())
        for row in rows:
            row["readiness"] = readiness(found.get(row["id"], Tally()), given.by)
        count = len(rows) if offset == 0 and len(rows) < limit else seen.count()
        return {"count": count, "results": rows}

    @operation(ProjectStateOutput, status=201, takes=LaunchInput, is_once=True)
    def post(self, given: Given) -> dict[str, Any]:
        """Start a launch with all its lines. Short notice or dates already past need `late_reason`."""
        key = uuid5(NAMESPACE_URL, f"{given.by.pk}:{given.key}")
        return project_state(launches.start_launch(_draft(given, creation_key=key), by=given.by))


class PreviewLaunch(Endpoint):
    sees = Action.SEE_LAUNCH

    @operation(PreviewOutput, takes=LaunchInput)
    def post(self, given: Given) -> dict[str, Any]:
        """What starting this launch would write, and what speaks against it. Nothing is saved."""
        return preview(launches.preview_launch(_draft(given), by=given.by))


class LaunchDetail(Endpoint):
    """A launch with its readiness, counts and sections."""

    sees = Action.SEE_LAUNCH

    @operation(ProjectDetailOutput, is_tagged=True)
    def get(self, given: Given, project_id: int) -> dict[str, Any]:
        project = get_object_or_404(visible_projects(given.by).select_related("planner"), pk=project_id)
        now = timezone.now()
        tally = tally_of(project, now)
        return {name: getattr(project, name) for name in (*PROJECT_FIELDS, *DETAIL_FIELDS)} | {
            "planner_name": project.planner.name,
            "today": project.today_at(now),
            "opened_to_ids": _opened_to(project, given),
            "sections": [{"id": section.pk, "title": str(section)} for section in project.sections.all()],
            "readiness": readiness(tally, given.by),
            "counts": counts(tally, given.by),
        }


class LaunchReadiness(Endpoint):
    """Readiness of a launch, and of each department and section; a partner sees its own department's."""

    sees = Action.SEE_READINESS

    @operation(ProjectReadinessOutput)
    def get(self, given: Given, project_id: int) -> dict[str, Any]:
        project = get_object_or_404(visible_projects(given.by), pk=project_id)
        now = timezone.now()
        today, tally = project.today_at(now), tally_of(project, now)
        departments, sections = tallies_by_department(project, today), tallies_by_section(project, today)
        if given.by.is_partner:
            departments = [row for row in departments if row[0].pk == given.by.department_id]
            sections = []
        return readiness(tally, given.by) | {
            "counts": counts(tally, given.by),
            "departments": [
                {"department_id": department.pk, "name": department.local_name} | readiness(part, given.by)
                for department, part in departments
            ],
            "sections": [
                {"section_id": section.pk, "title": str(section)} | readiness(part, given.by)
                for section, part in sections
            ],
        }


class PreviewMove(Endpoint):
    sees = Action.SEE_LAUNCH

    @operation(MovePreviewOutput, takes=MovePreviewInput)
    def post(self, given: Given, project_id: int) -> dict[str, Any]:
        """Every date before and after, for a D-day that is not saved."""
        project = get_object_or_404(visible_projects(given.by), pk=project_id)
        access.require(given.by, Action.RUN_LAUNCH)
        return move_preview(launches.preview_move(project, given.values["launch_on"]))


class Move(Endpoint):
    sees = Action.SEE_LAUNCH

    @operation(ProjectStateOutput, takes=MoveInput, is_versioned=True)
    def post(self, given: Given, project_id: int) -> dict[str, Any]:
        """Move D-day. Open dates that were not set by hand follow."""
        launch_on, reason = given.values["launch_on"], given.values["reason"]
        return project_state(
            launches.move_launch(project_id, launch_on, by=given.by, reason=reason, version=given.version)
        )


class Cancel(Endpoint):
    sees = Action.SEE_LAUNCH

    @operation(ProjectStateOutput, takes=ReasonInput, is_versioned=True)
    def post(self, given: Given, project_id: int) -> dict[str, Any]:
        """End a launch that will not happen."""
        return project_state(launches.cancel_launch(project_id, by=given.by, version=given.version, **given.values))


class Finish(Endpoint):
    sees = Action.SEE_LAUNCH

    @operation(ProjectStateOutput, is_versioned=True)
    def post(self, given: Given, project_id: int) -> dict[str, Any]:
        """Close a launch after its follow-up."""
        return project_state(launches.finish_launch(project_id, by=given.by, version=given.version))


def _draft(given: Given, **more: Any) -> launches.Draft:
    values = dict(given.values)
    return launches.Draft(
        version_id=values.pop("template_version_id"),
        announced_on=values.pop("announced_on", None) or timezone.localdate(),
        planner_id=values.pop("planner_id", None) or given.by.pk,
        skipped=frozenset(values.pop("skipped", ())),
        **values,
        **more,
    )


def _filtered(projects: ProjectQuerySet, query: dict[str, Any]) -> ProjectQuerySet:
    conditions = {
        "running": Q(finished_at__isnull=True, cancelled_at__isnull=True),
        "finished": Q(finished_at__isnull=False),
        "cancelled": Q(cancelled_at__isnull=False),
        "all": Q(),
    }[query["state"]]
    if "launch_type" in query:
        conditions &= Q(launch_type_id=query["launch_type"])
    if "launch_from" in query:
        conditions &= Q(launch_on__gte=query["launch_from"])
    if "launch_until" in query:
        conditions &= Q(launch_on__lte=query["launch_until"])
    if asked := words(query.get("q", "")):
        conditions &= all_in(["name"], asked)
    return projects.filter(conditions).order_by(query["ordering"], "pk")


def _opened_to(project: Project, given: Given) -> list[int]:
    """The partners it was opened to; one partner is not told of another."""
    ids = list(project.opened_to.order_by("pk").values_list("pk", flat=True))
    return [pk for pk in ids if pk == given.by.department_id] if given.by.is_partner else ids
