"""F6 and F7: PostgreSQL stops in mid-sentence, or a connection dies while it commits. No acknowledged tick is lost."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from threading import Event as Flag

import psycopg
import pytest

from config.local.places import Places

from .cluster import Cluster, copied
from .company import Company
from .figures import record
from .sizes import size
from .stack import Stack
from .web import Caller, Reply, Web
from .wire import Wire

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(sys.platform != "linux", reason="starts and kills servers the Linux way"),
]

CLIENTS = 8
PER_SECOND = 50
_TICKS = """
SELECT i.id, i.status, count(e.id) FROM projects_item i
LEFT JOIN ledger_event e ON e.target = 'item:' || i.id AND e.verb = 'item_done'
WHERE i.id = ANY(%s) GROUP BY i.id, i.status
"""
_TOLD = """
SELECT format('R-%%s-%%s', to_char(m.due_at AT TIME ZONE 'Asia/Seoul', 'YYYYMMDD'), lpad(m.id::text, 4, '0')), m.state
FROM notifications_message m
JOIN projects_item i ON i.owner_id = m.recipient_id AND i.project_id = %s
"""


@pytest.fixture
def cluster(tables: Places) -> Iterator[Cluster]:
    with copied(tables) as places, Cluster(places) as running:
        yield running


def company_in(cluster: Cluster, ticked: int, told: int = 0) -> Company:
    return Company(**json.loads(cluster.run("-m", "tests.faults.company", str(ticked), str(told))))


def ticks(cluster: Cluster, item_ids: list[int]) -> dict[str, int]:
    """What the database says of lines that were all acknowledged as ticked."""
    rows = cluster.ask(_TICKS, item_ids)
    return {
        "acknowledged": len(item_ids),
        "lost": sum(status != "done" or events == 0 for _, status, events in rows),
        "double": sum(events > 1 for *_, events in rows),
    }


def tick_all(web: Web, company: Company, note: Callable[[float], None]) -> list[list[Reply]]:
    """Tick every line with PER_SECOND requests a second; each client goes on until it has a final answer."""

    def work(share: list[int]) -> list[list[Reply]]:
        caller, done = Caller(web, company.token), []
        for item_id in share:
            began = time.monotonic()
            done.append(caller.insist(f"items/{item_id}/complete/", version=1, pause=0.05))
            note(time.monotonic())
            time.sleep(max(0.0, began + CLIENTS / PER_SECOND - time.monotonic()))
        return done

    with ThreadPoolExecutor(CLIENTS) as pool:
        shares = [company.ticked[start::CLIENTS] for start in range(CLIENTS)]
        return list(chain(*pool.map(work, shares)))


def test_no_acknowledged_tick_is_lost_when_postgresql_is_stopped_at_once(cluster: Cluster, tmp_path: Path) -> None:
    restarts, people = size(10, 1), size(400, 30)
    company = company_in(cluster, ticked=restarts * PER_SECOND * 3, told=people)
    answered: list[float] = []
    recoveries = []
    with (
        Stack(tmp_path, database=cluster.url) as stack,
        Web(tmp_path, cluster.url) as web,
        ThreadPoolExecutor(1) as pool,
    ):
        ticking = pool.submit(tick_all, web, company, answered.append)
        for _ in range(restarts):
            time.sleep(1.5)
            assert not ticking.done()
            cluster.stop(signal.SIGQUIT)
            down = time.monotonic()
            cluster.start()
            recoveries.append(wait_for_answer_after(down, answered) - down)
        replies = ticking.result()
        wait_until_sent(cluster, company, 60)
        time.sleep(0.5)
        sent = stack.count({reference for reference, _ in cluster.ask(_TOLD, company.told_id)})
    final = {tries[-1].status for tries in replies}
    retried = sum(len(tries) > 1 for tries in replies)
    counted = ticks(cluster, company.ticked)
    figures = {"retried": retried, "longest_recovery_s": max(recoveries)}
    record("F6", "ticks while PostgreSQL is stopped at once", restarts, **counted, **figures)
    record("F6", "messages while PostgreSQL is stopped at once", restarts, **vars(sent))
    assert final == {200}
    assert counted == {"acknowledged": len(company.ticked), "lost": 0, "double": 0}
    assert retried or restarts == 1, "no request was hit"  # a single restart may fall between two requests
    assert (sent.created, sent.lost, sent.unmarked_extra) == (people, 0, 0)
    assert sent.extra <= restarts * 4  # workers × children


def wait_for_answer_after(moment: float, answered: list[float]) -> float:
    end = time.monotonic() + 30
    while not answered or answered[-1] <= moment:
        assert time.monotonic() < end, "the web server did not come back"
        time.sleep(0.02)
    return next(at for at in answered if at > moment)


def wait_until_sent(cluster: Cluster, company: Company, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        states = [state for _, state in cluster.ask(_TOLD, company.told_id)]
        if states and not {"due", "leased"} & set(states):
            return
        time.sleep(0.2)


def test_a_tick_whose_connection_is_killed_at_commit_is_made_once(cluster: Cluster, tmp_path: Path) -> None:
    """Commits are made to last 20 ms, and whoever is at one is terminated."""
    n = size(100, 8)
    company = company_in(cluster, ticked=n)
    cluster.ask("ALTER SYSTEM SET commit_delay = 20000")
    cluster.ask("ALTER SYSTEM SET commit_siblings = 0")
    cluster.ask("SELECT pg_reload_conf()")
    with Web(tmp_path, cluster.url) as web, ThreadPoolExecutor(1) as pool:
        caller = Caller(web, company.token)
        for item_id in company.ticked:
            over = Flag()
            killing = pool.submit(kill_at_commit, cluster, over)
            try:
                replies = caller.insist(f"items/{item_id}/complete/", version=1)
            finally:
                over.set()
            assert killing.result(), "no commit was hit"
            assert replies[-1].status == 200
    counted = ticks(cluster, company.ticked)
    record("F7", "connection killed at COMMIT", n, **counted)
    assert counted == {"acknowledged": n, "lost": 0, "double": 0}


def test_a_commit_whose_answer_is_lost_is_found_by_the_retry(cluster: Cluster, tmp_path: Path) -> None:
    """The tick stands, and the client that is told "unavailable" cannot know: it asks again with the same key."""
    n = size(100, 20)
    company = company_in(cluster, ticked=n)
    stood = 0
    with Wire(cluster.url) as wire, Web(tmp_path, wire.url) as web:
        caller = Caller(web, company.token)
        for item_id in company.ticked:
            wire.arm()
            replies = caller.insist(f"items/{item_id}/complete/", version=1)
            stood += [reply.status for reply in replies] == [503, 200]
    counted = ticks(cluster, company.ticked)
    record("F7", "answer of COMMIT lost on the wire", n, **counted, committed_but_told_503=stood)
    assert counted == {"acknowledged": n, "lost": 0, "double": 0}
    assert (wire.cuts, stood) == (n, n)


def kill_at_commit(cluster: Cluster, over: Flag) -> bool:
    """Terminate the first connection that is at COMMIT; whether there was one before `over`."""
    sql = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND state = 'active' AND query = 'COMMIT' AND pid <> pg_backend_pid()"""
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        while not over.is_set():
            if connection.execute(sql).fetchall():
                return True
    return False
