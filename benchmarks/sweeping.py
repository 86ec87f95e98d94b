"""The sweep: 10,000 items due among 100,000 open ones, against one bare INSERT … SELECT of as many rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from accounts.workdays import calendars
from notifications.services.sweep import sweep

from .data import LINES, World, copies, make_due
from .harness import Figure, timed

DUE = 10_000
SEOUL = ZoneInfo("Asia/Seoul")


def measure(world: World, rounds: int, *, growth: bool) -> list[Figure]:
    """Among as many open lines as there are; with `growth` also among 100,000 and 1,000,000, with the same due."""
    moment = _working_morning()
    # Three open days ahead is a step that goes to the owner alone: one notification per item.
    due_on = calendars()[None].shift(moment.date(), 3)
    make_due(DUE, due_on, but=world.project)
    sweep(moment)  # events of the launches that were made above, and all tables warm
    found = [_swept(world.launches, moment, due_on, rounds)]
    if growth:
        for launches in (1_000, 10_000):
            copies(world.project, launches - world.launches)
            world = replace(world, launches=launches)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            full, idle = _swept(launches, moment, due_on, rounds)
            factor = full.ours_ms / found[-1][0].ours_ms
            found.append((replace(full, note=f"{full.note}, growth {factor:.2f} (goal ≤ 1.2)"), idle))
    return [figure for pair in found for figure in pair]


def _swept(launches: int, moment: datetime, due_on: date, rounds: int) -> tuple[Figure, Figure]:
    """A sweep that inserts everything, and one right after it that has nothing new."""
    size = f"{launches * LINES:,} open"
    rounds = max(rounds, 5)
    bare, full, count, idle = [], [], [], []
    inserted = 0
    for _round in range(rounds):
        _forget()
        bare.append(timed(lambda: _bare_insert(due_on)))
        _forget()
        full.append(timed(lambda: sweep(moment)))
        inserted = _notifications()
        count.append(timed(lambda: _bare_count(moment)))
        idle.append(timed(lambda: sweep(moment)))
    ratios = [mine / floor for mine, floor in zip(full, bare, strict=True)]
    late = [mine - floor for mine, floor in zip(idle, count, strict=True)]
    return (
        Figure(
            f"sweep: {DUE:,} due of {size}",
            median(bare),
            median(full),
            min(ratios),
            max(ratios),
            "≤ 2",
            f"{inserted:,} notifications",
        ),
        Figure(
            f"second sweep, nothing new, {size}",
            median(count),
            median(idle),
            min(i / c for i, c in zip(idle, count, strict=True)),
            max(i / c for i, c in zip(idle, count, strict=True)),
            "≤ bare count + 100 ms",
            f"bare count + {median(late):.0f} ms",
        ),
    )


def _working_morning() -> datetime:
    """Seven o'clock on the next open day: reminders are owed, and their digests are not due before nine."""
    day = calendars()[None].next_open(timezone.localdate() + timedelta(days=1))
    return datetime.combine(day, time(7), SEOUL)


def _bare_insert(on: date) -> None:
    """As many rows of the same width into the same table, so under its keys, indexes and foreign keys."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO notifications_notification
                (recipient_id, kind, urgency, topic, audience, project_id, item_id, due_on, dedupe_key, created_at)
            SELECT owner.id, 'reminder', 'digest', 'D-3', 'owner', p.id, i.id, i.due_on,
                   'reminder:' || i.id || ':D-3:' || i.due_on || ':' || owner.id, now()
            FROM projects_item i
            JOIN projects_project p ON p.id = i.project_id
            JOIN accounts_user owner ON owner.id = i.owner_id
            WHERE i.due_on = %s AND i.status IN ('todo', 'doing', 'blocked', 'in_review')
            ON CONFLICT (dedupe_key) DO NOTHING
            """,
            [on],
        )


def _bare_count(moment: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM projects_item "
            "WHERE status IN ('todo', 'doing', 'blocked', 'in_review') AND due_on <= %s",
            [moment.date() + timedelta(days=14)],
        )


def _forget() -> None:
    """Take back what a sweep made."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE notifications_notification, notifications_message, notifications_messageline, "
            "notifications_deliveryattempt"
        )


def _notifications() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM notifications_notification")
        return int(cursor.fetchone()[0])
