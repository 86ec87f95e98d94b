"""Whose notifications and messages a person may see: their own in the inbox, and of others as far as they answer for
them. What a message is about is a second question (`seen`): a launch that is hidden stays hidden in every message."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.access import Action, Reach, reach
from accounts.models import User
from projects.access import visible_items, visible_projects

from .models import Message, MessageLine, Notification, NotificationQuerySet

MOST_COUNTED = 999  # so that the number in the rail costs the same after a bad night


def inbox_of(user: User) -> NotificationQuerySet:
    """What this person was told and may still see: a launch they lost sight of takes its notices along."""
    return Notification.objects.filter(seen(user), recipient=user)


def unread_count(user: User) -> int:
    return inbox_of(user).unread().order_by().count()


def tellings_of(user: User) -> NotificationQuerySet:
    """What people and shared channels were told, as far as `user` may see deliveries and what it is about."""
    return Notification.objects.filter(_reaching(user, Action.SEE_DELIVERIES), seen(user))


def messages_of(user: User, action: Action = Action.SEE_DELIVERIES) -> QuerySet[Message]:
    """The messages this person may look up, or do `action` to. What one says may still be hidden: see `with_sight`."""
    return Message.objects.filter(_reaching(user, action))


def with_sight(messages: QuerySet[Message], user: User) -> QuerySet[Message]:
    """Annotate `is_hidden`: it speaks of something that `user` may not know of, so its subject is not for them."""
    unseen = MessageLine.objects.filter(~seen(user, "notification__"), message=OuterRef("pk"))
    return messages.annotate(is_hidden=Exists(unseen))


def failed_messages(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Given up, and nobody has dealt with it yet. A test message tells nobody anything, so it is not among them."""
    given_up = Q(state__in=[Message.State.FAILED, Message.State.EXPIRED], settled_at__isnull=True)
    return messages.filter(given_up).exclude(kind=Message.Kind.TEST)


def failed_count(user: User) -> int:
    """How many failed messages wait for this person to deal with them; at most MOST_COUNTED."""
    if reach(user, Action.REPLAY) == Reach.NONE:
        return 0
    return failed_messages(messages_of(user, Action.REPLAY)).order_by()[:MOST_COUNTED].count()


def seen(user: User, notification: str = "") -> Q:
    """The condition on a notification that its launch and its line are in sight of `user`.

    `notification` is the way to it from the model that is asked, such as "notification__".
    """
    launch, line = f"{notification}project", f"{notification}item"
    return (Q((f"{launch}__isnull", True)) | Q((f"{launch}__in", visible_projects(user)))) & (
        Q((f"{line}__isnull", True)) | Q((f"{line}__in", visible_items(user)))
    )


def _reaching(user: User, action: Action) -> Q:
    """The condition on a message or a notification: each is for a person or for a shared channel."""
    match reach(user, action):
        case Reach.ALL:
            return Q()
        case Reach.DEPARTMENT if user.department_id:
            shared = Q(recipient__isnull=True, destination__department=user.department_id)
            return Q(recipient__department=user.department_id) | Q(recipient=user) | shared
        case Reach.NONE:
            return Q(pk__in=[])
        case _:
            return Q(recipient=user)
