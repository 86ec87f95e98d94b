"""When a notification stops being true. One list of conditions, read twice: by the sweep to close rows, and by
delivery just before a send, to leave out what was overtaken since.

SQL over a notification `n`, its recipient `u`, its line `i` and launch `p`, and the thing of `records` it is about: `t`
as it stands and `o` while it is owed by a day (see `things`). Any of them may be missing. It is written by hand because
delivery asks it for every message, and building the same query anew would cost more than running it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection

from . import visibility
from .models import ANSWERED_BY_ITEM, ANSWERED_BY_THING
from .things import CAME_BACK_IS_OVER, HAS_VOTED, STILL_OWED, THING

_FOLLOWS_ITEM = "(n.kind = 'reminder' AND n.thing_id IS NULL OR n.topic = ANY(%(answered_by_item)s))"
_FOLLOWS_THING = "(n.kind = 'reminder' AND n.thing_id IS NOT NULL)"
_ASKS_FOR_THING = "(n.topic = ANY(%(answered_by_thing)s) AND n.recipient_id IS NOT NULL)"
# (reason, state it is closed with, condition); the first that holds is the reason.
OVERTAKEN = (
    (
        "launch_ended",
        "cancelled",
        f"({_FOLLOWS_ITEM} OR n.kind = 'alert') AND (p.finished_at IS NOT NULL OR p.cancelled_at IS NOT NULL)",
    ),
    ("item_closed", "cancelled", f"{_FOLLOWS_ITEM} AND i.status IN ('done', 'waived', 'dropped')"),
    ("answered", "cancelled", "n.topic = 'approval_wanted' AND i.status <> 'in_review'"),
    ("answered", "cancelled", "n.topic = 'blocked_on_you' AND i.status <> 'blocked'"),
    ("date_moved", "superseded", "n.kind = 'reminder' AND n.due_on <> i.due_on"),
    ("date_moved", "superseded", "n.kind = 'alert' AND n.due_on <> p.launch_on"),
    (
        "owner_changed",
        "superseded",
        "(n.kind = 'reminder' AND n.audience = 'owner' OR n.topic = 'assigned') "
        "AND i.id IS NOT NULL AND i.owner_id IS DISTINCT FROM coalesce(n.instead_of_id, n.recipient_id)",
    ),
    (
        "role_changed",
        "superseded",
        "n.kind = 'reminder' AND n.audience = 'lead' AND n.instead_of_id IS NULL AND (u.role <> ALL(%(lead_roles)s) "
        "OR i.status <> 'blocked' AND u.department_id IS DISTINCT FROM i.department_id)",
    ),
    ("answered", "superseded", "n.kind = 'reminder' AND n.audience = 'blocker' AND i.status <> 'blocked'"),
    ("answered", "cancelled", f"{_FOLLOWS_THING} AND o.due_on IS NULL"),
    ("answered", "cancelled", f"{_ASKS_FOR_THING} AND t.is_waiting IS NOT TRUE"),
    ("answered", "cancelled", f"n.topic = 'vote_wanted' AND {HAS_VOTED}"),
    ("answered", "cancelled", f"n.topic = 'handover_returned' AND {CAME_BACK_IS_OVER}"),
    ("date_moved", "superseded", f"{_FOLLOWS_THING} AND n.due_on <> o.due_on"),
    (
        "owner_changed",
        "superseded",
        f"({_FOLLOWS_THING} AND o.person_id IS DISTINCT FROM (n.data->>'person')::bigint "
        f"OR {_ASKS_FOR_THING} AND t.owner_id <> coalesce(n.instead_of_id, n.recipient_id))",
    ),
    (
        "role_changed",
        "superseded",
        f"{_FOLLOWS_THING} AND n.audience = 'lead' AND n.instead_of_id IS NULL "
        "AND u.department_id IS DISTINCT FROM o.department_id",
    ),
    (  # it belongs to another launch now, or to none; who may not know of that one was told of none
        "moved_elsewhere",
        "superseded",
        "t.kind IS NOT NULL AND n.project_id IS DISTINCT FROM t.project_id "
        f"AND NOT (n.project_id IS NULL AND u.id IS NOT NULL AND {visibility.OWN_OUTSIDE})",
    ),
    (
        "acknowledged",
        "superseded",
        "n.kind = 'reminder' AND EXISTS (SELECT FROM notifications_ladderpause z WHERE z.item_id = n.item_id "
        "AND z.due_on = n.due_on AND z.at >= n.created_at AND z.until > timezone(p.time_zone, %(now)s)::date)",
    ),
)

_REASONS = " ".join(f"WHEN {condition} THEN '{reason}'" for reason, _, condition in OVERTAKEN)
_STATES = " ".join(f"WHEN {condition} THEN '{state}'" for _, state, condition in OVERTAKEN)
_AROUND = f"""
LEFT JOIN accounts_user u ON u.id = n.recipient_id
LEFT JOIN notifications_destination d ON d.id = n.destination_id
LEFT JOIN projects_project p ON p.id = n.project_id
LEFT JOIN projects_item i ON i.id = n.item_id
{THING} {STILL_OWED}
"""

_CLOSE = f"""
UPDATE notifications_notification closed SET state = judged.state, closed_reason = judged.reason
FROM (
    SELECT n.id, CASE {_STATES} END AS state, CASE {_REASONS} END AS reason
    FROM notifications_notification n {_AROUND}
    WHERE n.state = 'open'
      AND (n.project_id = ANY(%(projects)s) OR n.project_id IS NULL AND n.thing_id IS NOT NULL)
) AS judged WHERE closed.id = judged.id AND judged.reason IS NOT NULL
"""  # noqa: S608

_CHECK = f"""
SELECT n.id, CASE
    WHEN n.state <> 'open' THEN n.closed_reason
    WHEN NOT u.is_active THEN 'recipient_left'
    WHEN u.id IS NOT NULL AND p.id IS NOT NULL AND NOT {visibility.SEES_LAUNCH} THEN 'not_allowed'
    WHEN u.id IS NOT NULL AND i.id IS NOT NULL AND NOT {visibility.REACHES_ITEM} THEN 'not_allowed'
    WHEN d.id IS NOT NULL AND p.id IS NOT NULL AND NOT {visibility.CHANNEL_SEES_LAUNCH} THEN 'not_allowed'
    WHEN u.id IS NOT NULL AND n.thing_id IS NOT NULL AND {visibility.REACHES_THING} IS NOT TRUE THEN 'not_allowed'
    WHEN d.id IS NOT NULL AND n.thing_id IS NOT NULL AND {visibility.CHANNEL_HEARS_THING} IS NOT TRUE THEN 'not_allowed'
    {_REASONS} ELSE '' END
FROM notifications_messageline l JOIN notifications_notification n ON n.id = l.notification_id {_AROUND}
WHERE l.message_id = %(message)s
"""  # noqa: S608


def close_overtaken(project_ids: Collection[int], now: datetime) -> int:
    """Close what these launches, and things of no launch, made untrue by `now`; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, _parameters(now) | {"projects": list(project_ids)})
        return int(cursor.rowcount)


def reasons_to_drop(message_id: int, now: datetime) -> dict[int, str]:
    """For each notification of a message why it must be left out at `now`; an empty text when it holds."""
    with connection.cursor() as cursor:
        cursor.execute(_CHECK, _parameters(now) | {"message": message_id})
        return dict(cursor.fetchall())


def _parameters(now: datetime) -> dict[str, Any]:
    return visibility.parameters() | {
        "answered_by_item": list(ANSWERED_BY_ITEM), "answered_by_thing": list(ANSWERED_BY_THING), "now": now,
    }  # fmt: skip
