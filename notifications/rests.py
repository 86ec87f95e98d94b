"""Ladders that rest: somebody acknowledged a reminder, so its line is left alone for a while."""

from __future__ import annotations

from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from projects.models import Item

from .models import LadderPause, Notification, NotificationQuerySet


def with_rest(told: NotificationQuerySet) -> NotificationQuerySet:
    """Annotate `paused_until`: the first day on which the line of a reminder its reader acknowledged may come again."""
    about = {"item": OuterRef("item_id"), "due_on": OuterRef("due_on"), "by": OuterRef("recipient_id")}
    rest = LadderPause.objects.filter(**about).values("until")
    return told.annotate(paused_until=Subquery(rest[:1]))


def read_rest(notification: Notification) -> date | None:
    """What `with_rest` annotated."""
    paused_until: date | None = vars(notification)["paused_until"]
    return paused_until


def rest_of(notification: Notification) -> date | None:
    """The same for one, asked of the database."""
    if notification.due_on is None:
        return None
    rests = LadderPause.objects.filter(item=notification.item_id, due_on=notification.due_on)
    return rests.filter(by=notification.recipient_id).values_list("until", flat=True).first()


def resting(item: Item, today: date) -> QuerySet[LadderPause]:
    """Who acknowledged this line so that its ladder stands still today, the longest rest first."""
    rests = LadderPause.objects.filter(item=item, due_on=item.due_on, until__gt=today)
    return rests.select_related("by").order_by("-until", "-at")
