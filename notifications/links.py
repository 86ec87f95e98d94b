"""Links to what a notification is about: to the line, the thing of `records`, the launch, or the inbox."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from projects.models import Item, Project

from .models import Notification

# The page of a thing of `records`, by its kind; a brief's goes by its launch.
_PAGES = {
    **dict.fromkeys(("receipt", "handover"), "handover-detail"),
    "position": "position-detail",
    **dict.fromkeys(("resolution", "question", "record"), "record-detail"),
    **dict.fromkeys(("request", "promise", "check"), "request-detail"),
    "surprise": "surprise-detail",
}


def thing_path(kind: str, page: int, project_id: int | None) -> str:
    """Where on this site something of `records` is; `page` is the id that its page goes by."""
    if kind == "brief" and project_id:
        return reverse("records:brief-detail", args=[project_id])
    return reverse(f"records:{_PAGES.get(kind, 'handover-detail')}", args=[page])


def thing_path_of(notification: Notification) -> str:
    kind = "brief" if notification.topic == "brief_published" else notification.thing_kind
    return thing_path(kind, notification.data["page"], notification.project_id)


def page_of(notification: Notification) -> str:
    """Absolute, so that it works outside the pages: the line, the thing, the launch, or the inbox."""
    if notification.thing_kind:
        return absolute(thing_path_of(notification))
    return url_of(notification.project, notification.item)


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
