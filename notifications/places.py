"""Where a ladder can be written: at a template, at a launch, at a department. Who sees one sees its ladder."""

from __future__ import annotations

from typing import Literal

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import Action, allows, require
from accounts.models import Department, User
from checklists.access import may_see, visible_templates
from checklists.models import Template
from projects.access import visible_projects
from projects.models import Project

Place = Template | Project | Department
Source = Literal["default", "template", "project", "department"]


def source_of(place: Place) -> Source:
    match place:
        case Template():
            return "template"
        case Project():
            return "project"
        case Department():
            return "department"


def place_of(user: User, **named: int) -> Place:
    """The template, launch or department of an address. 404 when it is not visible; partners see no ladders."""
    if "project_id" in named:
        launches = visible_projects(user).select_related("launch_type", "planner", "template_version__template")
        project = get_object_or_404(launches, pk=named["project_id"])
        if not may_see(user):
            raise PermissionDenied
        return project
    if not may_see(user):
        raise Http404
    if "template_id" in named:
        return get_object_or_404(visible_templates(user).select_related("launch_type"), pk=named["template_id"])
    return get_object_or_404(Department, pk=named["department_id"])


def may_edit(user: User, place: Place) -> bool:
    """A lead writes only what their own department adds."""
    return allows(user, Action.EDIT_POLICY, department_id=_department_id(place))


def require_editor(user: User, place: Place) -> None:
    """Raise Forbidden, in a sentence, unless `may_edit`."""
    require(user, Action.EDIT_POLICY, department_id=_department_id(place))


def _department_id(place: Place) -> int | None:
    return place.pk if isinstance(place, Department) else None


def is_open(place: Place) -> bool:
    """A launch that has ended keeps its ladder as it was."""
    return not isinstance(place, Project) or place.is_running
