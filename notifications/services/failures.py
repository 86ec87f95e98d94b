"""A message that could not be handed over is shown to the planners at once, in the app."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from accounts.models import User

from ..ladder import Urgency
from ..models import Message, Notification


def tell_of_failures(message_ids: Collection[int], now: datetime) -> int:
    """Tell every planner but the addressee, once per message; returns how many were told."""
    if not message_ids:
        return 0
    planners = list(User.objects.planners())
    messages = Message.objects.filter(pk__in=message_ids).select_related("recipient")
    rows = [
        Notification(
            recipient=planner,
            kind=Notification.Kind.NOTICE,
            urgency=Urgency.DIGEST,
            topic="delivery_failed",
            dedupe_key=f"failed:{message.pk}:{planner.pk}",
            data={"person": message.recipient.name, "reference": message.reference, "answer": message.answer},
            created_at=now,
        )
        for message in messages
        for planner in planners
        if planner.pk != message.recipient_id
    ]
    return len(Notification.objects.bulk_create(rows, ignore_conflicts=True))
