"""Addresses of records and of a launch's records page."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
