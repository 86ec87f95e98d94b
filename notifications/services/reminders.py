"""What the ladders owe today, inserted by one statement over all open items of running launches.

The ladders become a short table of windows (per time zone, ladder, department and step: which dates are on it), and the
database joins that with items and people. The unique key makes running it again harmless; the anti-join makes it cheap.
The same statement, read for days to come instead of inserted, is the preview of a ladder.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from projects.models import Project

from .. import visibility
from ..absences import stand_ins
from ..ladder import Step
from ..models import Absence, Carries, Destination
from .ladders import DEFAULT, Ladders, ladders, rows

# The statuses are spelled as in the partial index over open items, and OFFSET 0 and MATERIALIZED keep the planner, who
# knows nothing of arrays, from reading them once per step: the cost follows what is due, not what exists.
_DUE = f"""
WITH ladder (zone, policy_id, department_id, is_blocker, day, step, urgency, occurrence, due_from, due_to,
             to_owner, to_lead, to_planner, to_centres, to_channel) AS (
    SELECT * FROM unnest(
        %(zone)s::text[], %(policy)s::bigint[], %(department)s::bigint[], %(is_blocker)s::bool[], %(day)s::date[],
        %(step)s::text[], %(urgency)s::text[], %(occurrence)s::date[], %(due_from)s::date[], %(due_to)s::date[],
        %(to_owner)s::bool[], %(to_lead)s::bool[], %(to_planner)s::bool[], %(to_centres)s::bool[],
        %(to_channel)s::bool[])
), reach AS (
    SELECT department_id, is_blocker, max(due_to) AS until FROM ladder GROUP BY department_id, is_blocker
), away (day, person_id, instead_id) AS (
    SELECT * FROM unnest(%(away_day)s::date[], %(away)s::bigint[], %(instead)s::bigint[])
), leads AS (
    SELECT id, department_id FROM accounts_user WHERE is_active AND role = ANY(%(lead_roles)s)
), launch AS MATERIALIZED (
    SELECT p.id, p.time_zone, p.is_confidential, p.planner_id,
           CASE WHEN %(only_project)s::bigint IS NULL THEN coalesce(own.id, general.id, 0) ELSE 0 END AS policy_id
    FROM projects_project p
    JOIN checklists_templateversion v ON v.id = p.template_version_id
    LEFT JOIN notifications_reminderpolicy own ON own.project_id = p.id
    LEFT JOIN notifications_reminderpolicy general ON general.template_id = v.template_id
    WHERE p.finished_at IS NULL AND p.cancelled_at IS NULL
      AND (%(only_project)s::bigint IS NULL OR p.id = %(only_project)s::bigint)
), near AS MATERIALIZED (
    SELECT i.id AS item_id, i.due_on, i.department_id, i.is_blocker, i.owner_id AS item_owner_id, i.project_id,
           p.time_zone, p.is_confidential, p.planner_id, p.policy_id,
           coalesce(holder.id, CASE WHEN blocker.id IS NULL THEN owner.id END) AS answers_id,
           CASE WHEN holder.id IS NULL AND blocker.id IS NULL THEN 'owner' ELSE 'blocker' END AS answers_as,
           coalesce(holder.department_id, blocker.department_id, i.department_id) AS lead_department_id
    FROM reach
    CROSS JOIN LATERAL (
        SELECT id, project_id, department_id, owner_id, due_on, status, is_blocker, blocked_by_item_id,
               blocked_by_user_id
        FROM projects_item WHERE department_id = reach.department_id AND is_blocker = reach.is_blocker
            AND due_on <= reach.until AND status IN ('todo', 'doing', 'blocked', 'in_review')
        OFFSET 0
    ) i
    JOIN launch p ON p.id = i.project_id
    LEFT JOIN accounts_user owner ON owner.id = i.owner_id AND owner.is_active
    LEFT JOIN LATERAL (  -- the line that holds this one up, unless a partner who may not see this one answers for it
        SELECT b.id, b.owner_id, b.department_id
        FROM projects_item b JOIN accounts_department d ON d.id = b.department_id
        WHERE i.status = 'blocked' AND b.id = i.blocked_by_item_id AND i.blocked_by_user_id IS NULL
          AND b.status IN ('todo', 'doing', 'blocked', 'in_review')
          AND (d.kind = 'internal' OR b.department_id = i.department_id)
        OFFSET 0
    ) blocker ON true
    LEFT JOIN LATERAL (
        SELECT u.id, u.department_id FROM accounts_user u
        WHERE i.status = 'blocked' AND u.id = coalesce(i.blocked_by_user_id, blocker.owner_id) AND u.is_active
          AND {visibility.SEES_LAUNCH} AND {visibility.REACHES_ITEM}
        OFFSET 0
    ) holder ON true
), due AS (
    SELECT near.*, ladder.day, ladder.step, ladder.urgency, ladder.to_owner, ladder.to_lead, ladder.to_planner,
           ladder.to_centres, ladder.to_channel, lead_department_id IN (SELECT department_id FROM leads) AS has_lead,
           'reminder:' || item_id || ':' || ladder.step || coalesce('/' || ladder.occurrence, '')
               || coalesce('~' || rest.until, '') || ':' || due_on || ':' AS key
    FROM near
    JOIN ladder ON ladder.zone = near.time_zone AND ladder.policy_id = near.policy_id
        AND ladder.department_id = near.department_id AND ladder.is_blocker = near.is_blocker
        AND near.due_on BETWEEN ladder.due_from AND ladder.due_to
    CROSS JOIN LATERAL (
        SELECT max(until) AS until FROM notifications_ladderpause z WHERE z.item_id = near.item_id
            AND z.due_on = near.due_on
    ) rest
    WHERE rest.until IS NULL OR rest.until <= ladder.day
), planned AS (
    SELECT due.*, answers_id AS planned_id, answers_as AS audience FROM due
    WHERE to_owner AND answers_id IS NOT NULL
    UNION ALL
    SELECT due.*, leads.id, 'lead' FROM due JOIN leads ON leads.department_id = lead_department_id
    WHERE to_lead OR (to_owner AND answers_id IS NULL)
    UNION ALL
    SELECT due.*, planner_id, 'planner' FROM due
    WHERE to_planner OR (NOT has_lead AND (to_lead OR (to_owner AND answers_id IS NULL)))
    UNION ALL
    SELECT due.*, leads.id, 'centre_leads' FROM due
    JOIN leads ON to_centres
    JOIN accounts_department centre ON centre.id = leads.department_id AND centre.is_contact_centre
), owed AS (
    SELECT planned.*, coalesce(substitute.id, planned_id) AS recipient_id,
           CASE WHEN substitute.id IS NOT NULL THEN planned_id END AS instead_of_id
    FROM planned
    LEFT JOIN away ON away.person_id = planned_id AND away.day = planned.day
    LEFT JOIN LATERAL (  -- who may not see it cannot stand in for it
        SELECT u.id FROM accounts_user u
        CROSS JOIN LATERAL (SELECT planned.project_id AS id, planned.is_confidential) p
        CROSS JOIN LATERAL (SELECT planned.department_id, planned.item_owner_id AS owner_id) i
        WHERE u.id = away.instead_id AND u.is_active AND {visibility.SEES_LAUNCH} AND {visibility.REACHES_ITEM}
    ) substitute ON true
)
"""  # noqa: S608

# Launch and line are not read a second time: what the rules ask of them was carried along.
_SEEN_BY = f"""
FROM owed
JOIN accounts_user u ON u.id = owed.recipient_id AND u.is_active
CROSS JOIN LATERAL (SELECT owed.project_id AS id, owed.is_confidential) p
CROSS JOIN LATERAL (SELECT owed.department_id, owed.item_owner_id AS owner_id) i
WHERE {visibility.SEES_LAUNCH} AND {visibility.REACHES_ITEM}
  AND NOT EXISTS (
    SELECT FROM notifications_notification known WHERE known.dedupe_key = owed.key || owed.recipient_id)
