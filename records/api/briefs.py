"""The API of contact-centre briefs."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
