"""What the ladder owes today, inserted by one statement over all open items of running launches.

The ladder becomes a short table of windows (per time zone, department and step: which dates are on it), and the
database joins that with items and people. The unique key makes running it again harmless; the anti-join makes it cheap.
"""

from __future__ import annotations

import logging
import zoneinfo
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from accounts.calendars import Calendar, CalendarError
from accounts.workdays import calendars
from projects.models import Project

from .. import visibility
from ..ladder import DEFAULT_LADDER, Audience, Step, windows

log = logging.getLogger(__name__)

Row = tuple[str, int, bool, str, str, date | None, date, date, bool, bool, bool, bool]

# The statuses are spelled as in the partial index over open items, and OFFSET 0 keeps the planner from turning the
# index scan per window into a join over all of them: the cost follows what is on a window, not what exists.
_DUE = """
WITH ladder (zone, department_id, is_blocker, step, urgency, occurrence, due_from, due_to,
             to_owner, to_lead, to_planner, to_centres) AS (
    SELECT * FROM unnest(
        %(zone)s::text[], %(department)s::bigint[], %(is_blocker)s::bool[], %(step)s::text[], %(urgency)s::text[],
        %(occurrence)s::date[], %(due_from)s::date[], %(due_to)s::date[],
        %(to_owner)s::bool[], %(to_lead)s::bool[], %(to_planner)s::bool[], %(to_centres)s::bool[])
), leads AS (
    SELECT id, department_id FROM accounts_user WHERE is_active AND role = ANY(%(lead_roles)s)
), due AS (
    SELECT i.id AS item_id, i.due_on, i.department_id, i.owner_id AS item_owner_id,
           p.id AS project_id, p.is_confidential, p.planner_id, owner.id AS owner_id,
           EXISTS (SELECT FROM leads WHERE leads.department_id = i.department_id) AS has_lead,
           ladder.step, ladder.urgency, ladder.to_owner, ladder.to_lead, ladder.to_planner, ladder.to_centres,
           'reminder:' || i.id || ':' || ladder.step || coalesce('/' || ladder.occurrence, '') || ':' || i.due_on
               || ':' AS key
    FROM ladder
    CROSS JOIN LATERAL (
        SELECT * FROM projects_item WHERE department_id = ladder.department_id AND is_blocker = ladder.is_blocker
            AND due_on BETWEEN ladder.due_from AND ladder.due_to AND status IN ('todo', 'doing', 'blocked', 'in_review')
        OFFSET 0
    ) i
    JOIN projects_project p ON p.id = i.project_id AND p.time_zone = ladder.zone
        AND p.finished_at IS NULL AND p.cancelled_at IS NULL
    LEFT JOIN accounts_user owner ON owner.id = i.owner_id AND owner.is_active
), owed AS (
    SELECT due.*, owner_id AS recipient_id, 'owner' AS audience FROM due WHERE to_owner AND owner_id IS NOT NULL
    UNION ALL
    SELECT due.*, leads.id, 'lead' FROM due JOIN leads USING (department_id)
    WHERE to_lead OR (to_owner AND owner_id IS NULL)
    UNION ALL
    SELECT due.*, planner_id, 'planner' FROM due
    WHERE to_planner OR (NOT has_lead AND (to_lead OR (to_owner AND owner_id IS NULL)))
    UNION ALL
    SELECT due.*, leads.id, 'centre_leads' FROM due
    JOIN leads ON to_centres
    JOIN accounts_department centre ON centre.id = leads.department_id AND centre.is_contact_centre
)
"""

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
    (recipient_id, kind, urgency, topic, audience, project_id, item_id, due_on, dedupe_key, created_at)
SELECT owed.recipient_id, 'reminder', urgency, step, audience, owed.project_id, owed.item_id, owed.due_on,
       owed.key || owed.recipient_id, %(now)s
{_SEEN_BY}
ON CONFLICT (dedupe_key) DO NOTHING
"""


def remind(now: datetime, steps: Sequence[Step] = DEFAULT_LADDER) -> int:
    """Insert every reminder owed at `now` that was not inserted yet; returns how many."""
    rows = list(_ladder_rows(now, steps))
    if not rows:
        return 0
    columns = zip(*rows, strict=True)
    names = (
        "zone", "department", "is_blocker", "step", "urgency", "occurrence", "due_from", "due_to",
        "to_owner", "to_lead", "to_planner", "to_centres",
    )  # fmt: skip
    parameters: dict[str, Any] = {name: list(column) for name, column in zip(names, columns, strict=True)}
    parameters |= visibility.parameters() | {"now": now}
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, parameters)
        return int(cursor.rowcount)


def _ladder_rows(now: datetime, steps: Sequence[Step]) -> Iterator[Row]:
    """One row per time zone of a running launch, department, kind of item and step."""
    zones = list(Project.objects.running().order_by().values_list("time_zone", flat=True).distinct())
    known = calendars()
    for zone in zones:
        today = now.astimezone(zoneinfo.ZoneInfo(zone)).date()
        for department_id in known.keys() - {None}:
            for is_blocker in (False, True):
                calendar = usable(department_id, known, today)
                for found in windows(today, calendar, steps, is_blocker=is_blocker):
                    step, audience = found.step, found.step.audience
                    yield (
                        zone, department_id or 0, is_blocker, step.key, step.urgency.value, found.occurrence,
                        found.due_from, found.due_to, Audience.OWNER in audience, Audience.LEAD in audience,
                        Audience.PLANNER in audience, Audience.CENTRE_LEADS in audience,
                    )  # fmt: skip


def usable(department_id: int | None, known: dict[int | None, Calendar], today: date) -> Calendar:
    """A department's calendar; the company's when it has no open day to count, so that one mistake silences nobody."""
    calendar = known.get(department_id) or known[None]
    try:
        calendar.shift(today, 20)
        calendar.shift(today, -20)
    except CalendarError:
        log.warning("department %s has no usable calendar; its reminders follow the company's", department_id)
        return known[None]
    return calendar
