"""F5: Redis is emptied, killed, away. It carries wake-ups only: nothing is lost, nothing doubled, and ticks go on."""

from __future__ import annotations

import time
from itertools import cycle
from pathlib import Path

import pytest

from projects.models import Item, Status

from . import crowd
from .company import found
from .figures import record
from .sizes import size
from .stack import Stack, wait_until
from .web import Caller, Web

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

TICKS_WHILE_DOWN = 3
MORE = 5  # people who are owed something after each harm, for which somebody has to be woken up


def test_without_redis_nothing_is_lost_or_doubled_and_ticks_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, flushes, kills, seconds_down = size((3000, 10, 5, 60.0), (50, 2, 1, 2.0))
    harms = [harm for _, harm in zip(range(flushes + kills), cycle("FFK"), strict=False)]
    downs = harms.count("K")
    company = found(downs * TICKS_WHILE_DOWN)
    told = crowd.people(people)
    crowd.launches(told)
    resumed: list[float] = []
    accepted: list[int] = []
    with Stack(tmp_path, clock_shifts=()) as stack:
        supervised = [stack.start_with_beat()]

        def they_know() -> bool:
            """Celery ends a worker that loses Redis at a bad moment; in production a supervisor starts it again."""
            if not supervised[-1].is_running():
                supervised.append(stack.start_with_beat())
            return crowd.everybody_has_a_message(told)

        monkeypatch.setenv("REDIS_URL", stack.redis.url)
        with Web(tmp_path) as web:
            caller, lines = Caller(web, company.token), iter(company.ticked)
            wait_until(lambda: stack.accepted() > 3, 60)
            for harm in harms:
                if harm == "F":
                    stack.flush_broker()
                else:
                    stack.redis.kill()
                    began = time.monotonic()
                    accepted += _tick(caller, [next(lines) for _ in range(TICKS_WHILE_DOWN)])
                    time.sleep(max(0.0, seconds_down - (time.monotonic() - began)))
                more = crowd.people(MORE)
                crowd.launches(more)
                told += more
                if harm == "K":
                    stack.redis.start()
                resumed.append(wait_until(they_know, 60))
            wait_until(lambda: they_know() and crowd.nothing_waits(), size(300, 120))
            time.sleep(0.3)
        count = stack.count(crowd.messages_of(told))
    done = Item.objects.filter(pk__in=company.ticked, status=Status.DONE).count()
    figures = {"ticks_while_down": f"{accepted.count(200)}/{len(accepted)}", "longest_resumption_s": max(resumed)}
    figures["workers_restarted"] = len(supervised) - 1
    record("F5", f"Redis emptied {harms.count('F')}×, kill -9 {downs}×", len(harms), **vars(count), **figures)
    assert (count.created, count.lost, count.extra) == (len(told), 0, 0)
    assert accepted == [200] * downs * TICKS_WHILE_DOWN
    assert done == len(company.ticked)
    assert max(resumed) <= 30


def _tick(caller: Caller, item_ids: list[int]) -> list[int]:
    return [caller.insist(f"items/{item_id}/complete/", version=1)[-1].status for item_id in item_ids]
