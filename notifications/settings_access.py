"""How people are told: whose settings a person may see and change. Tokens never do; see `accounts.access`."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from accounts.access import Action, Reach, reach
from accounts.models import PARTNER_ROLES, Role, User, UserQuerySet
from projects.access import visible_projects

from .models import Absence, Destination, Message, Mute
from .models.destinations import DestinationQuerySet


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
