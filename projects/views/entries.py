"""Launches with how ready each one is: what every list, calendar and timeline of launches starts from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, F, Q
from django.db.models.functions import Coalesce

from projects.models import Project
from projects.models.project import ProjectQuerySet
from projects.readiness import Readiness, Tally, judge
from projects.since import Change
from projects.summaries import Behind, latest_verdict, tallies_of

from .rows import project_url


@dataclass(slots=True)
class Entry:
    """`behind`, `change` and `reason` are filled in by the page that shows them; `head` is the newest line of its
    history. `readiness.reason` counts all lines, so no partner may read it: `reason` is what the reader is told."""

    project: Project
    url: str
    today: date
    tally: Tally
    readiness: Readiness
    verdict: str
    head: int
    is_match: bool
    behind: list[Behind] = field(default_factory=list)
    change: Change | None = None
    reason: str = ""

    @property
    def days_left(self) -> int:
        return (self.project.launch_on - self.today).days

    @property
    def more_parts(self) -> int:
        """Departments behind that a row has no room for."""
        return len(self.behind) - 3

    @property
    def is_short(self) -> bool:
        return self.project.notice_given < self.project.notice_owed


def entries_of(projects: ProjectQuerySet, now: datetime, conditions: Q | None = None) -> list[Entry]:
    """In order of D-day. Two queries, however many launches. `is_match` says which meet `conditions`."""
    annotated: Any = projects.select_related("launch_type", "planner").annotate(
        verdict=latest_verdict(), head=F("stream__head_seq")
    )
    if conditions:
        annotated = annotated.annotate(is_match=Coalesce(conditions, False, output_field=BooleanField()))
    found = list(annotated.order_by("launch_on", "pk"))
    return entries_from(found, now)


def entries_from(launches: Iterable[Any], now: datetime) -> list[Entry]:
    """Of launches that carry `verdict` and `head` (and `is_match`, or all of them do)."""
    launches = list(launches)
    by_project = tallies_of(launches, now)
    return [
        Entry(
            project=launch,
            url=project_url(launch.pk),
            today=launch.today_at(now),
            tally=(tally := by_project.get(launch.pk, Tally())),
            readiness=judge(tally),
            verdict=launch.verdict or "",
            head=launch.head,
            is_match=getattr(launch, "is_match", True),
        )
        for launch in launches
    ]
