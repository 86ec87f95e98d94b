"""The record of the company and of the templates. A launch's own is on its page, for those who may see the launch."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from .models import Event, Stream


@admin.register(Event)
class EventAdmin(admin.ModelAdmin[Event]):
    list_display = ("at", "stream", "seq", "actor_name", "verb", "target_name", "reason")
    list_filter = ("verb",)
    list_select_related = ("stream",)
    search_fields = ("actor_name", "target_name", "target")
    date_hierarchy = "at"
    ordering = ("-at", "-seq")
    actions = None

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Event]:
        return super().get_queryset(request).exclude(stream__kind=Stream.Kind.PROJECT)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
