"""The API of surprises and of the reviews after a launch."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
