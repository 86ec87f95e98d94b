"""How far one launch is, from its lines read once: the counts of `readiness.Tally` of any of them, and the burn-up.

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

from accounts.wording import SOON_DAYS
from checklists.models import in_reader_language

from .models import OPEN_STATUSES, Project, Status
from .readiness import BLOCKER_WEIGHT, Tally, percent_of


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
    def weight(self) -> int:
        return BLOCKER_WEIGHT if self.is_blocker else 1

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


def tally(lines: Sequence[Work], today: date) -> Tally:
    still = [work for work in lines if work.is_open]
    late = [work for work in still if work.due_on < today]
    weight = sum(work.weight for work in lines)
    return Tally(
        weight=weight,
        done_weight=weight - sum(work.weight for work in still),
        due_weight=sum(work.weight for work in lines if work.due_on <= today),
        items=len(lines),
        done=len(lines) - len(still),
        late=len(late),
        late_blockers=sum(work.is_blocker for work in late),
        due_soon=sum(today <= work.due_on <= today + timedelta(days=SOON_DAYS) for work in still),
        blocked=sum(work.status == Status.BLOCKED for work in lines),
        unowned=sum(work.owner_id is None for work in still),
        blockers=sum(work.is_blocker for work in lines),
        blockers_open=sum(work.is_blocker for work in still),
    )


def points_of(lines: Sequence[Work], launch_on: date, today: date) -> list[Point]:
    """Planned and done percentages for every day from the first date of the launch to its last."""
    if not lines:
        return []
    total = sum(work.weight for work in lines)
    days = [work.due_on for work in lines] + [work.finished_on for work in lines if work.finished_on]
    first, last = min(*days, launch_on), max(*days, launch_on)
    due_on: dict[date, int] = defaultdict(int)
    done_on: dict[date, int] = defaultdict(int)
    for work in lines:
        due_on[work.due_on] += work.weight
        if work.finished_on:
            done_on[work.finished_on] += work.weight
    points, due_weight, done_weight = [], 0, 0
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        due_weight += due_on[day]
        done_weight += done_on[day]
        done_percent = percent_of(done_weight, total) if day <= today else None
        points.append(Point(day, percent_of(due_weight, total), done_percent))
    return points
