"""F20: a hundred thousand lines are due in the same minute. Alone: FAULTS=full pytest tests/faults/test_storm.py -s"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest
from django.db import connection

from benchmarks.data import copies
from notifications.models import Message, MessageLine
from projects.models import Item

from . import crowd
from .company import Company, found
from .figures import record
from .sizes import size
from .stack import Stack, children_of, wait_until
from .web import Caller, Web

pytestmark = [
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc"),
]

CLIENTS = 2
TICKS_PER_SECOND = 5
MOST_MB = 512


def test_a_hundred_thousand_lines_due_in_one_minute(tmp_path: Path) -> None:
    launches, lines, people = size((1000, 100, 2000), (20, 100, 100))
    told = crowd.people(people)
    [first] = crowd.due_in(3, told[:lines])
    copies(first, launches - 1)
    company = found(size(2400, 60))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    over, memory = Flag(), [0.0]
    with Stack(tmp_path, clock_shifts=(), OUTBOUND_ALLOW_LOCAL="1") as stack, Web(tmp_path) as web:
        url = stack.start_receiver()
        on_slack = told[::4]
        for person in on_slack:
            crowd.hook(person, f"{url}/ok?n={person.pk}")
        watcher = Thread(target=_watch, args=(stack, memory, over))
        watcher.start()
        with ThreadPoolExecutor(CLIENTS) as pool:
            ticking = [pool.submit(_tick, web, company, start, over) for start in range(CLIENTS)]
            stack.start_as_in_production()
            wait_until(lambda: crowd.everybody_has_a_message(told), 300)
            wait_until(crowd.nothing_waits, 900)
            over.set()
            ticks = sorted(took for future in ticking for took in future.result())
        watcher.join()
    accepted = Message.objects.filter(state="accepted", recipient__in=told)
    reminded = MessageLine.objects.filter(message__in=accepted, dropped_reason="", notification__kind="reminder")
    due = Item.objects.filter(owner__in=told).count()
    ends = accepted.order_by("-accepted_at").values_list("accepted_at", flat=True)[0]
    minutes = (ends - accepted.order_by("due_at").values_list("due_at", flat=True)[0]).total_seconds() / 60
    figures = {
        "covered": reminded.values("notification__item").distinct().count(),
        "messages": accepted.count(),
        "people": people,
        "minutes": minutes,
        "tick_p95_ms": 1000 * ticks[int(len(ticks) * 0.95)],
        "worker_mb": memory[0],
    }
    record("F20", "lines due in one minute", due, **figures, ticks=len(ticks))
    assert figures["covered"] == due == launches * lines
    assert figures["messages"] <= people + len(on_slack)
    assert memory[0] < MOST_MB


def _tick(web: Web, company: Company, start: int, over: Flag) -> list[float]:
    """Seconds that each tick took, until the storm is over or there is nothing left to tick."""
    caller, took = Caller(web, company.token), []
    for item_id in company.ticked[start::CLIENTS]:
        if over.is_set():
            break
        began = time.monotonic()
        assert caller.insist(f"items/{item_id}/complete/", version=1)[-1].status == 200
        took.append(time.monotonic() - began)
        over.wait(max(0.0, CLIENTS / TICKS_PER_SECOND - took[-1]))
    return took


def _watch(stack: Stack, most: list[float], over: Flag) -> None:
    """The most megabytes that one worker with its children had; what they share is counted for each of them."""
    while not over.wait(0.5):
        for worker in stack.workers:
            most[0] = max(most[0], sum(map(_resident_mb, [worker.pid, *children_of(worker.pid)])))


def _resident_mb(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0
