"""From new events to notices: read each stream from its cursor, ask the rules, insert what is owed.

Runs inside the transaction of a sweep, so a cursor moves if and only if its notices are there.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from ledger.models import Event, Stream

from .. import visibility
from ..ladder import Urgency
from ..models import Carries, Destination, Notification, StreamCursor
from ..notices import CHANNEL_TOPICS, Data, Facts, Notice, notices_of
from ..record_notices import ThingFacts, channel_news_of, thing_notices_of
from ..things import THING
from .event_facts import load_facts
from .reminders import away_on
from .thing_facts import load_thing_facts

BATCH = 1000
STREAMS = [Stream.Kind.PROJECT.value, Stream.Kind.COMPANY.value]

# Those of launches first: after an import of people the company's stream may be long.
_NEW = """
SELECT e.* FROM ledger_stream s
LEFT JOIN notifications_streamcursor c ON c.stream_id = s.id
JOIN ledger_event e ON e.stream_id = s.id AND e.seq > coalesce(c.seq, 0)
WHERE s.kind = ANY(%s) AND s.head_seq > coalesce(c.seq, 0)
ORDER BY s.kind <> 'project', e.stream_id, e.seq LIMIT %s
"""

_ROWS = f"""jsonb_to_recordset(%(rows)s::jsonb) AS n (
    recipient_id bigint, destination_id bigint, kind text, urgency text, topic text, project_id bigint,
    item_id bigint, thing_kind text, thing_id bigint, event_id bigint, due_on date, dedupe_key text, data jsonb)
LEFT JOIN projects_project p ON p.id = n.project_id
LEFT JOIN projects_item i ON i.id = n.item_id
{THING}"""
_MAY_HEAR = f"""(n.project_id IS NULL OR {visibility.SEES_LAUNCH} OR {visibility.OWN_OUTSIDE})
    AND (n.item_id IS NULL OR {visibility.REACHES_ITEM}) AND (n.thing_id IS NULL OR {visibility.REACHES_THING})"""

# The key ends with who is told in the end, so that somebody who stands in for two people is told once. Who may not know
# of the launch that a thing of their own belongs to is told of the thing alone.
_INSERT = f"""
WITH away (person_id, instead_id) AS (SELECT * FROM unnest(%(away)s::bigint[], %(instead)s::bigint[]))
INSERT INTO notifications_notification
    (recipient_id, instead_of_id, kind, urgency, topic, project_id, item_id, thing_kind, thing_id, event_id, due_on,
     dedupe_key, data, created_at)
SELECT u.id, CASE WHEN substitute.id IS NOT NULL THEN n.recipient_id END, n.kind, n.urgency, n.topic,
       CASE WHEN {visibility.SEES_LAUNCH} THEN n.project_id END, n.item_id, coalesce(n.thing_kind, ''), n.thing_id,
       n.event_id, n.due_on, n.dedupe_key || ':' || u.id, n.data, %(now)s
FROM {_ROWS}
LEFT JOIN away ON away.person_id = n.recipient_id
LEFT JOIN LATERAL (
    SELECT u.id FROM accounts_user u WHERE u.id = away.instead_id AND u.is_active AND {_MAY_HEAR}
) substitute ON true
JOIN accounts_user u ON u.id = coalesce(substitute.id, n.recipient_id) AND u.is_active
WHERE {_MAY_HEAR}
ON CONFLICT (dedupe_key) DO NOTHING
"""  # noqa: S608

_INSERT_SHARED = f"""
INSERT INTO notifications_notification
    (destination_id, kind, urgency, topic, project_id, item_id, thing_kind, thing_id, event_id, due_on, dedupe_key,
     data, created_at)
SELECT d.id, n.kind, n.urgency, n.topic, n.project_id, n.item_id, coalesce(n.thing_kind, ''), n.thing_id, n.event_id,
       n.due_on, n.dedupe_key || ':to' || d.id, n.data, %(now)s
