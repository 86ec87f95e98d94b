"""What is found for a page of launches; how every page answers stands in `accounts.pages`."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Subquery
from django.shortcuts import get_object_or_404

from accounts.models import User
from accounts.pages import STALE, UNPROCESSABLE, PageRequest, signed_in, status_of, wants_fragment, went_through
from checklists.models import Question, TemplateVersion
from projects.access import visible_items, visible_projects
from projects.models import Item, Project

__all__ = [
    "STALE",
    "UNPROCESSABLE",
    "PageRequest",
    "item_or_404",
    "project_or_404",
    "signed_in",
    "status_of",
    "wants_fragment",
    "went_through",
]


def project_or_404(user: User, project_id: int) -> Project:
    """With `newest_number`, the newest version of its template, and `has_questions`, for the head of its pages."""
    of_template = {"template": OuterRef("template_version__template")}
    newest = TemplateVersion.objects.published().filter(**of_template).order_by("-number").values("number")[:1]
    questions = Question.objects.filter(version=OuterRef("template_version"))
    projects = visible_projects(user).select_related("launch_type", "planner", "template_version")
    annotated = projects.annotate(newest_number=Subquery(newest), has_questions=Exists(questions))
    return get_object_or_404(annotated, pk=project_id)


def item_or_404(user: User, project_id: int, item_id: int) -> Item:
    items = visible_items(user).select_related("project", "department", "owner", "section")
    return get_object_or_404(items, pk=item_id, project=project_id)
