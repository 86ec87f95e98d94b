"""When a message cannot be handed over it is tried on another channel, and the planners see it at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop

from accounts.models import User

from ..ladder import Urgency
from ..models import Channel, Destination, Message, MessageLine, Notification, Preference
from . import channel_events

DISABLED = gettext_noop("the channel was switched off")
OVER = (Message.State.FAILED, Message.State.EXPIRED, Message.State.CANCELLED)


def give_up(message_ids: Collection[int], now: datetime) -> None:
    """Deal with messages that failed or expired: fall back where there is another way, and tell the planners."""
    if not message_ids:
        return
    messages = list(
        Message.objects.filter(pk__in=message_ids)
        .exclude(kind=Message.Kind.TEST)
        .select_related("recipient", "destination")
    )
    for message in messages:
        _fall_back(message, now)
    _tell_planners(messages, now)


def _fall_back(message: Message, now: datetime, *, only_chosen: bool = False) -> None:
    """Send what still holds another way, once, unless it goes one already; a line takes each channel at most once."""
    if message.recipient is None or not message.recipient.is_active:
        return
    elsewhere = MessageLine.objects.filter(notification=OuterRef("notification"), dropped_reason="")
    elsewhere = elsewhere.exclude(message=message).exclude(message__state__in=OVER)
    holding = message.lines.filter(~Exists(elsewhere), dropped_reason="")
    lines = list(holding.select_related("notification"))
    for destination in _other_ways(message, message.recipient, only_chosen=only_chosen):
        known = set(
            MessageLine.objects.filter(
                notification__in=[line.notification_id for line in lines], destination=destination
            ).values_list("notification_id", flat=True)
        )
        left = [line for line in lines if line.notification_id not in known]
        if left:
            made = Message.objects.create(
                recipient=message.recipient,
                destination=destination,
                channel=destination.channel if destination else Channel.EMAIL,
                kind=message.kind,
                window=f"fallback:{message.pk}",
                due_at=now,
                fallback_of=message,
            )
            MessageLine.objects.bulk_create(
                [MessageLine(message=made, notification=line.notification, destination=destination) for line in left]
            )
            return


def _other_ways(message: Message, person: User, *, only_chosen: bool) -> list[Destination | None]:
    """E-mail first (None), then the person's own channels.

    What failed also goes by mail that they switched off: better a mail too many than a promise broken in silence.
    """
    is_by_email = not (only_chosen and Preference.objects.filter(user=person, by_email=False).exists())
    ways: list[Destination | None] = [
        *([None] if is_by_email else []),
        *Destination.objects.active().filter(user=person),
    ]
    return [way for way in ways if (way.pk if way else None) != message.destination_id]


def _tell_planners(failed: Iterable[Message], now: datetime) -> None:
    """Every planner but the addressee, once per message; not of what only told of failures, or it would never end."""
    planners = list(User.objects.planners())
    about = Message.objects.filter(
        pk__in=[message.pk for message in failed], lines__notification__project__isnull=False
    )
    messages = list(about.distinct().select_related("recipient", "destination"))
    rows = [
        _row(planner, "delivery_failed", f"failed:{message.pk}", now, {
            "person": message.recipient.name if message.recipient else "",
            "channel": message.destination.name if message.destination else "",
            "reference": message.reference,
            "message": message.pk,
            "answer": message.answer,
        })
        for message in messages
        for planner in planners
        if planner.pk != message.recipient_id
    ]  # fmt: skip
    Notification.objects.bulk_create(rows, ignore_conflicts=True)


def stop_using(destination: Destination, reason: str, now: datetime) -> None:
    """Disable an address that says it is gone, pass on what waits for it, and tell those who can put it right."""
    changed = Destination.objects.filter(pk=destination.pk, disabled_at=None).update(
        disabled_at=now, disabled_reason=reason[:300]
    )
    if not changed:
        return
    channel_events.record(channel_events.DISABLED, destination, None, reason=reason[:300])
    rows = [
        _row(person, "channel_gone", f"gone:{destination.pk}:{now.isoformat()}", now, {
            "channel": destination.name, "destination": destination.pk, "answer": reason[:200],
        })
        for person in _answerable(destination)
    ]  # fmt: skip
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    _abandon(destination, now)


def abandon_switched_off(now: datetime) -> None:
    """Whatever waits for an address that was switched off meanwhile would wait for ever: nobody claims it."""
    off = Destination.objects.exclude(disabled_at=None).select_related("project")
    for destination in off.filter(messages__state=Message.State.DUE).distinct():
        if channel_events.is_switched_off_by_hand(destination):
            _withdraw(destination, now)
        else:
            _abandon(destination, now)


def _abandon(destination: Destination, now: datetime) -> None:
    """Fail what still waits for an address that is gone, so that it goes another way and the planners know."""
    ids = [message.pk for message in _waiting(destination)]
    Message.objects.filter(pk__in=ids).update(state=Message.State.FAILED, answer=DISABLED, next_try_at=None)
    give_up(ids, now)


def _withdraw(destination: Destination, now: datetime) -> None:
    """Cancel what still waits for an address that somebody no longer wants: that is no failure to tell planners of."""
    waiting = _waiting(destination)
    for message in waiting:
        _fall_back(message, now, only_chosen=True)
    ids = [message.pk for message in waiting]
    Message.objects.filter(pk__in=ids).update(state=Message.State.CANCELLED, answer=DISABLED, next_try_at=None)
    MessageLine.objects.filter(message__in=ids, dropped_reason="").update(dropped_reason="channel_off")


def _waiting(destination: Destination) -> list[Message]:
    waiting = Message.objects.filter(destination=destination, state=Message.State.DUE).select_related("recipient")
    return list(waiting.select_for_update(of=("self",)))


def _answerable(destination: Destination) -> list[User]:
    """Who looks after a channel: the person, the leads of the department, the launch's planner; else who made it."""
    if destination.user is not None:
        return [destination.user]
    if destination.department_id is not None:
        leads = list(User.objects.leads_of(destination.department_id))
        return leads or [destination.created_by]
    return [destination.project.planner] if destination.project else [destination.created_by]


def _row(person: User, topic: str, key: str, now: datetime, data: dict[str, Any]) -> Notification:
    return Notification(
        recipient=person,
        kind=Notification.Kind.NOTICE,
        urgency=Urgency.AT_ONCE,
        topic=topic,
        dedupe_key=f"{key}:{person.pk}",
        data=data,
        created_at=now,
    )
