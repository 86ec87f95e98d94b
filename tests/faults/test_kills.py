"""F1 and F2: processes die while they send. Nothing is lost, and every repetition says so; a deploy repeats nothing."""

from __future__ import annotations

import itertools
import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connection

from config.local.memory import free_port
from notifications.models import Channel, Message
from notifications.services import deliver_due, leases, sweep
from tests.notifications.conftest import Sink
from tests.simultaneously import simultaneously

from . import crowd
from .figures import record
from .sizes import size
from .stack import LEASE_SECONDS, Count, Stack, children_of, wait_until

pytestmark = [
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform != "linux", reason="finds the children of a worker in /proc"),
]

CHILDREN = 2  # of each worker, as `Stack.start_worker` starts it


def sent_while(stack: Stack, people: int, harms: list[partial[Any]], workers: int = 2) -> Count:
    """Tell so many people something and do the harms meanwhile, evenly; counts once nothing is left to send."""
    told = crowd.people(people)
    crowd.launches(told)
    with stack:
        for _ in range(1, workers):
            stack.start_worker()
        wait_until(lambda: stack.accepted() > 3, 60)
        for harm in harms:
            harm()
            seen = stack.accepted()
            wait_until(partial(stack.has_accepted, seen + people // (2 * len(harms))), 3)
        wait_until(partial(crowd.everybody_has_a_message, told), 30)
        wait_until(crowd.nothing_waits, size(20, 6) * LEASE_SECONDS)
        time.sleep(0.3)
        return stack.count(crowd.messages_of(told))


def test_a_child_killed_while_it_sends_loses_nothing(tmp_path: Path) -> None:
    people, kills = size((5000, 200), (60, 5))
    stack = Stack(tmp_path, clock_shifts=(0,))
    count = sent_while(stack, people, [partial(stack.kill_child)] * kills)
    record("F1", "worker child kill -9 during a send", stack.kills, **vars(count))
    assert (count.created, count.lost, count.unmarked_extra) == (people, 0, 0)
    assert count.extra <= stack.kills
    assert set(Message.objects.values_list("state", flat=True)) == {"accepted"}


def test_a_worker_killed_while_it_sends_loses_nothing(tmp_path: Path) -> None:
    people, kills = size((2000, 20), (40, 1))
    stack = Stack(tmp_path, clock_shifts=(0,))
    count = sent_while(stack, people, [partial(stack.kill_worker)] * kills)
    record("F2", "whole worker kill -9", kills, **vars(count))
    assert (count.created, count.lost, count.unmarked_extra) == (people, 0, 0)
    assert count.extra <= stack.kills  # those of each worker that were at work


def test_a_deploy_sends_nothing_twice(tmp_path: Path) -> None:
    """Workers are asked to leave, politely and less so, and replaced at once; they end what they have begun."""
    people, deploys = size((4000, 40), (80, 2))
    leaving: list[Future[float]] = []
    stack = Stack(tmp_path, clock_shifts=(0,))
    ways = itertools.islice(itertools.cycle([signal.SIGTERM, signal.SIGQUIT]), deploys)
    with ThreadPoolExecutor(deploys) as pool:
        harms = [partial(_replace, stack, how, pool, leaving) for how in ways]
        count = sent_while(stack, people, [*harms, partial(wait, leaving)])
    longest = max(future.result() for future in leaving)
    record("F2", "deploy by SIGTERM and SIGQUIT", deploys, **vars(count), longest_drain_s=longest)
    assert (count.created, count.lost, count.extra) == (people, 0, 0)
    assert longest <= LEASE_SECONDS + 30


def _replace(stack: Stack, how: signal.Signals, pool: ThreadPoolExecutor, leaving: list[Future[float]]) -> None:
    old = stack.workers.pop(0)
    stack.start_worker()
    # Celery itself stumbles over a signal before its pool is there; a worker that sends nothing yet is no matter here.
    wait_until(lambda: len(children_of(old.pid)) >= CHILDREN, 30)
    os.kill(old.pid, how)
    leaving.append(pool.submit(old.wait, 120))


def test_the_suite_goes_red_on_marking_before_sending(tmp_path: Path) -> None:
    stack = Stack(tmp_path, "tests.faults.mutant", clock_shifts=(0,))
    count = sent_while(stack, size(300, 60), [partial(stack.kill_every_child)], workers=1)
    record("mutant", "mark before send: lost must not be 0", stack.kills, **vars(count))
    assert count.lost > 0


@pytest.fixture
def second(sink: Sink) -> Iterator[Sink]:
    """A second mail server, because the first one is busy while its worker is frozen."""
    handler = Sink()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    handler.port = controller.port  # type: ignore[attr-defined]
    yield handler
    controller.stop()


def overtaken(sink: Sink, second: Sink, settings: Any) -> list[str]:
    """A worker is frozen while it waits for an answer, for longer than its lease. Another one sends the message; then
    the first wakes up, hears "later", and must not write that down. Returns the states that are wrong in the end."""
    told = crowd.people(3)
    crowd.launches(told)
    sweep()
    sink.answers = ["452 later"] * len(told)

    def another_worker() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE notifications_message SET lease_until = now() - interval '1 s' WHERE state = 'leased'"
            )
        settings.EMAIL_PORT = second.port  # type: ignore[attr-defined]
        deliver_due(Channel.EMAIL)

    def freeze() -> None:
        sink.before_answer = lambda: None
        assert simultaneously(another_worker) == [None]

    sink.before_answer = freeze
    deliver_due(Channel.EMAIL)
    return [state for state in Message.objects.values_list("state", flat=True) if state != "accepted"]


def test_a_worker_that_was_overtaken_writes_nothing(sink: Sink, second: Sink, settings: Any) -> None:
    wrong = overtaken(sink, second, settings)
    copies = len(sink.mails) + len(second.mails)
    record("F1", "worker frozen for longer than its lease", 1, wrong_states=len(wrong), copies=copies, messages=3)
    assert (wrong, copies) == ([], 3)


def test_the_suite_goes_red_without_the_lease_token(
    sink: Sink, second: Sink, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The known-bad code is the product's statement without its one condition."""
    bad = leases._FINISH.replace("AND lease_token = %(token)s", "")
    assert bad != leases._FINISH
    monkeypatch.setattr(leases, "_FINISH", bad)
    wrong = overtaken(sink, second, settings)
    record("mutant", "no lease token: wrong states must not be 0", 1, wrong_states=len(wrong))
    assert wrong
