"""New versions of a template in running launches, and answers that change: previews, and what is taken of them."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation
from checklists.compare import FieldChange

from ..access import visible_projects
from ..serializers.launches import ProjectStateOutput
from ..serializers.sync import (
    AnswersInput,
    ChangeAnswersInput,
    ComparedLaunchOutput,
    SyncInput,
    SyncOutput,
    SyncPreviewOutput,
)
from ..services.answers import change_answers, preview_answers
from ..services.sync import Choice, Outcome, newest_version, sync_preview, sync_projects
from ..sync_words import ShownLaunch, ShownLine, shown
from ..syncing import What
from .rows import project_state

LINE = ("key", "what", "why", "title", "section", "department", "owner", "is_blocker", "due_on")


class TemplateSync(Endpoint):
    sees = Action.SEE_LAUNCH

    @operation(SyncPreviewOutput)
    def get(self, given: Given, template_id: int) -> dict[str, Any]:
        """What the newest version would change in each running launch on an older one. Nothing is saved."""
        found = shown(sync_preview(template_id, by=given.by))
        version = newest_version(template_id)
        return {"number": version.number if version else None, "projects": [_launch(one) for one in found]}

    @operation(SyncOutput, takes=SyncInput, is_once=True, refusals=(412,))
    def post(self, given: Given, template_id: int) -> dict[str, Any]:
        """Bring launches to the newest version, each in a transaction of its own, with the lines that are named.

        Lines left out are not offered again; a launch left out is.
        """
        choices = {one["project_id"]: Choice(one["keys"], one["version"]) for one in given.values["projects"]}
        number, tell = given.values["number"], given.values["tell"]
        outcomes = sync_projects(template_id, choices, by=given.by, number=number, tell=tell)
        return {"results": [_outcome(outcome) for outcome in outcomes]}


class PreviewAnswers(Endpoint):
    sees = Action.SEE_LAUNCH

    @operation(ComparedLaunchOutput, takes=AnswersInput)
    def post(self, given: Given, project_id: int) -> dict[str, Any]:
        """What these answers would add, change and remove. Nothing is saved."""
        projects = visible_projects(given.by).select_related("template_version")
        project = get_object_or_404(projects, pk=project_id)
        [found] = shown([preview_answers(project, given.values["answers"], by=given.by)])
        return _launch(found)


class ChangeAnswers(Endpoint):
    sees = Action.SEE_LAUNCH

    @operation(ProjectStateOutput, takes=ChangeAnswersInput, is_versioned=True)
    def post(self, given: Given, project_id: int) -> dict[str, Any]:
        """Write the answers, and all that their preview shows."""
        return project_state(change_answers(project_id, by=given.by, version=given.version, **given.values))


def _launch(found: ShownLaunch) -> dict[str, Any]:
    project = found.found.project
    return {
        "project_id": project.pk,
        "name": project.name,
        "launch_on": project.launch_on,
        "version": project.version,
        "template_number": project.template_version.number,
        "lines": [_line(line) for line in (*found.offered, *found.kept)],
        "questions": found.found.questions,
    }


def _line(line: ShownLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in LINE} | {
        "item_id": line.item.pk if line.item else None,
        "changes": [_field(field) for field in line.fields],
        "kept": [_field(field) for field in line.kept],
    }


def _field(field: FieldChange) -> dict[str, Any]:
    return {"name": field.name, "title": field.label, "before": field.before, "after": field.after}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    refusal = outcome.refusal
    counts = {what.value: outcome.counts.get(what.value, 0) for what in What if what != What.KEPT}
    return {
        "project_id": outcome.project.pk,
        "refusal": {"code": refusal.code, "message": refusal.message} if refusal else None,
        **counts,
    }
