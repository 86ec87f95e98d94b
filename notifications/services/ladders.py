"""The ladders in force, and what they owe on a day as rows that SQL can join with open items.

A launch has its own ladder, else its template's, else the default; a department's steps are added to each of them.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.calendars import Calendar, CalendarError
from accounts.workdays import calendars

from ..ladder import DEFAULT_LADDER, Audience, Step, effective, windows
from ..models import ReminderStep

log = logging.getLogger(__name__)

DEFAULT = 0  # the id that stands for the default ladder
Steps = tuple[Step, ...]
COLUMNS = (
    *("zone", "policy", "department", "is_blocker", "day", "step", "urgency", "occurrence", "due_from", "due_to"),
    *("to_owner", "to_lead", "to_planner", "to_centres", "to_channel"),
)


@dataclass(frozen=True, slots=True)
class Ladders:
    """`base` by id of its policy; `added` by id of the department."""

    base: Mapping[int, Steps] = field(default_factory=lambda: {DEFAULT: DEFAULT_LADDER})
    added: Mapping[int, Steps] = field(default_factory=dict)


def ladders() -> Ladders:
    """Every ladder that people wrote, beside the default. One query."""
    base: dict[int, list[Step]] = defaultdict(list)
    added: dict[int, list[Step]] = defaultdict(list)
    for found in ReminderStep.objects.select_related("policy"):
        department_id = found.policy.department_id
        (base[found.policy_id] if department_id is None else added[department_id]).append(found.step)
    return Ladders(
        {DEFAULT: DEFAULT_LADDER} | {key: tuple(steps) for key, steps in base.items()},
        {key: tuple(steps) for key, steps in added.items()},
    )


def rows(days: Mapping[str, Sequence[date]], known: Ladders) -> dict[str, list[Any]]:
    """One row per time zone, day, ladder, department, kind of line and step, as columns; no rows, no columns.

    `days` are the local days to look at, by time zone.
    """
    columns = zip(*_rows(days, known), strict=True)
    return {name: list(column) for name, column in zip(COLUMNS, columns, strict=False)}


def _rows(days: Mapping[str, Sequence[date]], known: Ladders) -> Iterator[tuple[Any, ...]]:
    all_calendars = calendars()
    departments = [key for key in all_calendars if key is not None]
    for day in sorted({day for of_zone in days.values() for day in of_zone}):
        zones = [zone for zone, of_zone in days.items() if day in of_zone]
        for department_id in departments:
            calendar = usable(department_id, all_calendars, day)
            for policy_id, base in known.base.items():
                for is_blocker in (False, True):
                    steps = effective(base, known.added.get(department_id, ()), is_blocker=is_blocker)
                    for row in _windows(day, calendar, steps):
                        yield from ((zone, policy_id, department_id, is_blocker, *row) for zone in zones)


def _windows(day: date, calendar: Calendar, steps: Sequence[Step]) -> Iterable[tuple[Any, ...]]:
    for found in windows(day, calendar, steps):
        step, audience = found.step, found.step.audience
        yield (
            day, step.key, step.urgency.value, found.occurrence, found.due_from, found.due_to,
            Audience.OWNER in audience, Audience.LEAD in audience, Audience.PLANNER in audience,
            Audience.CENTRE_LEADS in audience, Audience.CHANNEL in audience,
        )  # fmt: skip


def usable(department_id: int | None, known: Mapping[int | None, Calendar], today: date) -> Calendar:
    """A department's calendar; the company's when it has no open day to count, so that one mistake silences nobody."""
    calendar = known.get(department_id) or known[None]
    try:
        calendar.shift(today, 20)
        calendar.shift(today, -20)
    except CalendarError:
        log.warning("department %s has no usable calendar; its reminders follow the company's", department_id)
        return known[None]
    return calendar