"""  # noqa: S608

_INSERT = f"""{_DUE}
INSERT INTO notifications_notification
    (recipient_id, instead_of_id, kind, urgency, topic, audience, project_id, item_id, due_on, dedupe_key, created_at)
SELECT owed.recipient_id, instead_of_id, 'reminder', urgency, step, audience, owed.project_id, owed.item_id,
       owed.due_on, owed.key || owed.recipient_id, %(now)s
{_SEEN_BY}
ON CONFLICT (dedupe_key) DO NOTHING
"""

# A shared channel hears of its department's lines or its launch's, never of a confidential launch.
_SHARED = f"""
FROM due
JOIN notifications_destination d ON d.disabled_at IS NULL AND %(reminders)s = ANY(d.carries)
    AND (d.department_id = due.department_id OR d.project_id = due.project_id)
CROSS JOIN LATERAL (SELECT due.project_id AS id, due.is_confidential) p
WHERE to_channel AND {visibility.CHANNEL_SEES_LAUNCH}
  AND NOT EXISTS (SELECT FROM notifications_notification known WHERE known.dedupe_key = due.key || 'to' || d.id)
"""  # noqa: S608

_INSERT_SHARED = f"""{_DUE}
INSERT INTO notifications_notification
    (destination_id, kind, urgency, topic, audience, project_id, item_id, due_on, dedupe_key, created_at)
SELECT d.id, 'reminder', urgency, step, 'channel', due.project_id, due.item_id, due.due_on, due.key || 'to' || d.id,
       %(now)s
{_SHARED}
ON CONFLICT (dedupe_key) DO NOTHING
"""

_FORESEE = f"""{_DUE}
SELECT owed.day, step, owed.item_id, owed.recipient_id, NULL::bigint, audience, urgency, owed.key || owed.recipient_id
{_SEEN_BY}
UNION ALL
(SELECT due.day, step, due.item_id, NULL, d.id, 'channel', urgency, due.key || 'to' || d.id {_SHARED})
ORDER BY 1, 3, 4
"""


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
    zones = Project.objects.running().order_by().values_list("time_zone", flat=True).distinct()
    days = {zone: [now.astimezone(zoneinfo.ZoneInfo(zone)).date()] for zone in zones}
    parameters = _parameters(days, ladders()) | {"now": now}
    if not parameters["zone"]:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, parameters)
        told = int(cursor.rowcount)
        if any(parameters["to_channel"]) and Destination.objects.active().shared().exists():
            cursor.execute(_INSERT_SHARED, parameters)
            told += int(cursor.rowcount)
    return told


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
        cursor.execute(_FORESEE, parameters)
        found: dict[str, Foreseen] = {}
        for *row, key in cursor.fetchall():
            found.setdefault(key, Foreseen(*row))
    return list(found.values())


def _parameters(days: Mapping[str, Sequence[date]], known: Ladders, only_project: int | None = None) -> dict[str, Any]:
    away = away_on({day for of_zone in days.values() for day in of_zone})
    return {
        "zone": (), **rows(days, known), **visibility.parameters(),
        "only_project": only_project,
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
