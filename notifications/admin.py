"""Looking up what was sent and why. Nothing can be changed here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from .models import DeliveryAttempt, Message, MessageLine, Notification


class ReadOnly:
    """For admins and inlines alike: what was told is a record."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AttemptInline(ReadOnly, admin.TabularInline[DeliveryAttempt, Message]):
    model = DeliveryAttempt


class LineInline(ReadOnly, admin.TabularInline[MessageLine, Message]):
    model = MessageLine


@admin.register(Message)
class MessageAdmin(ReadOnly, admin.ModelAdmin[Message]):
    list_display = ("reference", "recipient", "kind", "state", "due_at", "accepted_at", "attempts", "may_repeat")
    list_filter = ("state", "kind", "channel", "may_repeat")
    search_fields = ("recipient__email", "recipient__name", "uuid")
    exclude = ("subject",)  # it may name a launch that is confidential
    list_select_related = ("recipient",)
    date_hierarchy = "due_at"
    inlines = (LineInline, AttemptInline)


@admin.register(Notification)
class NotificationAdmin(ReadOnly, admin.ModelAdmin[Notification]):
    list_display = ("created_at", "recipient", "kind", "topic", "project", "item", "state", "closed_reason", "read_at")
    list_filter = ("kind", "topic", "state")
    search_fields = ("recipient__email", "recipient__name", "dedupe_key")
    list_select_related = ("recipient", "project", "item")
    date_hierarchy = "created_at"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Notification]:
        # Titles of confidential launches stay with those who may see them.
        return super().get_queryset(request).exclude(project__is_confidential=True)
