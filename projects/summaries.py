"""Counts over lines, made by the database: the numbers that `readiness.judge` judges. No query depends on rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, DateField, Expression, F, IntegerField, Q, Sum, Value, When
from django.db.models.functions import Coalesce, TruncDate

from accounts.models import Department

from .models import OPEN_STATUSES, Item, Project, ProjectSection
from .models.item import IS_OPEN, ItemQuerySet
from .models.project import ProjectQuerySet, TodayInZone
from .readiness import BLOCKER_WEIGHT, Tally, percent_of

SOON_DAYS = 3
_WEIGHT = Case(When(is_blocker=True, then=BLOCKER_WEIGHT), default=1, output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class Point:
    """One day of the burn-up; `done_percent` is None for days to come."""

    day: date
    plan_percent: int
    done_percent: int | None


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


def late_by_department(project_ids: Iterable[int], now: datetime) -> dict[int, list[tuple[Department, int]]]:
    """For each launch the departments with late lines, and how many. Two queries."""
    late = (
        Item.objects.filter(project__in=project_ids, status__in=OPEN_STATUSES)
        .filter(due_on__lt=TodayInZone(now, F("project__time_zone")))
        .order_by()
        .values("project_id", "department_id")
        .annotate(late=Count("pk"))
    )
    departments = Department.objects.in_bulk({row["department_id"] for row in late})
    found: dict[int, list[tuple[Department, int]]] = defaultdict(list)
    for row in sorted(late, key=lambda row: -row["late"]):
        found[row["project_id"]].append((departments[row["department_id"]], row["late"]))
    return found


def burn_up(project: Project, today: date) -> list[Point]:
    """Planned and done percentages for every day from the first date of the launch to its last. One query."""
    zone = ZoneInfo(project.time_zone)
    finished = TruncDate(Coalesce("done_at", "waived_at"), tzinfo=zone)
    weighed = project.items.applying().order_by().annotate(weight=_WEIGHT, finished_on=finished)
    lines = list(weighed.values_list("weight", "due_on", "finished_on"))
    if not lines:
        return []
    total = sum(weight for weight, _due, _finished in lines)
    days = [due for _w, due, _f in lines] + [finished_on for _w, _d, finished_on in lines if finished_on]
    first, last = min(*days, project.launch_on), max(*days, project.launch_on)
    due_on: dict[date, int] = defaultdict(int)
    done_on: dict[date, int] = defaultdict(int)
    for weight, due, finished_day in lines:
        due_on[due] += weight
        if finished_day:
            done_on[finished_day] += weight
    points, due_weight, done_weight = [], 0, 0
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        due_weight += due_on[day]
        done_weight += done_on[day]
        done_percent = percent_of(done_weight, total) if day <= today else None
        points.append(Point(day, percent_of(due_weight, total), done_percent))
    return points


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
