"""The address of what a person owes outside the checklists."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..views import owed

urlpatterns: list[URLPattern] = [path("owed/", owed.owed_list, name="owed-list")]
