"""What a person owes soon outside the checklist, and what they were reminded of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import User
from records.access import visible_owed
from records.models import Owed

from .models import Notification


def near_things(reader: User | None, notifications: Iterable[Notification], *, until: date) -> QuerySet[Owed]:
    """What `reader` owes by `until`, and what these reminders are about, as it stands. One query.

    A shared channel, which is nobody, owes nothing itself. What reminders are about was checked just before.
    """
    reminded = [
        (found.thing_kind, found.thing_id)
        for found in notifications
        if found.kind == Notification.Kind.REMINDER and found.thing_kind
    ]
    shown = Q(key__in=[f"{kind}:{key}" for kind, key in reminded])
    if reader:
        shown |= Q(key__in=visible_owed(reader).filter(due_on__lte=until, person=reader).values("key"))
    return Owed.objects.filter(shown).select_related("project", "person", "department")
