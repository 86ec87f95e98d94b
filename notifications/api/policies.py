"""Ladders over the API: of a template, of a launch, and what a department adds."""

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
from projects.access import visible_projects
from projects.models import Project

from ..ladder.words import in_json, offset_of
from ..places import Place, place_of, require_editor, source_of
from ..serializers.policies import (
    PlacePreviewInput,
    PolicyInput,
    PolicyOutput,
    PolicyPreviewOutput,
    PreviewInput,
    steps_in,
)
from ..services.foresight import follows, preview
from ..services.policies import check_policy, remove_policy, save_policy
from ..services.standing import standing_at, version_at


class Ladder(Endpoint):
    sees = Action.SEE_TEMPLATE

    @operation(PolicyOutput, is_tagged=True)
    def get(self, given: Given, **named: int) -> dict[str, Any]:
        """The steps that stand here and where they were written; of a department what it adds to every ladder."""
        return _ladder(place_of(given.by, **named))

    @operation(PolicyOutput, takes=PolicyInput, is_versioned=True)
    def put(self, given: Given, **named: int) -> dict[str, Any]:
        """Write the ladder of this place. A lead writes what their own department adds."""
        place = place_of(given.by, **named)
        steps = steps_in(given.values["steps"])
        save_policy(given.by, steps=steps, pause_days=given.values["pause_days"], version=given.version, **_id(place))
        return _ladder(place)

    @operation(PolicyOutput, is_versioned=True)
    def delete(self, given: Given, **named: int) -> dict[str, Any]:
        """Back to the ladder below; answers with it."""
        place = place_of(given.by, **named)
        remove_policy(given.by, version=given.version, **_id(place))
        return _ladder(place)


class LaunchPreview(Endpoint):
    sees = Action.SEE_TEMPLATE

    @operation(PolicyPreviewOutput, takes=PreviewInput)
    def post(self, given: Given, project_id: int) -> dict[str, Any]:
        """Who would be told what, and when, beside the ladder in force. Nothing is saved."""
        return _preview(given, place_of(given.by, project_id=project_id), project_id)


class PlacePreview(Endpoint):
    sees = Action.SEE_TEMPLATE

    @operation(PolicyPreviewOutput, takes=PlacePreviewInput)
    def post(self, given: Given, **named: int) -> dict[str, Any]:
        """The same for a ladder above a launch: what the launch of `project_id` would get. Nothing is saved."""
        return _preview(given, place_of(given.by, **named), given.values["project_id"])


def _preview(given: Given, place: Place, project_id: int) -> dict[str, Any]:
    require_editor(given.by, place)
    project: Project = get_object_or_404(visible_projects(given.by).select_related("template_version"), pk=project_id)
    if not project.is_running:
        raise Refusal("launch_ended", _("This launch has ended and can only be read."))
    steps = given.values.get("steps")
    proposed = None if steps is None else steps_in(steps)
    if proposed is not None:
        check_policy(place, proposed)
    found = preview(place, project, timezone.now(), proposed)
    return {
        "project_id": project.pk,
        "first_on": found.today,
        "last_on": found.until,
        "follows": follows(place, project),
        "added": found.added,
        "removed": found.removed,
        "days": [
            {
                "day": one.day,
                "who": one.who,
                "is_channel": one.is_channel,
                "offset": offset_of(one.step),
                "urgency": one.urgency,
                "item_ids": [item.pk for item in one.lines],
                "change": one.mark,
            }
            for one in found.tellings
        ],
        "totals": [asdict(total) for total in found.totals],
    }


def _ladder(place: Place) -> dict[str, Any]:
    standing = standing_at(place)
    return {
        "source": standing.source,
        "steps": [in_json(step) for step in sorted(standing.steps, key=lambda step: step.offset)],
        "pause_days": standing.pause_days,
        "version": version_at(place),
    }


def _id(place: Place) -> dict[str, int]:
    return {f"{source_of(place)}_id": place.pk}
