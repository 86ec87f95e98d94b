"""The API of calendar links, for people who are signed in: no token makes one."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import URLPattern, path

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation

from ..feeds import feed_name
from ..models import FeedLink
from ..serializers.feeds import FeedInput, FeedOutput, FeedsOutput, MadeFeedOutput
from ..services.feeds import make_feed, own_links, revoke_feed
from ..views.feeds import feed_address

FIELDS = ("id", "kind", "department_id", "project_id", "created_at", "last_used_at", "revoked_at")


class Feeds(Endpoint):
    """The caller's own calendar links that still work."""

    sees = Action.MAKE_FEED

    @operation(FeedsOutput)
    def get(self, given: Given) -> dict[str, Any]:
        return {"results": [_row(link) for link in own_links(given.by)]}

    @operation(MadeFeedOutput, status=201, takes=FeedInput, is_once=True, unkept=("address",))
    def post(self, given: Given) -> dict[str, Any]:
        """Make a link. Its address is in this answer and nowhere else."""
        link, token = make_feed(by=given.by, **given.values)
        return _row(link) | {"address": feed_address(token)}


class RevokeFeed(Endpoint):
    sees = Action.MAKE_FEED

    @operation(FeedOutput)
    def post(self, given: Given, feed_id: int) -> dict[str, Any]:
        """End one's own link at once."""
        try:
            return _row(revoke_feed(feed_id, by=given.by))
        except FeedLink.DoesNotExist as error:
            raise Http404 from error


def _row(link: FeedLink) -> dict[str, Any]:
    return {name: getattr(link, name) for name in FIELDS} | {"name": feed_name(link)}


urlpatterns: list[URLPattern] = [
    path("feeds/", Feeds.as_view()),
    path("feeds/<int:feed_id>/revoke/", RevokeFeed.as_view()),
]
