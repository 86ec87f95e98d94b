"""The list of people as it is asked for, and what became of one of them, in words."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from ledger.models import Event
from ledger.wording import what

from . import access
from .access import Action, Reach
from .hangul import pattern, words
from .models import Department, Role, User, UserQuerySet


def search_people(
    people: UserQuerySet,
    *,
    by: User,
    q: str = "",
    department_id: int | None = None,
    role: str = "",
    is_active: bool | None = True,
) -> UserQuerySet:
    """Those whose name holds the words of `q`, read as every search reads them (`hangul`), or whose address holds it
    where `by` sees all of them; `is_active` None: closed ones too."""
    conditions = Q()
    if q:
        is_by_address = access.reach(by, Action.SEE_CONTACT) == Reach.ALL
        is_named = Q.create([Q(name__regex=pattern(word)) for word in words(q)])
        conditions &= is_named | (Q(email__icontains=q) if is_by_address else Q(pk__in=[]))
    if department_id:
        conditions &= Q(department=department_id)
    if role:
        conditions &= Q(role=role)
    if is_active is not None:
        conditions &= Q(is_active=is_active)
    return people.filter(conditions)


def changes_of(event: Event) -> str:
    """What an event about a person says, in one line: what was done, and every value before and after."""
    parts = [
        f"{label} {_value(name, event.before.get(name))} → {_value(name, event.after.get(name))}"
        for name, label in (("name", _("Name")), ("role", _("Role")), ("department_id", _("Department")))
        if event.before and event.before.get(name) != event.after.get(name)
    ]
    return " · ".join([what(event.verb), *parts, *([event.reason] if event.reason else [])])


def _value(name: str, value: Any) -> str:
    if name == "role" and value in Role.values:
        return str(Role(value).label)
    if name == "department_id" and value:
        found = Department.objects.filter(pk=value).first()
        return found.local_name if found else ""
    return str(value or _("none"))
