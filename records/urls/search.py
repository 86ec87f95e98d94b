"""Addresses of the search."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..views import search

urlpatterns: list[URLPattern] = [
    path("search/", search.search_page, name="search"),
]
