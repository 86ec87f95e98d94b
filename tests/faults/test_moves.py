"""F12 and F13: dates move and lines are ticked while the messages about them are on their way."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event as Flag

import pytest
from django.db import connection

from accounts.models import User
from notifications.models import DeliveryAttempt, MessageLine, Notification
from notifications.services import database_now, sweep
from projects.models import Item, Project
from projects.services.items import complete_item
from projects.services.launches import move_launch

from . import crowd
from .figures import record
from .sizes import size
from .stack import Stack, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

THREADS = 3


def race(
    folder: Path, told: list[User], on_their_way: Callable[[], set[int]], change: Callable[[int], object], enough: int
) -> dict[int, datetime]:
    """Four workers send what `told` are owed. Whatever is `on_their_way` is changed, each once, until there is nothing
    left or `enough` were. Returns when each change was committed, by the clock of the database.
    """
    changed: dict[int, datetime] = {}
    begun: set[int] = set()
    over = Flag()

    def work() -> None:
        try:
            while not over.is_set() and len(begun) < enough:
                for pk in random.sample(found := sorted(on_their_way() - begun), min(1, len(found))):
                    begun.add(pk)
                    change(pk)
                    changed[pk] = database_now()
        finally:
            connection.close()

    with Stack(folder, clock_shifts=()) as stack, ThreadPoolExecutor(THREADS) as pool:
        stack.start_with_beat()
        workers = [pool.submit(work) for _ in range(THREADS)]
        wait_until(lambda: crowd.everybody_has_a_message(told), 60)
        wait_until(crowd.nothing_waits, size(600, 60))
        over.set()
        for worker in workers:
            worker.result()
        wait_until(lambda: crowd.all_news_is_told() and crowd.nothing_waits(), 60)
    return changed


def sent_after(changed: dict[int, datetime], lines: Callable[[int], object]) -> int:
    """Attempts that began after the change and told what it had made untrue."""
    return sum(
        DeliveryAttempt.objects.filter(
            message__lines__in=lines(pk), started_at__gt=at, outcome__in=["accepted", "unknown"]
        ).count()
        for pk, at in changed.items()
    )


def test_no_reminder_starts_after_its_line_is_ticked(tmp_path: Path) -> None:
    wanted = size(1000, 40)
    told = crowd.people(2 * wanted)
    crowd.due_in(3, told)

    def leased() -> set[int]:
        found = Item.objects.filter(status="todo", notifications__lines__message__state="leased")
        return set(found.values_list("pk", flat=True))

    def tick(item_id: int) -> None:
        complete_item(item_id, by=User.objects.get(items=item_id))

    ticked = race(tmp_path, told, leased, tick, wanted)
    lines = MessageLine.objects.filter(notification__kind="reminder", dropped_reason="")
    late = sent_after(ticked, lambda pk: lines.filter(notification__item=pk))
    dropped = MessageLine.objects.filter(dropped_reason="item_closed").count()
    record(
        "F13", "line ticked while its reminder is on its way", len(ticked), started_after_tick=late, withdrawn=dropped
    )
    assert late == 0
    assert len(ticked) >= wanted // 2
    assert dropped, "nothing raced: each tick came too late"


def test_no_old_date_is_sent_after_the_launch_moved(tmp_path: Path) -> None:
    moves, lines_each = size((500, 4), (12, 4))
    told = crowd.people(moves * lines_each)
    old = crowd.today() + timedelta(days=3)
    launches = crowd.due_in(3, told, lines_each)
    by = crowd.planner()

    def leased() -> set[int]:
        found = Project.objects.filter(dday_revision=0, notifications__lines__message__state="leased")
        return set(found.values_list("pk", flat=True))

    def move(pk: int) -> None:
        project = Project.objects.get(pk=pk)
        move_launch(pk, project.launch_on + timedelta(days=4), by=by, reason="조정")

    moved = race(tmp_path, told, leased, move, moves)
    sweep()
    old_lines = MessageLine.objects.filter(notification__due_on=old, notification__kind="reminder", dropped_reason="")
    late = sent_after(moved, lambda pk: old_lines.filter(notification__project=pk))
    of_moved = Notification.objects.filter(project__in=moved)
    new = of_moved.filter(kind="reminder", due_on=old + timedelta(days=4), state="open", audience="owner").count()
    knew = set(old_lines.filter(message__state="accepted", notification__in=of_moved).values_list(
        "notification__recipient", flat=True))  # fmt: skip
    news = MessageLine.objects.filter(notification__in=of_moved.filter(topic="moved"), message__state="accepted")
    corrected = list(news.values_list("notification__recipient", flat=True))
    figures = {
        "old_date_after_move": late,
        "missing_new": len(moved) * lines_each - new,
        "knew_old_date": len(knew),
        "not_corrected": len(knew - set(corrected)),
        "corrected_twice": len(corrected) - len(set(corrected)),
    }
    record("F12", "D-day moved while reminders are on their way", len(moved), **figures)
    assert (late, figures["missing_new"], figures["not_corrected"], figures["corrected_twice"]) == (0, 0, 0, 0)
    assert len(moved) >= moves // 2
    assert len(launches) == moves
