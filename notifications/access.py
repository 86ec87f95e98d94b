"""Whose notifications and messages a person may see, and whose settings of how they are told they may change.

Their own in the inbox, and of others as far as they answer for them. What a message is about is a second question
(`seen`): a launch that is hidden stays hidden in every message. Tokens change no settings (`accounts.access`).
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from accounts.access import Action, Reach, reach
from accounts.models import PARTNER_ROLES, Role, User, UserQuerySet
from projects.access import visible_items, visible_projects

from .models import Absence, Destination, Message, MessageLine, Mute, Notification, NotificationQuerySet, OutboundHold
from .models.destinations import DestinationQuerySet

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


def hold_shown_to(user: User) -> OutboundHold | None:
    """The hold on everything that goes out, for who sees all deliveries and so would wonder why none arrives."""
    if reach(user, Action.SEE_DELIVERIES) != Reach.ALL:
        return None
    return OutboundHold.objects.open().first()


def seen(user: User, notification: str = "") -> Q:
    """The condition on a notification that its launch and its line are in sight of `user`.

    `notification` is the way to it from the model that is asked, such as "notification__".
    """
    launch, line = f"{notification}project", f"{notification}item"
    return (Q((f"{launch}__isnull", True)) | Q((f"{launch}__in", visible_projects(user)))) & (
        Q((f"{line}__isnull", True)) | Q((f"{line}__in", visible_items(user)))
    )


def may_set_absence_of(user: User) -> UserQuerySet:
    """The active people whose absences `user` may enter: their own, their department's as its lead, or everybody's."""
    people: UserQuerySet = User.objects.get_queryset().active()
    match reach(user, Action.SET_ABSENCE):
        case Reach.ALL:
            return people
        case Reach.DEPARTMENT:
            return people.filter(department=user.department_id)
        case Reach.OWN:
            return people.filter(pk=user.pk)
        case _:
            return people.none()


def possible_substitutes(person: User) -> UserQuerySet:
    """Who sees at least what `person` sees: colleagues inside the company; of a partner, the leads of the same one."""
    others: UserQuerySet = User.objects.get_queryset().active().exclude(pk=person.pk)
    if person.is_partner:
        return others.filter(role=Role.PARTNER_LEAD, department=person.department_id)
    return others.exclude(role__in=PARTNER_ROLES)


def absence_of(person: User, now: datetime) -> Absence | None:
    """The absence that `person` is in, by their own date."""
    today = now.astimezone(ZoneInfo(person.time_zone)).date()
    away = Absence.objects.filter(user=person, first_on__lte=today, last_on__gte=today)
    return away.select_related("substitute").first()


def muted_launches(user: User) -> frozenset[int]:
    """Ids of the launches of which this person wants less."""
    return frozenset(Mute.objects.filter(user=user).values_list("project_id", flat=True))


def managed_destinations(user: User) -> DestinationQuerySet:
    """The channels this person may set: their own, a department's, those of launches they run. Never by a token."""
    if reach(user, Action.SET_PREFERENCES) == Reach.NONE:
        return Destination.objects.none()
    mine = Q(user=user)
    match reach(user, Action.SET_CHANNELS):
        case Reach.ALL:
            mine |= Q(department__isnull=False)
        case Reach.DEPARTMENT:
            mine |= Q(department=user.department_id)
    if reach(user, Action.RUN_LAUNCH) == Reach.ALL:
        mine |= Q(project__in=visible_projects(user))
    return Destination.objects.filter(mine)


def test_messages(user: User) -> QuerySet[Message]:
    """The test messages whose fate this person may follow: to themselves and to channels they may set."""
    theirs = Q(recipient=user) | Q(destination__in=managed_destinations(user))
    return Message.objects.filter(theirs, kind=Message.Kind.TEST).select_related("destination")


def current_absences(user: User, now: datetime) -> QuerySet[Absence]:
    """The absences that `user` may set and those in which they stand in, as far as they are not over.

    `is_mine_to_set` tells them apart.
    """
    is_mine = Q(user__in=may_set_absence_of(user))
    running = Absence.objects.filter(last_on__gte=now.astimezone(ZoneInfo(user.time_zone)).date())
    found = running.filter(is_mine | Q(substitute=user)).annotate(
        is_mine_to_set=ExpressionWrapper(is_mine, BooleanField())
    )
    return found.select_related("user", "substitute")


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
