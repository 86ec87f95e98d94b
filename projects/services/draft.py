"""The shapes of a launch that does not exist yet, and of a D-day not yet moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from accounts.models import Department, User
from checklists.models import Scenario, TemplateItem, TemplateVersion
from checklists.schedule import Due

from ..models import Item
from .dates import Change


@dataclass(frozen=True, slots=True)
class Draft:
    """What the planner chose. `owners` maps a line's key to a person's id, None for nobody; `skipped` are keys."""

    name: str
    version_id: int
    launch_on: date
    announced_on: date
    planner_id: int
    answers: Mapping[str, Any] = field(default_factory=dict)
    time_zone: str = "Asia/Seoul"
    owners: Mapping[str, int | None] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()
    late_reason: str = ""
    is_confidential: bool = False
    named_ids: Sequence[int] = ()
    opened_to_ids: Sequence[int] = ()
    creation_key: UUID | None = None
    planned_id: int | None = None


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One line as it would be. `owner_from` is chosen, template, last_launch, department, or "" when nobody owns it."""

    template_item: TemplateItem
    due: Due[str]
    owner: User | None
    owner_from: str
    is_late: bool
    scenarios: list[Scenario]
    scenario_dates: list[date | None]


@dataclass(frozen=True, slots=True)
class Preview:
    version: TemplateVersion
    today: date
    lines: list[PreviewLine]
    left_out: list[TemplateItem]
    answers_missing: dict[str, str]
    notice_owed: int
    notice_given: int
    earliest_launch_on: date
    launch_day_is_open: bool

    @property
    def late(self) -> list[PreviewLine]:
        """Lines whose date has passed before they exist."""
        return [line for line in self.lines if line.is_late]

    @property
    def unowned(self) -> list[PreviewLine]:
        return [line for line in self.lines if line.owner is None]

    @property
    def is_notice_short(self) -> bool:
        return self.notice_given < self.notice_owed

    @property
    def needs_reason(self) -> bool:
        return self.is_notice_short or bool(self.late)

    @property
    def departments(self) -> list[tuple[Department, int, int]]:
        """(department, its lines, how many of them are late on arrival), the busiest first."""
        counts: dict[Department, list[int]] = {}
        for line in self.lines:
            count = counts.setdefault(line.template_item.department, [0, 0])
            count[0] += 1
            count[1] += line.is_late
        return sorted(((d, n, late) for d, (n, late) in counts.items()), key=lambda row: (-row[1], row[0].pk))


@dataclass(frozen=True, slots=True)
class MovePreview:
    """What a new D-day would do: dates that move, dates set by hand that stay, and those now in the past."""

    launch_on: date
    lines: list[Change]
    fixed: list[Item]
    late: list[Change]
    people: int
    notice_given: int
    launch_day_is_open: bool
