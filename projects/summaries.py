"""Counts over lines, made by the database: the numbers that `readiness.judge` judges. No query depends on rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    Expression,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)

from accounts.models import Department
from accounts.wording import SOON_DAYS

from .models import OPEN_STATUSES, Decision, Item, Project, ProjectSection, Status
from .models.item import IS_OPEN, ItemQuerySet
from .models.project import ProjectQuerySet, TodayInZone
from .readiness import BLOCKER_WEIGHT, Tally

_WEIGHT = Case(When(is_blocker=True, then=BLOCKER_WEIGHT), default=1, output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class Behind:
    """A department with late or blocked lines in a launch; a blocked line may be late too."""

    department: Department
    late: int
    blocked: int


def tallies(projects: ProjectQuerySet, now: datetime) -> dict[int, Tally]:
    """The counts of each launch on its own local day. One query."""
    items = Item.objects.applying().filter(project__in=projects.order_by().values("pk"))
    today = TodayInZone(now, F("project__time_zone"))
    return {row.pop("project_id"): Tally(**row) for row in _counted(items, today, "project_id")}


def tally_of(project: Project, now: datetime) -> Tally:
    return tallies(Project.objects.filter(pk=project.pk), now).get(project.pk, Tally())


def tallies_by_department(project: Project, today: date) -> list[tuple[Department, Tally]]:
    """The counts of each department that owns a line of the launch. Two queries."""
    rows = _counted(project.items.applying(), _day(today), "department_id")
    counts = {row.pop("department_id"): Tally(**row) for row in rows}
    return [(department, counts[department.pk]) for department in Department.objects.filter(pk__in=counts)]


def tallies_by_section(project: Project, today: date) -> list[tuple[ProjectSection, Tally]]:
    """The counts of each section, in order. Two queries."""
    rows = _counted(project.items.applying(), _day(today), "section_id")
    counts = {row.pop("section_id"): Tally(**row) for row in rows}
    return [(section, counts[section.pk]) for section in project.sections.all() if section.pk in counts]


def tallies_of(launches: Collection[Project], now: datetime) -> dict[int, Tally]:
    """`tallies` of launches that were read already. One query, in half the time: their days are known beforehand."""
    return tallies_on(Item.objects.filter(project__in=[launch.pk for launch in launches]), _days_of(launches, now))


def tallies_on(lines: ItemQuerySet, days: Mapping[str, date]) -> dict[int, Tally]:
    """The counts of these lines by launch, each on the day that `days` names for its time zone. One query."""
    return {row.pop("project_id"): Tally(**row) for row in _counted(lines.applying(), _by_zone(days), "project_id")}


def behind_by_department(launches: Collection[Project], now: datetime) -> dict[int, list[Behind]]:
    """For each launch the departments with late or blocked lines, the most late first. One query."""
    today = _by_zone(_days_of(launches, now))
    is_late, is_blocked = Q(due_on__lt=today), Q(status=Status.BLOCKED)
    rows = (
        Item.objects.filter(project__in=[launch.pk for launch in launches], status__in=OPEN_STATUSES)
        .filter(is_late | is_blocked)
        .order_by()
        .values_list("project_id", "department_id", "department__name", "department__name_en")
        .annotate(late=Count("pk", filter=is_late), blocked=Count("pk", filter=is_blocked))
    )
    departments: dict[int, Department] = {}
    found: dict[int, list[Behind]] = defaultdict(list)
    for project, pk, name, name_en, late, blocked in rows:
        if pk not in departments:
            departments[pk] = Department(pk=pk, name=name, name_en=name_en)
        found[project].append(Behind(departments[pk], late, blocked))
    return {project: sorted(parts, key=lambda part: (-part.late, -part.blocked)) for project, parts in found.items()}


def latest_verdict() -> Subquery:
    """The newest decision of a launch, or nothing: an annotation of launches."""
    decisions = Decision.objects.filter(project=OuterRef("pk")).order_by("-at", "-pk")
    return Subquery(decisions.values("verdict")[:1])


def _days_of(launches: Collection[Project], now: datetime) -> dict[str, date]:
    """Today in each time zone of these launches."""
    return {launch.time_zone: launch.today_at(now) for launch in launches}


def _by_zone(days: Mapping[str, date]) -> Expression:
    """The day of each line's launch. A whole company is mostly in one zone: then it is a plain date."""
    if len(set(days.values())) < 2:
        return _day(next(iter(days.values()), date.min))
    return Case(*(When(project__time_zone=zone, then=_day(day)) for zone, day in days.items()))


def _day(today: date) -> Expression:
    return Value(today, output_field=DateField())


def _counted(items: ItemQuerySet, today: Any, *by: str) -> Any:
    """Rows of `by` and the fields of a Tally."""
    late = IS_OPEN & Q(due_on__lt=F("day"))
    soon = F("day") + timedelta(days=SOON_DAYS)
    return (
        items.order_by()
        .annotate(day=today, w=_WEIGHT)
        .values(*by)
        .annotate(
            weight=Sum("w"),
            done_weight=Sum("w", filter=~IS_OPEN, default=0),
            due_weight=Sum("w", filter=Q(due_on__lte=F("day")), default=0),
            items=Count("pk"),
            done=Count("pk", filter=~IS_OPEN),
            late=Count("pk", filter=late),
            late_blockers=Count("pk", filter=late & Q(is_blocker=True)),
            due_soon=Count("pk", filter=IS_OPEN & Q(due_on__gte=F("day"), due_on__lte=soon)),
            blocked=Count("pk", filter=Q(status="blocked")),
            unowned=Count("pk", filter=IS_OPEN & Q(owner__isnull=True)),
            blockers=Count("pk", filter=Q(is_blocker=True)),
            blockers_open=Count("pk", filter=IS_OPEN & Q(is_blocker=True)),
        )
        .values(*by, *Tally.__dataclass_fields__)
    )
