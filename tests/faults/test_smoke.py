"""Workers are killed, the broker is emptied, two beats tick: nothing is lost, and every repetition says so.

The figures are printed with `pytest -m faults -s`; the long matrix of reliability.md section 1.3 builds on this.
"""

from __future__ import annotations

import sys
import time
from datetime import date, timedelta
from functools import partial

import pytest
from django.utils import timezone

from notifications.models import Message, Notification
from projects.models import Item
from tests import factories

from .stack import LEASE_SECONDS, Count, Stack

pytestmark = [
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform != "linux", reason="finds the children of a worker in /proc"),
]

PEOPLE = 150
HARMS = (Stack.kill_every_child, Stack.kill_child, Stack.kill_worker, Stack.kill_child)


def a_launch_for_everyone() -> None:
    """One launch, one line per person: each is owed one message that names it."""
    planner, sales = factories.planner(), factories.department("sales")
    owners = {f"L{n}": factories.user(department=sales).pk for n in range(PEOPLE)}
    version = factories.template([factories.line(key, department=sales) for key in owners], by=planner)
    today: date = timezone.localdate()
    factories.project(
        version, by=planner, launch_on=today + timedelta(days=60), announced_on=today, owners=owners
    )  # fmt: skip
    assert Item.objects.count() == PEOPLE


def references(state: str | None = None) -> set[str]:
    messages = Message.objects.filter(state=state) if state else Message.objects.all()
    return {message.reference for message in messages}


def wait_until(condition, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.1)


def hurt(stack: Stack, *, rounds: int, with_flushes: bool) -> Count:
    """Kill and flush while messages go out; returns the count once nothing is left to send."""
    a_launch_for_everyone()
    with stack:
        wait_until(lambda: stack.accepted() > 10, 40)
        for round_ in range(rounds):
            if with_flushes:
                stack.flush_broker()
            HARMS[round_ % len(HARMS)](stack)
            seen = stack.accepted()
            wait_until(partial(stack.has_accepted, seen + 10), 3)
        wait_until(lambda: not Message.objects.filter(state__in=["due", "leased"]).exists(), 3 * LEASE_SECONDS)
        time.sleep(0.5)
        return stack.count(references())


def test_kills_flushes_and_two_beats_lose_nothing(tmp_path):
    stack = Stack(tmp_path)
    count = hurt(stack, rounds=5, with_flushes=True)
    print(f"\n{count} (kills {stack.kills})")
    assert count.created == PEOPLE
    assert Notification.objects.filter(topic="assigned").count() == PEOPLE
    assert (count.lost, count.unmarked_extra) == (0, 0)
    assert count.extra <= stack.kills
    assert references("accepted") == references()


def test_the_suite_goes_red_on_marking_before_sending(tmp_path):
    count = hurt(Stack(tmp_path, app="tests.faults.mutant"), rounds=1, with_flushes=False)
    print(f"\nmark before send: {count}")
    assert count.lost > 0
