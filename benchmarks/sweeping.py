"""The sweep: 10,000 items due among 100,000 open ones, against one bare INSERT … SELECT of as many rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from accounts.workdays import calendars
from notifications.services.sweep import sweep

from .data import World, copies, make_due
from .harness import Figure, timed

DUE = 10_000
SEOUL = ZoneInfo("Asia/Seoul")


def measure(world: World, rounds: int, *, growth: bool) -> list[Figure]:
    moment = _working_morning()
    make_due(DUE, moment.date())
    sweep(moment)  # events of the launches that were made above, and all tables warm
    first, second = _swept("100,000 open", moment, rounds)
    if not growth:
        return [first, second]
    copies(world.project, 9_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    larger, larger_second = _swept("1,000,000 open", moment, rounds)
    growth_factor = f"growth {larger.ours_ms / first.ours_ms:.2f} (goal ≤ 1.2)"
    return [
        first,
        second,
        Figure(larger.name, larger.floor_ms, larger.ours_ms, larger.low, larger.high, larger.goal, growth_factor),
        larger_second,
    ]


def _swept(size: str, moment: datetime, rounds: int) -> tuple[Figure, Figure]:
    """A sweep that inserts everything, and one right after it that has nothing new."""
    rounds = max(rounds, 5)
    bare, full, count, idle = [], [], [], []
    inserted = 0
    for _round in range(rounds):
        _forget()
        bare.append(timed(_in_throwaway(_bare_insert)))
        full.append(timed(lambda: sweep(moment)))
        inserted = _notifications()
        count.append(timed(lambda: _bare_count(moment)))
        idle.append(timed(lambda: sweep(moment)))
    ratios = [mine / floor for mine, floor in zip(full, bare, strict=True)]
    late = [mine - floor for mine, floor in zip(idle, count, strict=True)]
    return (
        Figure(
            f"sweep: {DUE:,} due of {size}", median(bare), median(full), min(ratios), max(ratios), "≤ 2",
            f"{inserted:,} notifications",
        ),
        Figure(
            f"second sweep, nothing new, {size}", median(count), median(idle),
            min(i / c for i, c in zip(idle, count, strict=True)), max(i / c for i, c in zip(idle, count, strict=True)),
            "≤ bare count + 100 ms", f"bare count + {median(late):.0f} ms",
        ),
    )


def _working_morning() -> datetime:
    """Ten o'clock on the next open day, when digests are due."""
    day = calendars()[None].next_open(timezone.localdate() + timedelta(days=1))
    return datetime.combine(day, time(10), SEOUL)


def _in_throwaway(statement: Callable[[], None]) -> Callable[[], None]:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_owed")
        cursor.execute("CREATE TABLE bench_owed (LIKE notifications_notification INCLUDING ALL)")
    return statement


def _bare_insert() -> None:
    """Reads the rows that are due and writes as many notifications, under the same unique key and indexes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'bench_owed'")
        columns = [name for (name,) in cursor.fetchall() if name != "id"]
        names = ", ".join(f'"{name}"' for name in columns)
        keyed = ", ".join("n.dedupe_key || i.id" if name == "dedupe_key" else f'n."{name}"' for name in columns)
        cursor.execute(
            f"""
            INSERT INTO bench_owed ({names})
            SELECT {keyed} FROM projects_item i
            CROSS JOIN (SELECT * FROM bench_like LIMIT 1) n
            WHERE i.due_on = (SELECT min(due_on) FROM projects_item) AND i.status = 'todo'
            ON CONFLICT DO NOTHING
            """  # noqa: S608 (names of our own columns)
        )


def _bare_count(moment: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM projects_item WHERE status IN ('todo', 'doing', 'blocked', 'in_review') AND due_on <= %s",
            [moment.date() + timedelta(days=14)],
        )


def _forget() -> None:
    """Take back what a sweep made, keeping one row as the pattern of the bare insert."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bench_like AS SELECT * FROM notifications_notification WHERE kind = 'reminder' LIMIT 1"
        )
        cursor.execute(
            "TRUNCATE notifications_notification, notifications_message, notifications_messageline, "
            "notifications_deliveryattempt"
        )


def _notifications() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM notifications_notification")
        return int(cursor.fetchone()[0])
