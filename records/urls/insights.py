"""Addresses of the figures."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..views import insights

urlpatterns: list[URLPattern] = [path("insights/", insights.insights, name="insights")]
