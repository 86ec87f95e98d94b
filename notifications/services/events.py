"""From new events to notices: read each stream from its cursor, ask the rules, insert what is owed.

Runs inside the transaction of a sweep, so a cursor moves if and only if its notices are there.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from accounts.models import LEAD_ROLES, User
from ledger.models import Event, Stream
from projects.models import Comment, Item, Project

from .. import visibility
from ..models import Notification, StreamCursor
from ..notices import WANTS_INVOLVED, Facts, ItemFacts, LaunchFacts, Notice, items_named_in, notices_of

BATCH = 1000

_NEW = """
SELECT e.* FROM ledger_stream s
LEFT JOIN notifications_streamcursor c ON c.stream_id = s.id
JOIN ledger_event e ON e.stream_id = s.id AND e.seq > coalesce(c.seq, 0)
WHERE s.kind = %s AND s.head_seq > coalesce(c.seq, 0)
ORDER BY e.stream_id, e.seq LIMIT %s
"""

_INSERT = f"""
INSERT INTO notifications_notification
    (recipient_id, kind, urgency, topic, project_id, item_id, event_id, due_on, dedupe_key, data, created_at)
SELECT n.recipient_id, n.kind, n.urgency, n.topic, n.project_id, n.item_id, n.event_id, n.due_on, n.dedupe_key, n.data,
       %(now)s
FROM jsonb_to_recordset(%(rows)s::jsonb) AS n (
    recipient_id bigint, kind text, urgency text, topic text, project_id bigint, item_id bigint, event_id bigint,
    due_on date, dedupe_key text, data jsonb)
JOIN accounts_user u ON u.id = n.recipient_id AND u.is_active
JOIN projects_project p ON p.id = n.project_id
LEFT JOIN projects_item i ON i.id = n.item_id
WHERE {visibility.SEES_LAUNCH} AND (n.item_id IS NULL OR {visibility.REACHES_ITEM})
ON CONFLICT (dedupe_key) DO NOTHING
"""  # noqa: S608


def tell_events(now: datetime) -> tuple[int, set[int]]:
    """Insert the notices of up to BATCH new events; returns how many, and the launches in which something happened."""
    events = list(Event.objects.raw(_NEW, [Stream.Kind.PROJECT, BATCH]))
    if not events:
        return 0, set()
    facts = load_facts(events)
    notices = [n for e in events if e.stream_id in facts for n in notices_of(e, facts[e.stream_id])]
    _move_cursors(events)
    return insert_notices(notices, now), {found.launch.pk for found in facts.values()}


def insert_notices(notices: Sequence[Notice], now: datetime) -> int:
    return insert_rows([_row(notice) for notice in notices], now)


def insert_rows(rows: Sequence[dict[str, Any]], now: datetime) -> int:
    """Insert notifications about launches, but for whoever may not see it or is gone; known ones are skipped."""
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, visibility.parameters() | {"rows": json.dumps(rows), "now": now})
        return int(cursor.rowcount)


def skip_history() -> int:
    """Treat everything that has happened so far as told, after an import; returns how many streams were moved."""
    heads = Stream.objects.filter(kind=Stream.Kind.PROJECT).values_list("pk", "head_seq")
    return len(_save_cursors(dict(heads)))


def load_facts(events: Sequence[Event]) -> dict[int, Facts]:
    """The facts around these events by stream, in a number of queries that does not grow with them."""
    projects = {p.stream_id: p for p in Project.objects.filter(stream_id__in={e.stream_id for e in events})}
    named: set[int] = set().union(*(items_named_in(e) for e in events))
    items = {item.pk: item for item in map(_item_facts, Item.objects.filter(pk__in=named))}
    leads = _leads_by_department()
    involved = _involved(
        {projects[e.stream_id].pk for e in events if e.verb in WANTS_INVOLVED and e.stream_id in projects}, leads
    )
    centres = _centre_leads()
    moved = {change["item"] for e in events for change in e.after.get("changes", ())}
    told, comments = _told(moved), _comments(e.after.get("comment") for e in events)
    return {
        stream_id: Facts(
            LaunchFacts(p.pk, p.planner_id, frozenset(involved[p.pk]), centres), items, leads, told, comments
        )
        for stream_id, p in projects.items()
    }


def _item_facts(item: Item) -> ItemFacts:
    return ItemFacts(item.pk, item.title, item.title_en, item.department_id, item.owner_id, item.approval)


def _leads_by_department() -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    leads = User.objects.active().filter(role__in=LEAD_ROLES, department__isnull=False)
    for pk, department_id in leads.values_list("pk", "department_id"):
        found[department_id or 0].add(pk)
    return {department_id: frozenset(people) for department_id, people in found.items()}


def _centre_leads() -> frozenset[int]:
    """Leads of all contact centres; which of them may see the launch is decided at the insert."""
    leads = User.objects.active().filter(role__in=LEAD_ROLES, department__is_contact_centre=True)
    return frozenset(leads.values_list("pk", flat=True))


def _involved(project_ids: set[int], leads: dict[int, frozenset[int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    if project_ids:
        lines = Item.objects.open().filter(project_id__in=project_ids).order_by()
        for project_id, owner_id, department_id in lines.values_list(
            "project_id", "owner_id", "department_id"
        ).distinct():
            found[project_id] |= leads.get(department_id, frozenset()) | ({owner_id} if owner_id else set())
    return found


def _told(item_ids: set[int]) -> dict[int, frozenset[int]]:
    """Who was sent something about these lines that names their date."""
    found: dict[int, set[int]] = defaultdict(set)
    if item_ids:
        reminders = Notification.objects.filter(
            Q(kind=Notification.Kind.REMINDER) & Q(item_id__in=item_ids) & Q(bundled_at__isnull=False)
        ).order_by()
        for item_id, recipient_id in reminders.values_list("item_id", "recipient_id").distinct():
            found[item_id or 0].add(recipient_id)
    return {item_id: frozenset(people) for item_id, people in found.items()}


def _comments(ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {pk for pk in ids if pk}
    return dict(Comment.objects.filter(pk__in=wanted).values_list("pk", "body")) if wanted else {}


def _row(notice: Notice) -> dict[str, Any]:
    return {
        "recipient_id": notice.recipient_id,
        "kind": Notification.Kind.NOTICE.value,
        "urgency": notice.urgency.value,
        "topic": notice.topic,
        "project_id": notice.project_id,
        "item_id": notice.item_id,
        "event_id": notice.event_id,
        "due_on": None,
        "dedupe_key": notice.dedupe_key,
        "data": notice.data,
    }


def _move_cursors(events: Sequence[Event]) -> None:
    _save_cursors({e.stream_id: e.seq for e in events})  # in order, so the last of each stream stays


def _save_cursors(heads: dict[int, int]) -> list[StreamCursor]:
    return StreamCursor.objects.bulk_create(
        [StreamCursor(stream_id=stream_id, seq=seq) for stream_id, seq in heads.items()],
        update_conflicts=True,
        unique_fields=["stream"],
        update_fields=["seq"],
    )
