"""The caller's own inbox over the API."""

from __future__ import annotations

from typing import Any

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation
from accounts.rest.pages import page, page_of

from ..access import inbox_of
from ..models import Notification
from ..rests import rest_of, with_rest
from ..serializers.inbox import InboxQuery, NotificationOutput
from ..services import acknowledge_notification, mark_read

FIELDS = (
    *("id", "kind", "urgency", "topic", "state", "project_id", "item_id", "thing_kind", "thing_id", "due_on"),
    *("created_at", "read_at", "acknowledged_at"),
)


class Inbox(Endpoint):
    """What the caller was told, newest first."""

    sees = Action.SEE_LAUNCH

    @operation(page_of(NotificationOutput), query=InboxQuery)
    def get(self, given: Given) -> dict[str, Any]:
        rows = inbox_of(given.by)
        if "unread" in given.query:
            rows = rows.filter(read_at__isnull=given.query["unread"])
        if "kind" in given.query:
            rows = rows.filter(kind=given.query["kind"])
        return page(with_rest(rows).values(*FIELDS, "paused_until"), given.query)


class Acknowledge(Endpoint):
    sees = Action.SEE_LAUNCH

    @operation(NotificationOutput)
    def post(self, given: Given, notification_id: int) -> dict[str, Any]:
        """Confirm that it was received. A second time changes nothing.

        A reminder's ladder then rests until `paused_until`, when it comes again: acknowledged is not done.
        """
        return _told(acknowledge_notification(notification_id, by=given.by))


class Read(Endpoint):
    sees = Action.ACKNOWLEDGE

    @operation(NotificationOutput)
    def post(self, given: Given, notification_id: int) -> dict[str, Any]:
        """Note that it was read. A second time changes nothing."""
        return _told(mark_read(notification_id, by=given.by))


def _told(notification: Notification) -> dict[str, Any]:
    return {name: getattr(notification, name) for name in FIELDS} | {"paused_until": rest_of(notification)}
