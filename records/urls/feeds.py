"""Addresses of calendar links and feeds."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..views import feeds

urlpatterns: list[URLPattern] = [
    path("feeds/", feeds.feed_list, name="feed-list"),
    path("feeds/make/", feeds.feed_make, name="feed-make"),
    path("feeds/<int:feed_id>/revoke/", feeds.feed_revoke, name="feed-revoke"),
    path("feeds/<str:token>.ics", feeds.feed, name="feed"),
]
