"""The lines of My work as rows, a page of them at a time, under their heads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext as _

from accounts.models import User
from checklists.models import EvidenceKind
from projects.access import awaits_approval_of, visible_items
from projects.loads import Counts
from projects.models import Evidence
from projects.models.item import ItemQuerySet
from projects.urgency import Urgency, end_of_week, is_weekend, urgency_of

from .rows import Row, for_rows
from .work_filters import WorkFilters

PAGE = 200
MOST_REVIEWS = 50


@dataclass(slots=True)
class Group:
    """Lines under one head. `total` counts those on other pages too."""

    key: str
    title: str
    total: int = 0
    until: date | None = None
    rows: list[Row] = field(default_factory=list)


def for_work(items: ItemQuerySet) -> ItemQuerySet:
    """Rows with their launch, and whether a tick would miss evidence."""
    handed_in = Evidence.objects.filter(item=OuterRef("pk"), withdrawn_at__isnull=True)
    lacks = Case(
        When(Q(evidence_kind=EvidenceKind.NONE) | Exists(handed_in), then=Value(value=False)),
        default=Value(value=True),
        output_field=BooleanField(),
    )
    return for_rows(items).select_related("project", "owner__department").annotate(lacks_evidence=lacks)


def lines_of_page(filters: WorkFilters, wanted: ItemQuerySet) -> ItemQuerySet:
    """One page of these lines, in the order of their groups."""
    order = ("due_on", "project__launch_on", "section__order", "order", "pk")
    if filters.by == "person":
        lines = for_work(wanted).order_by(F("owner__name").asc(nulls_first=True), "owner_id", *order)
    else:
        lines = for_work(wanted).order_by(*order)
    first = (filters.page - 1) * PAGE
    return lines[first : first + PAGE]


def reviews_of(user: User) -> ItemQuerySet:
    """Lines handed in that this person approves or sends back, the longest waiting first."""
    reviews = visible_items(user).running().filter(awaits_approval_of(user))
    return for_work(reviews).order_by("handed_in_on", "pk")[:MOST_REVIEWS]


def group_by_urgency(rows: Iterable[Row], counts: Counts, today: date) -> list[Group]:
    """Late, today, until Sunday, later. Each line is judged by the today of its own launch."""
    sunday = end_of_week(today)
    groups = {
        Urgency.LATE: Group("late", _("Late"), counts.late),
        Urgency.TODAY: Group("today", _("Today"), counts.today, today),
        Urgency.WEEK: Group("week", _("Next week") if is_weekend(today) else _("This week"), counts.week, sunday),
        Urgency.LATER: Group("later", _("Later"), counts.later),
    }
    for row in rows:
        groups[urgency_of(row.item.due_on, row.today, sunday)].rows.append(row)
    return [group for group in groups.values() if group.rows]


def group_by_person(rows: Iterable[Row], wanted: ItemQuerySet) -> list[Group]:
    """Nobody's first, then by name. One query counts what stands on other pages."""
    counted = wanted.order_by().values("owner_id").annotate(total=Count("pk"))
    totals: dict[int | None, int] = {row["owner_id"]: row["total"] for row in counted}
    groups: dict[int | None, Group] = {}
    for row in rows:
        owner = row.item.owner
        name = owner.name if owner else _("No owner")
        key = f"person-{owner.pk}" if owner else "nobody"
        groups.setdefault(row.item.owner_id, Group(key, name, totals.get(row.item.owner_id, 0))).rows.append(row)
    return list(groups.values())
