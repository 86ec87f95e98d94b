"""Launches, their lines and people found by words: `accounts.hangul` says how words match, `access` who finds what.

`words` come from `hangul.words`; without any, nothing is found. Each queryset is in the order in which it is shown.
Why there is no index behind it: ADR 20.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import Case, DateField, F, Q, When

from accounts.access.people import visible_people
from accounts.hangul import is_korean, pattern
from accounts.models import User, UserQuerySet

from .access import visible_items, visible_projects
from .models import Project
from .models.item import IS_OPEN, ItemQuerySet
from .models.project import ProjectQuerySet

TITLES = ("title", "title_en")
IS_RUNNING = Q(finished_at__isnull=True, cancelled_at__isnull=True)
IN_RUNNING = Q(project__finished_at__isnull=True, project__cancelled_at__isnull=True)


def stands_in(fields: Sequence[str], word: str) -> Q:
    """The word stands in one of these fields; a Korean word is not looked for in those that hold English."""
    searched = [field for field in fields if not (is_korean(word) and field.endswith("_en"))]
    return Q.create([(f"{field}__regex", pattern(word)) for field in searched], connector=Q.OR)


def all_in(fields: Sequence[str], words: Sequence[str]) -> Q:
    """Each of the words stands in one of these fields; no words stand nowhere."""
    return Q.create([stands_in(fields, word) for word in words]) if words else Q(pk__in=[])


def found_launches(user: User, words: Sequence[str]) -> ProjectQuerySet:
    """Running ones first, the next D-day at the top; then those that ended, the latest first."""
    running_on = Case(When(IS_RUNNING, then="launch_on"), output_field=DateField())
    found = visible_projects(user).filter(all_in(["name"], words))
    return found.order_by(running_on.asc(nulls_last=True), "-launch_on", "pk")


def found_items(user: User, words: Sequence[str]) -> ItemQuerySet:
    """Lines that hold a word in their title; the others may stand in the launch's name ("쿠팡 대표번호").

    Open lines of running launches first, by date; then the rest, the latest date first.
    """
    found = visible_items(user).applying().filter(all_in(TITLES, words) if len(words) < 2 else _with_launch(words))
    open_on = Case(When(IS_OPEN & IN_RUNNING, then="due_on"), output_field=DateField())
    return found.order_by(open_on.asc(nulls_last=True), F("due_on").desc(), "pk")


def found_people(user: User, words: Sequence[str]) -> UserQuerySet:
    """Active people whose page `user` may open, by name or department, in either language."""
    fields = ("name", "department__name", "department__name_en")
    return visible_people(user).active().filter(all_in(fields, words)).order_by("name", "pk")


def _with_launch(words: Sequence[str]) -> Q:
    """Each word in the title or the launch's name, one at least in the title. The names are read once per word."""
    named = [Q(project__in=Project.objects.filter(stands_in(["name"], word))) for word in words]
    titled = [stands_in(TITLES, word) for word in words]
    each = Q(*(title | name for title, name in zip(titled, named, strict=True)))
    return each & reduce(or_, titled)
