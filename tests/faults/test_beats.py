"""F3 and F4: beat was away for hours, or five of them tick at once. What is owed is a query, so neither matters."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from notifications.models import Message, MessageLine, Notification
from notifications.services import sweep
from projects.models import Item
from projects.services.items import complete_item

from . import crowd
from .figures import record
from .sizes import size
from .stack import Stack, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

HOURS_AWAY = 3  # the news of the launches is three hours old: it was made a message of, and nobody sent it
BEATS = 5


def test_after_hours_without_beat_each_person_gets_one_message(tmp_path: Path) -> None:
    people, lines_each, done_each = size((50, 20, 4), (10, 5, 1))
    told = crowd.people(people)
    crowd.due_in(3, told * lines_each)
    stale = crowd.due_in(3, told * done_each)
    crowd.launches(told)
    sweep(timezone.now() - timedelta(hours=HOURS_AWAY))
    sweep(timezone.now() - timedelta(minutes=1))  # the reminders were due as well, and wait with the news
    waiting = Message.objects.filter(recipient__in=told, state="due").count()
    done = list(Item.objects.filter(project__in=stale))
    for item in done:
        complete_item(item.pk, by=item.owner or crowd.planner())
    with Stack(tmp_path, clock_shifts=()) as stack:
        stack.start_with_beat()
        wait_until(lambda: stack.accepted() >= people and crowd.nothing_waits(), 60)
        copies = [reference for reference, *_ in stack.copies()]
    mails = crowd.messages_of(told)
    lines = MessageLine.objects.filter(message__state="accepted", dropped_reason="", notification__kind="reminder")
    lines = lines.filter(notification__recipient__in=told)
    stale_sent = lines.filter(notification__item__in=done).count()
    covered = lines.values("notification__item").distinct().count()
    figures = {
        "messages": sum(reference in mails for reference in copies),
        "covered": covered,
        "stale_done_sent": stale_sent,
    }
    record("F3", f"beat down {HOURS_AWAY} h and back", people * lines_each, people=people, **figures)
    assert waiting >= people
    assert figures == {"messages": people, "covered": people * lines_each, "stale_done_sent": 0}


def doubles(folder: Path, beats: int, seconds: float, app: str = "tests.faults.app") -> dict[str, int]:
    """So many beats at once while launches are started one after another: what came twice?"""
    told: list[User] = []
    rounds = size(20, 3)
    with Stack(folder, app, clock_shifts=()) as stack:
        for _ in range(beats):
            stack.start_beat()
        stack.start_worker(children=4)
        for _ in range(rounds):
            some = crowd.people(5)
            crowd.launches(some)
            told += some
            wait_until(lambda: False, seconds / rounds)
        wait_until(lambda: crowd.everybody_has_a_message(told), 40)
        wait_until(crowd.nothing_waits, 20 if app == "tests.faults.app" else 4)
        copies = len(stack.copies())
    notices = Notification.objects.filter(recipient__in=told)
    created = notices.count()
    distinct = notices.values("recipient", "item", "topic").distinct().count()
    return {"expected": len(told), "created": created, "dup": created - distinct, "copies": copies}


def test_five_beats_at_once_tell_everybody_once(tmp_path: Path) -> None:
    figures = doubles(tmp_path, BEATS, size(60, 3))
    record("F4", f"{BEATS} beats at once", BEATS, **figures)
    n = figures["expected"]
    assert figures == {"expected": n, "created": n, "dup": 0, "copies": n}


def test_the_suite_goes_red_without_unique_keys(tmp_path: Path) -> None:
    with without_keys():
        figures = doubles(tmp_path, 2, size(10, 1), "tests.faults.mutant_keys")
        record("mutant", "no unique key: dup must not be 0", 2, **figures)
    assert figures["dup"] > 0


@contextlib.contextmanager
def without_keys() -> Iterator[None]:
    """The database of the test without the constraint that tells everyone once."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE notifications_notification DROP CONSTRAINT told_once")
    try:
        yield
    finally:
        MessageLine.objects.all().delete()
        Notification.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE notifications_notification ADD CONSTRAINT told_once UNIQUE (dedupe_key)")
