"""From new events to notices: read each stream from its cursor, ask the rules, insert what is owed.

Runs inside the transaction of a sweep, so a cursor moves if and only if its notices are there.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from accounts.models import LEAD_ROLES, User
from ledger.models import Event, Stream
from projects.models import Comment, Item, Project

from .. import visibility
from ..ladder import Urgency
from ..models import Carries, Destination, Notification, StreamCursor
from ..notices import CHANNEL_TOPICS, WANTS_INVOLVED, Facts, ItemFacts, LaunchFacts, Notice, items_named_in, notices_of
from .reminders import away_on

BATCH = 1000

_NEW = """
SELECT e.* FROM ledger_stream s
LEFT JOIN notifications_streamcursor c ON c.stream_id = s.id
JOIN ledger_event e ON e.stream_id = s.id AND e.seq > coalesce(c.seq, 0)
WHERE s.kind = %s AND s.head_seq > coalesce(c.seq, 0)
ORDER BY e.stream_id, e.seq LIMIT %s
"""

_ROWS = """jsonb_to_recordset(%(rows)s::jsonb) AS n (
    recipient_id bigint, destination_id bigint, kind text, urgency text, topic text, project_id bigint,
    item_id bigint, event_id bigint, due_on date, dedupe_key text, data jsonb)
JOIN projects_project p ON p.id = n.project_id
LEFT JOIN projects_item i ON i.id = n.item_id"""

# The key ends with who is told in the end, so that somebody who stands in for two people is told once.
_INSERT = f"""
WITH away (person_id, instead_id) AS (SELECT * FROM unnest(%(away)s::bigint[], %(instead)s::bigint[]))
INSERT INTO notifications_notification
    (recipient_id, instead_of_id, kind, urgency, topic, project_id, item_id, event_id, due_on, dedupe_key, data,
     created_at)
SELECT u.id, CASE WHEN substitute.id IS NOT NULL THEN n.recipient_id END, n.kind, n.urgency, n.topic, n.project_id,
       n.item_id, n.event_id, n.due_on, n.dedupe_key || ':' || u.id, n.data, %(now)s
FROM {_ROWS}
LEFT JOIN away ON away.person_id = n.recipient_id
LEFT JOIN LATERAL (
    SELECT u.id FROM accounts_user u WHERE u.id = away.instead_id AND u.is_active
      AND {visibility.SEES_LAUNCH} AND (n.item_id IS NULL OR {visibility.REACHES_ITEM})
) substitute ON true
JOIN accounts_user u ON u.id = coalesce(substitute.id, n.recipient_id) AND u.is_active
WHERE {visibility.SEES_LAUNCH} AND (n.item_id IS NULL OR {visibility.REACHES_ITEM})
ON CONFLICT (dedupe_key) DO NOTHING
"""  # noqa: S608

_INSERT_SHARED = f"""
INSERT INTO notifications_notification
    (destination_id, kind, urgency, topic, project_id, item_id, event_id, due_on, dedupe_key, data, created_at)
SELECT d.id, n.kind, n.urgency, n.topic, n.project_id, n.item_id, n.event_id, n.due_on,
       n.dedupe_key || ':to' || d.id, n.data, %(now)s
FROM {_ROWS}
JOIN notifications_destination d ON d.id = n.destination_id AND d.disabled_at IS NULL
WHERE {visibility.CHANNEL_SEES_LAUNCH}
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
    return insert_rows([_row(notice) for notice in notices] + tell_channels(events, facts), now), {
        found.launch.pk for found in facts.values()
    }


def insert_rows(rows: Sequence[dict[str, Any]], now: datetime) -> int:
    """Insert notifications about launches, but for whoever may not see it or is gone; known ones are skipped.

    A row is for a person or for a shared channel; who is away today is stood in for.
    """
    if not rows:
        return 0
    away = away_on([timezone.localdate(now)])
    parameters = visibility.parameters() | {
        "now": now, "away": [person for _, person, _ in away], "instead": [instead for *_, instead in away],
    }  # fmt: skip
    told, for_channels = 0, [row for row in rows if "destination_id" in row]
    with connection.cursor() as cursor:
        for statement, some in (
            (_INSERT, [row for row in rows if "destination_id" not in row]),
            (_INSERT_SHARED, for_channels),
        ):
            if some:
                cursor.execute(statement, parameters | {"rows": json.dumps(some)})
                told += cursor.rowcount
    return told


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


def tell_channels(events: Sequence[Event], facts: Mapping[int, Facts]) -> list[dict[str, Any]]:
    """What the shared channels of a launch hear: the news that concern all who follow it.

    A channel of a department that was told of lines of a launch is corrected when they move.
    """
    news = [event for event in events if event.verb in CHANNEL_TOPICS and event.stream_id in facts]
    if not news:
        return []
    launches = {facts[event.stream_id].launch.pk for event in news}
    told = Q(notifications__project__in=launches, notifications__kind=Notification.Kind.REMINDER)
    channels = (
        Destination.objects.active()
        .filter(Q(project__in=launches) | told, carries__contains=[Carries.NOTICES])
        .values_list("pk", "project_id", "notifications__project_id")
        .distinct()
    )
    of_launch: dict[int, set[int]] = defaultdict(set)
    for destination_id, own, told_of in channels:
        for project_id in (own, told_of):
            if project_id in launches:
                of_launch[project_id].add(destination_id)
    return [
        _row_of(event, facts[event.stream_id].launch.pk, destination_id)
        for event in news
        for destination_id in of_launch[facts[event.stream_id].launch.pk]
    ]


def _row_of(event: Event, project_id: int, destination_id: int) -> dict[str, Any]:
    topic = CHANNEL_TOPICS[event.verb]
    dates = {"before": event.before.get("launch_on"), "after": event.after.get("launch_on")} if topic == "moved" else {}
    verdict = {"verdict": event.after["verdict"]} if "verdict" in event.after else {}
    why = {"reason": event.reason} if event.reason else {}
    return {
        "destination_id": destination_id,
        "kind": Notification.Kind.NOTICE.value,
        "urgency": Urgency.AT_ONCE.value,
        "topic": topic,
        "project_id": project_id,
        "item_id": None,
        "event_id": event.pk,
        "due_on": None,
        "dedupe_key": f"notice:{event.pk}:{topic}",
        "data": {"by": event.actor_name, **dates, **verdict, **why},
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