FROM {_ROWS}
JOIN notifications_destination d ON d.id = n.destination_id AND d.disabled_at IS NULL
WHERE {visibility.CHANNEL_SEES_LAUNCH} AND (n.thing_id IS NULL OR {visibility.CHANNEL_HEARS_THING})
ON CONFLICT (dedupe_key) DO NOTHING
"""  # noqa: S608


def tell_events(now: datetime) -> tuple[int, set[int | None]]:
    """Insert the notices of up to BATCH new events; returns how many, and the launches in which something happened.

    None among them stands for what belongs to no launch.
    """
    events = list(Event.objects.raw(_NEW, [STREAMS, BATCH]))
    if not events:
        return 0, set()
    facts, things = load_facts(events), load_thing_facts(events)
    notices = [n for e in events if e.stream_id in facts for n in notices_of(e, facts[e.stream_id])]
    notices += [n for e in events for n in thing_notices_of(e, things)]
    _move_cursors(events)
    rows = [_row(notice) for notice in notices] + tell_channels(events, facts, things)
    changed: set[int | None] = {found.launch.pk for found in facts.values()}
    changed |= {thing.project_id for some in things.of.values() for thing in some}
    return insert_rows(rows, now), changed | {None}


def insert_rows(rows: Sequence[dict[str, Any]], now: datetime) -> int:
    """Insert notifications, but for whoever may not see what they are about or is gone; known ones are skipped.

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
    heads = Stream.objects.filter(kind__in=STREAMS).values_list("pk", "head_seq")
    return len(_save_cursors(dict(heads)))


def _row(notice: Notice) -> dict[str, Any]:
    return {
        "recipient_id": notice.recipient_id,
        "kind": Notification.Kind.NOTICE.value,
        "urgency": notice.urgency.value,
        "topic": notice.topic,
        "project_id": notice.project_id,
        "item_id": notice.item_id,
        "thing_kind": notice.thing_kind,
        "thing_id": notice.thing_id,
        "event_id": notice.event_id,
        "due_on": None,
        "dedupe_key": notice.dedupe_key,
        "data": notice.data,
    }


def tell_channels(events: Sequence[Event], facts: Mapping[int, Facts], things: ThingFacts) -> list[dict[str, Any]]:
    """What the shared channels of a launch hear: the news that concern all who follow it.

    A channel of a department that was told of lines of a launch is corrected when they move. What happens to things of
    `records` is for the launch's own channels.
    """
    news = [(event, facts[event.stream_id].launch.pk) for event in events if event.stream_id in facts]
    news = [(event, launch) for event, launch in news if event.verb in CHANNEL_TOPICS or channel_news_of(event, things)]
    if not news:
        return []
    own, told = _channels({launch for _, launch in news})
    rows = []
    for event, launch in news:
        if event.verb in CHANNEL_TOPICS:
            topic, data = CHANNEL_TOPICS[event.verb], _said_of_launch(event)
            rows += [_channel_row(event, launch, one, topic, data) for one in sorted(own[launch] | told[launch])]
        elif found := channel_news_of(event, things):
            topic, kind, said = found
            page = int(event.target.partition(":")[2])
            data = {"title": event.target_name, "page": page, **said}
            about = {"thing_kind": kind, "thing_id": page}
            rows += [_channel_row(event, launch, one, topic, data) | about for one in sorted(own[launch])]
    return rows


def _channels(launches: set[int]) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """By launch: its own shared channels, and all that were told of lines of it. One query."""
    reminded = Q(notifications__project__in=launches, notifications__kind=Notification.Kind.REMINDER)
    found = (
        Destination.objects.active()
        .filter(Q(project__in=launches) | reminded, carries__contains=[Carries.NOTICES])
        .values_list("pk", "project_id", "notifications__project_id")
        .distinct()
    )
    own: dict[int, set[int]] = defaultdict(set)
    told: dict[int, set[int]] = defaultdict(set)
    for destination_id, project_id, told_of in found:
        if project_id in launches:
            own[project_id].add(destination_id)
        if told_of in launches:
            told[told_of].add(destination_id)
    return own, told


def _said_of_launch(event: Event) -> Data:
    is_move = CHANNEL_TOPICS[event.verb] == "moved"
    dates = {"before": event.before.get("launch_on"), "after": event.after.get("launch_on")} if is_move else {}
    verdict = {"verdict": event.after["verdict"]} if "verdict" in event.after else {}
    why = {"reason": event.reason} if event.reason else {}
    return {**dates, **verdict, **why}


def _channel_row(event: Event, project_id: int, destination_id: int, topic: str, data: Data) -> dict[str, Any]:
    return {
        "destination_id": destination_id,
        "kind": Notification.Kind.NOTICE.value,
        "urgency": Urgency.AT_ONCE.value,
        "topic": topic,
        "project_id": project_id,
        "event_id": event.pk,
        "dedupe_key": f"notice:{event.pk}:{topic}",
        "data": {"by": event.actor_name, **data},
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
