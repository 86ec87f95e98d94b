"""How much open work there is: by launch for the heads of My work, by person for who spreads the work of a department.

Counted by the database on the local day of each launch; the number of queries does not depend on rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Min, Q
from django.utils import timezone

from accounts.models import User

from .access import visible_items
from .models.item import ItemQuerySet
from .models.project import TodayInZone
from .urgency import Urgency, end_of_week

WIDTH = 100  # of the longest bar


@dataclass(frozen=True, slots=True)
class Counts:
    """Open lines by urgency."""

    late: int = 0
    today: int = 0
    week: int = 0
    later: int = 0

    @property
    def open(self) -> int:
        return self.late + self.today + self.week + self.later

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.late + other.late, self.today + other.today, self.week + other.week, self.later + other.later
        )


@dataclass(frozen=True, slots=True)
class LaunchCounts:
    project_id: int
    name: str
    launch_on: date
    today: date
    counts: Counts


@dataclass(frozen=True, slots=True)
class Load:
    """What one person owes; `person` None is nobody. `longest` is the largest number of open lines beside it."""

    person: User | None
    counts: Counts
    next_due_on: date | None
    longest: int

    @property
    def late_width(self) -> int:
        return self._width(self.counts.late)

    @property
    def week_width(self) -> int:
        return self._width(self.counts.today + self.counts.week)

    @property
    def soon_end(self) -> int:
        return self.late_width + self.week_width

    @property
    def later_width(self) -> int:
        return self._width(self.counts.open) - self.soon_end

    @property
    def due_this_week(self) -> int:
        return self.counts.today + self.counts.week

    def _width(self, number: int) -> int:
        return round(WIDTH * number / self.longest) if self.longest else 0


def counts_by_launch(items: ItemQuerySet, now: datetime) -> list[LaunchCounts]:
    """Of these open lines, those of each launch, the nearest launch first. One query."""
    found = _counted(items.annotate(day=_today(now)), now, "project_id", "project__name", "project__launch_on", "day")
    return [
        LaunchCounts(row["project_id"], row["project__name"], row["project__launch_on"], row["day"], _counts(row))
        for row in found.order_by("project__launch_on", "project_id")
    ]


def load_of(department_id: int, *, by: User, now: datetime) -> list[Load]:
    """What each person of the department owes, and whoever else holds a line of it: nobody first, then the latest.

    Of the launches that `by` sees. People without open work are listed too. Two queries.
    """
    items = visible_items(by).running().open().filter(department=department_id).annotate(day=_today(now))
    by_owner = {row["owner_id"]: row for row in _counted(items, now, "owner_id").annotate(next_due_on=Min("due_on"))}
    people = User.objects.filter(
        Q(department=department_id, is_active=True) | Q(pk__in=[pk for pk in by_owner if pk]),
    ).select_related("department")
    longest = max((_counts(row).open for row in by_owner.values()), default=0)

    def load(person: User | None) -> Load:
        row = by_owner.get(person.pk if person else None, {})
        return Load(person, _counts(row), row.get("next_due_on"), longest)

    loads = sorted(map(load, people), key=lambda one: (-one.counts.late, -one.counts.open, str(one.person)))
    return [load(None), *loads] if None in by_owner else loads


def _today(now: datetime) -> TodayInZone:
    return TodayInZone(now, F("project__time_zone"))


def _counted(items: ItemQuerySet, now: datetime, *by: str) -> Any:
    """Rows of `by` with a count for each urgency; `day` stands annotated on the lines."""
    week_ends_on = end_of_week(timezone.localdate(now))
    return (
        items.order_by()
        .values(*by)
        .annotate(
            late=Count("pk", filter=Q(due_on__lt=F("day"))),
            due_today=Count("pk", filter=Q(due_on=F("day"))),
            week=Count("pk", filter=Q(due_on__gt=F("day"), due_on__lte=week_ends_on)),
            later=Count("pk", filter=Q(due_on__gt=F("day")) & Q(due_on__gt=week_ends_on)),
        )
    )


def _counts(row: dict[str, Any]) -> Counts:
    named = {Urgency.LATE: "late", Urgency.TODAY: "due_today", Urgency.WEEK: "week", Urgency.LATER: "later"}
    return Counts(**{str(urgency): row.get(name, 0) for urgency, name in named.items()})
