"""Launch types and templates, for administrators. What is in a template is edited on its own pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.administration import ReadOnlyAdmin, ServiceAdmin

from .models import LaunchType, Template
from .services import templates


@admin.register(LaunchType)
class LaunchTypeAdmin(ServiceAdmin[LaunchType]):
    list_display = ("name", "slug", "notice_days")

    def target_of(self, obj: LaunchType | None) -> str:
        return f"launch_type:{obj.pk}" if obj else ""

    def store(self, request: HttpRequest, obj: LaunchType, form: Any, *, is_new: bool) -> None:
        templates.save_launch_type(obj, by=self.administrator(request))


@admin.register(Template)
class TemplateAdmin(ReadOnlyAdmin[Template]):
    list_display = ("name", "launch_type", "slug", "is_archived")
    list_select_related = ("launch_type",)
