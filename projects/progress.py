"""How far one launch is, from its lines read once: what `readiness.tally` counts of any of them, and the burn-up.

The same figures as in `summaries`, which counts many launches in the database without reading their lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models.functions import Coalesce, TruncDate

from checklists.models import in_reader_language

from .models import OPEN_STATUSES, Project
from .readiness import percent_of, weight_of


@dataclass(frozen=True, slots=True)
class Point:
    """One day of the burn-up; `done_percent` is None for days to come."""

    day: date
    plan_percent: int
    done_percent: int | None


class Work(NamedTuple):
    """A line as it counts; `finished_on` is the local day it was done or waived."""

    section_id: int
    section: str
    department_id: int
    is_blocker: bool
    status: str
    owner_id: int | None
    due_on: date
    finished_on: date | None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES


def work_of(project: Project) -> list[Work]:
    """Every line of a launch that applies, in the order of its sections. One query."""
    finished = TruncDate(Coalesce("done_at", "waived_at"), tzinfo=ZoneInfo(project.time_zone))
    lines = project.items.applying().order_by("section__order", "section_id").annotate(finished_on=finished)
    names = ("department_id", "is_blocker", "status", "owner_id", "due_on", "finished_on")
    return [
        Work(section_id, in_reader_language(title, title_en), *rest)
        for section_id, title, title_en, *rest in lines.values_list(
            "section_id", "section__title", "section__title_en", *names
        )
    ]


def points_of(lines: Sequence[Work], launch_on: date, today: date) -> list[Point]:
    """Planned and done percentages for every day from the first date of the launch to its last."""
    if not lines:
        return []
    total = sum(map(weight_of, lines))
    days = [work.due_on for work in lines] + [work.finished_on for work in lines if work.finished_on]
    first, last = min(*days, launch_on), max(*days, launch_on)
    due_on: dict[date, int] = defaultdict(int)
    done_on: dict[date, int] = defaultdict(int)
    for work in lines:
        due_on[work.due_on] += weight_of(work)
        if work.finished_on:
            done_on[work.finished_on] += weight_of(work)
    points, due_weight, done_weight = [], 0, 0
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        due_weight += due_on[day]
        done_weight += done_on[day]
        done_percent = percent_of(done_weight, total) if day <= today else None
        points.append(Point(day, percent_of(due_weight, total), done_percent))
    return points
