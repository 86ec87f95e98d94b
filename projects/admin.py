"""Looking up launches and their lines. Nothing changes here: work is done on the pages, on record."""

from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from accounts.administration import ReadOnlyAdmin
from accounts.models import User

from .access import visible_items, visible_projects
from .models import Item, Project


@admin.register(Project)
class ProjectAdmin(ReadOnlyAdmin[Project]):
    list_display = ("name", "launch_type", "launch_on", "planner", "notice_given", "notice_owed", "finished_at")
    list_filter = ("launch_type", "planner")
    list_select_related = ("launch_type", "planner")
    search_fields = ("name",)
    date_hierarchy = "launch_on"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Project]:
        # A confidential launch stays with the people named for it.
        return visible_projects(_reader(request)).order_by("-launch_on")


@admin.register(Item)
class ItemAdmin(ReadOnlyAdmin[Item]):
    list_display = ("title", "project", "department", "owner", "due_on", "status", "is_blocker")
    list_filter = ("status", "department", "is_blocker")
    list_select_related = ("project", "department", "owner")
    search_fields = ("title", "project__name")
    date_hierarchy = "due_on"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Item]:
        return visible_items(_reader(request)).order_by("-due_on")


def _reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 — the admin site lets nobody else in
    return request.user
