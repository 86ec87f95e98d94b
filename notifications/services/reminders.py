"""What the ladders owe today, inserted by one statement for each source: all open lines, and all else that is owed.

The ladders become a short table of windows (per time zone, ladder, department and step: which dates are on it), and the
database joins that with what is near and with people (`ladder_sql`). The unique key makes running it again harmless;
the anti-join makes it cheap. The same statement, read for days to come instead of inserted, is the preview of a ladder.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection

from projects.models import Project
from records.models import Owed

from .. import visibility
from ..absences import stand_ins
from ..ladder import Step
from ..models import Absence, Carries, Destination
from .ladder_sources import LINES, THINGS
from .ladders import DEFAULT, Ladders, ladders, rows


class Foreseen(NamedTuple):
    """A reminder that will be owed on `day` if nothing happens until then; to a person or to a shared channel."""

    day: date
    step: str
    item_id: int
    recipient_id: int | None
    destination_id: int | None
    audience: str
    urgency: str


def remind(now: datetime) -> int:
    """Insert every reminder owed at `now` that was not inserted yet; returns how many."""
    running = set(Project.objects.running().order_by().values_list("time_zone", flat=True).distinct())
    owed = {zone or settings.TIME_ZONE for zone in _zones_owed()}
    days = {zone: [now.astimezone(zoneinfo.ZoneInfo(zone)).date()] for zone in sorted(running | owed)}
    parameters = _parameters(days, ladders()) | {"now": now}
    if not parameters["zone"]:
        return 0
    shares = any(parameters["to_channel"]) and Destination.objects.active().shared().exists()
    told = 0
    with connection.cursor() as cursor:
        for source in [LINES] * bool(running) + [THINGS] * bool(owed):
            for statement in [source.insert] + [source.insert_shared] * shares:
                cursor.execute(statement, parameters)
                told += int(cursor.rowcount)
    return told


def _zones_owed() -> set[str | None]:
    """The time zones of the launches about which something is owed; None for what belongs to no launch."""
    return set(Owed.objects.order_by().values_list("project__time_zone", flat=True).distinct())


def foresee(
    project: Project, now: datetime, *, until: date, base: Sequence[Step], added: Mapping[int, Sequence[Step]]
) -> list[Foreseen]:
    """Who would be told what of this launch, from today to `until`, by these ladders and if nothing is ticked.

    `base` is the launch's ladder, `added` what departments add, by their id. What was told already is left out, and
    everything is listed on the first day it is owed. One query.
    """
    first = project.today_at(now)
    days = {project.time_zone: [first + timedelta(days=n) for n in range((until - first).days + 1)]}
    known = Ladders({DEFAULT: tuple(base)}, {key: tuple(steps) for key, steps in added.items()})
    parameters = _parameters(days, known, only_project=project.pk)
    if not parameters["zone"]:
        return []
    with connection.cursor() as cursor:
        cursor.execute(LINES.foresee, parameters)
        found: dict[str, Foreseen] = {}
        for *row, key in cursor.fetchall():
            found.setdefault(key, Foreseen(*row))
    return list(found.values())


def _parameters(days: Mapping[str, Sequence[date]], known: Ladders, only_project: int | None = None) -> dict[str, Any]:
    away = away_on({day for of_zone in days.values() for day in of_zone})
    return {
        "zone": (), **rows(days, known), **visibility.parameters(),
        "only_project": only_project,
        "home_zone": settings.TIME_ZONE,
        "reminders": Carries.REMINDERS.value,
        "away_day": [day for day, _, _ in away],
        "away": [person for _, person, _ in away],
        "instead": [instead for _, _, instead in away],
    }  # fmt: skip


def away_on(days: Iterable[date]) -> list[tuple[date, int, int]]:
    """(day, who is away, who is told instead) for each of these days."""
    wanted = sorted(days)
    if not wanted:
        return []
    absences = list(
        Absence.objects.filter(first_on__lte=wanted[-1], last_on__gte=wanted[0], substitute__is_active=True)
    )
    return [
        (day, person, instead)
        for day in wanted
        for person, instead in stand_ins(
            {found.user_id: found.substitute_id for found in absences if found.first_on <= day <= found.last_on}
        ).items()
    ]
