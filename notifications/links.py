"""Links that work outside the pages: absolute, to the line, the launch, or the inbox."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from projects.models import Item, Project


def url_of(project: Project | None, item: Item | None) -> str:
    """Where to go for it: the line, the launch, or the inbox."""
    if project is None:
        return absolute(reverse("notifications:inbox"))
    if item is None:
        return absolute(reverse("projects:project-detail", args=[project.pk]))
    return item_url(project.pk, item.pk)


def absolute(path: str) -> str:
    return f"{settings.BASE_URL}{path}"


def item_url(project_id: int, item_id: int) -> str:
    return absolute(reverse("projects:item-detail", args=[project_id, item_id]))
