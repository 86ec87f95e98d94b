"""Whose notifications a person may see: their own in the inbox, and on a line those of the people they answer for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q

from accounts.access import Action, Reach, reach
from accounts.models import User
from projects.access import visible_items, visible_projects
from projects.models import Item

from .models import MessageLine, Notification, NotificationQuerySet
from .wording import Progress, progress, why_told


def inbox_of(user: User) -> NotificationQuerySet:
    """What this person was told and may still see: a launch they lost sight of takes its notices along."""
    lost_item = Q(item__isnull=False) & ~Q(item__in=visible_items(user))
    visible = Q(project__isnull=True) | Q(project__in=visible_projects(user))
    return Notification.objects.filter(visible, recipient=user).exclude(lost_item)


def unread_count(user: User) -> int:
    return inbox_of(user).unread().order_by().count()


@dataclass(frozen=True, slots=True)
class Told:
    """One line of "who was told": when, who, why in words, and how far it came."""

    at: datetime
    who: User
    why: str
    state: Progress


def told_about(item: Item, user: User) -> Sequence[Told]:
    """Who was told of a line that `user` sees, newest first, as far as `user` may see deliveries. Two queries."""
    told = Notification.objects.filter(
        Q(item=item) | Q(project=item.project_id, data__items__contains=[{"id": item.pk}])
    )
    match reach(user, Action.SEE_DELIVERIES):
        case Reach.ALL:
            pass
        case Reach.DEPARTMENT:
            told = told.filter(Q(recipient__department=user.department_id) | Q(recipient=user))
        case _:
            told = told.filter(recipient=user)
    lines = Prefetch("lines", MessageLine.objects.select_related("message"))
    found = told.select_related("recipient").prefetch_related(lines).order_by("-created_at", "-pk")
    return [Told(n.created_at, n.recipient, why_told(n), progress(n)) for n in found]
