"""The API of display links, for people who are signed in: no token makes one."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation

from ..access import visible_displays
from ..models import DisplayLink
from ..serializers.displays import DisplayInput, DisplayOutput, DisplaysOutput, MadeDisplayOutput
from ..services.displays import make_display, revoke_display
from ..views.displays import display_address

FIELDS = ("id", "name", "department_id", "made_at", "last_used_at", "revoked_at")


class Displays(Endpoint):
    """The links of the screens that the caller runs, as long as they work."""

    sees = Action.RUN_DISPLAYS

    @operation(DisplaysOutput)
    def get(self, given: Given) -> dict[str, Any]:
        return {"results": [_row(link) for link in visible_displays(given.by).filter(revoked_at__isnull=True)]}

    @operation(MadeDisplayOutput, status=201, takes=DisplayInput, is_once=True, unkept=("address",))
    def post(self, given: Given) -> dict[str, Any]:
        """Make a link. Its address is in this answer and nowhere else."""
        link, token = make_display(by=given.by, **given.values)
        return _row(link) | {"address": display_address(token)}


class RevokeDisplay(Endpoint):
    sees = Action.RUN_DISPLAYS

    @operation(DisplayOutput)
    def post(self, given: Given, display_id: int) -> dict[str, Any]:
        """End a link at once."""
        try:
            return _row(revoke_display(display_id, by=given.by))
        except DisplayLink.DoesNotExist as error:
            raise Http404 from error


def _row(link: DisplayLink) -> dict[str, Any]:
    return {name: getattr(link, name) for name in FIELDS}
