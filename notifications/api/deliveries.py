"""What was sent, and who was told of a launch, over the API. Sending again and settling take a person, no token."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from accounts.access import Action
from accounts.models import User
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation
from accounts.rest.pages import page, page_of
from projects.access import visible_projects

from ..access import messages_of, tellings_of
from ..deliveries import delivery, for_rows, matching
from ..models import Message, MessageLine, Notification
from ..serializers.deliveries import (
    DeliveriesQuery,
    DeliveryDetailOutput,
    DeliveryOutput,
    SettleInput,
    ToldOutput,
    ToldQuery,
)
from ..services.replay import replay_message, settle_message
from ..told import loaded, telling

FIELDS = (
    *("id", "reference", "kind", "channel", "state", "recipient_id", "destination_id", "due_at", "accepted_at"),
    *("next_try_at", "attempts", "may_repeat", "settled_at", "fallback_of_id"),
)


class Deliveries(Endpoint):
    """Messages within the caller's reach, the latest first."""

    sees = Action.SEE_DELIVERIES

    @operation(page_of(DeliveryOutput), query=DeliveriesQuery)
    def get(self, given: Given) -> dict[str, Any]:
        found = matching(messages_of(given.by), given.query, given.by)
        return page(for_rows(found, given.by), given.query, _row)


class DeliveryDetail(Endpoint):
    """A message with its lines and every try to hand it over."""

    sees = Action.SEE_DELIVERIES

    @operation(DeliveryDetailOutput)
    def get(self, given: Given, message_id: int) -> dict[str, Any]:
        found: Any = _message(message_id, given.by)
        lines = [] if found.is_hidden else found.shown
        return _row(found) | {
            "lines": [_line(line, shown.title) for line, shown in zip(lines, delivery(found).lines, strict=True)],
            "tries": [
                {name: getattr(attempt, name) for name in ("number", "started_at", "finished_at", "outcome", "answer")}
                for attempt in found.tries.all()
            ],
        }


class Replay(Endpoint):
    sees = Action.SEE_DELIVERIES

    @operation(DeliveryOutput)
    def post(self, given: Given, message_id: int) -> dict[str, Any]:
        """Send a failed or expired message again."""
        return _row(_message(replay_message(message_id, by=given.by).pk, given.by))


class Settle(Endpoint):
    sees = Action.SEE_DELIVERIES

    @operation(DeliveryOutput, takes=SettleInput)
    def post(self, given: Given, message_id: int) -> dict[str, Any]:
        """Note that a failed message was dealt with another way. A second time changes nothing."""
        settled = settle_message(message_id, by=given.by, reason=given.values["reason"])
        return _row(_message(settled.pk, given.by))


class LaunchTold(Endpoint):
    """Who was told what of a launch, as far as the caller may see deliveries; the latest first."""

    sees = Action.SEE_DELIVERIES

    @operation(page_of(ToldOutput), query=ToldQuery)
    def get(self, given: Given, project_id: int) -> dict[str, Any]:
        project = get_object_or_404(visible_projects(given.by), pk=project_id)
        told = tellings_of(given.by).filter(project=project)
        for name in ("recipient", "item"):
            if name in given.query:
                told = told.filter(**{name: given.query[name]})
        return page(loaded(told), given.query, _told)


def _message(message_id: int, by: User) -> Message:
    return get_object_or_404(for_rows(messages_of(by), by, lines=None), pk=message_id)


def _row(message: Message) -> dict[str, Any]:
    shown, counted = delivery(message), vars(message)
    return {name: getattr(message, name) for name in FIELDS} | {
        "to": shown.who,
        "subject": shown.subject,
        "is_hidden": shown.is_hidden,
        "answer": shown.answer,
        "line_count": None if shown.is_hidden else counted["line_count"] or 0,
    }


def _line(line: MessageLine, title: str) -> dict[str, Any]:
    return {
        "notification_id": line.notification_id,
        "title": title,
        "project_id": line.notification.project_id,
        "item_id": line.notification.item_id,
        "left_out": line.dropped_reason,
    }


def _told(notification: Notification) -> dict[str, Any]:
    names = ("id", "recipient_id", "destination_id", "instead_of_id", "kind", "topic", "item_id", "state")
    return {name: getattr(notification, name) for name in (*names, "acknowledged_at")} | {
        "at": notification.created_at,
        "to": telling(notification).who,
        "ways": [
            {
                "message_id": line.message_id,
                "reference": line.message.reference,
                "channel": line.message.channel,
                "state": line.message.state,
                "attempts": line.message.attempts,
                "left_out": line.dropped_reason,
            }
            for line in notification.lines.all()
        ],
    }
