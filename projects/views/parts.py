"""A checklist in parts: under sections, departments, owners or dates, each with its counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts import wording
from accounts.models import User
from accounts.templatetags.display import language
from projects.access import visible_items
from projects.models import Item, Status
from projects.models.item import IS_OPEN

from .filters import Filters
from .rows import Row


class Head(NamedTuple):
    """`key` is the part's id on the page; parts stand in the order of `place`, equal ones in that of their lines."""

    key: str
    title: str
    place: tuple[Any, ...] = ()


@dataclass(slots=True)
class Part:
    """A head with its lines. The counts are of all its lines, whatever the filter shows."""

    key: str
    title: str
    rows: list[Row] = field(default_factory=list)
    total: int = 0
    closed: int = 0
    late: int = 0
    blocked: int = 0

    def count(self, row: Row) -> None:
        self.total += 1
        self.closed += row.is_closed
        self.late += row.is_late
        self.blocked += row.item.status == Status.BLOCKED


def parts_of(rows: Iterable[Row], filters: Filters, user: User) -> list[Part]:
    if filters.by == "date":
        rows = sorted(rows, key=lambda row: row.item.due_on)
    found: dict[Head, Part] = {}
    for row in rows:
        head = head_of(row.item, filters.by, row.today)
        part = found.get(head) or found.setdefault(head, Part(head.key, head.title))
        part.count(row)
        if filters.keeps(row, user):
            part.rows.append(row)
    return [found[head] for head in sorted(found, key=lambda head: head.place)]


def part_around(item: Item, filters: Filters, user: User, today: date) -> Part:
    """The head above one line, counted in the database."""
    head = head_of(item, filters.by, today)
    counts = (
        visible_items(user)
        .applying()
        .filter(_beside(item, filters.by, today), project=item.project_id)
        .aggregate(
            total=Count("pk"),
            closed=Count("pk", filter=~IS_OPEN),
            late=Count("pk", filter=IS_OPEN & Q(due_on__lt=today)),
            blocked=Count("pk", filter=Q(status=Status.BLOCKED)),
        )
    )
    return Part(head.key, head.title, **counts)


def head_of(item: Item, by: str, today: date) -> Head:
    match by:
        case "department":
            return Head(f"department-{item.department_id}", item.department.local_name)
        case "owner" if owner := item.owner:
            return Head(f"owner-{owner.pk}", owner.name, (owner.name, owner.pk))
        case "owner":
            return Head("owner-none", _("No owner"))
        case "date":
            return _date_head(item, today)
    return Head(f"section-{item.section_id}", str(item.section))


def _date_head(item: Item, today: date) -> Head:
    """Late; what was due and is done; today; the rest of this week; then week by week from its Monday."""
    due_on = item.due_on
    if due_on < today:
        return Head("date-late", _("Late"), (0,)) if item.is_open else Head("date-past", _("Past dates, done"), (1,))
    if due_on == today:
        return Head("date-today", _("Today"), (2,))
    monday = due_on - timedelta(days=due_on.weekday())
    if monday <= today:
        return Head("date-week", _("This week"), (3,))
    words = {"from": wording.day(monday, language()), "to": wording.day(monday + timedelta(days=6), language())}
    title = pgettext("week", "%(from)s – %(to)s") % words
    return Head(f"date-{monday.isoformat()}", title, (4, monday))


def _beside(item: Item, by: str, today: date) -> Q:
    """The lines under the same head."""
    match by:
        case "department":
            return Q(department=item.department_id)
        case "owner":
            return Q(owner=item.owner_id) if item.owner_id else Q(owner__isnull=True)
        case "section":
            return Q(section=item.section_id)
    due_on = item.due_on
    if due_on < today:
        return Q(due_on__lt=today) & (IS_OPEN if item.is_open else ~IS_OPEN)
    if due_on == today:
        return Q(due_on=today)
    monday = due_on - timedelta(days=due_on.weekday())
    return Q(due_on__gt=max(today, monday - timedelta(days=1)), due_on__lt=monday + timedelta(days=7))
