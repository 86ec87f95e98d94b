"""F18: the disk under PostgreSQL is full. Writes are refused in words, and go on by themselves once there is room."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.local.places import Places

from .cluster import Cluster, copied
from .figures import record
from .sizes import size
from .test_database import company_in
from .web import Caller, Reply, Web

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(sys.platform != "linux", reason="needs tmpfs"),
    pytest.mark.skipif(os.name == "posix" and os.geteuid() != 0, reason="only root may mount a small disk"),
]

DISK_MB = 160
CLIENTS = 4
BODY = "디스크가 가득 찰 때까지 " * 100
RECOVERS_IN = 40  # seconds


@pytest.fixture
def cluster(tables: Places) -> Iterator[Cluster]:
    try:
        with copied(tables, DISK_MB) as places, Cluster(places) as running:
            yield running
    except PermissionError as error:
        pytest.skip(f"no small disk can be mounted here: {error}")


def test_a_full_disk_refuses_in_words_and_loses_nothing(cluster: Cluster, tmp_path: Path) -> None:
    seconds = size(10.0, 2.0)
    company = company_in(cluster, ticked=CLIENTS)
    ballast = cluster.server.data / "ballast"
    acknowledged: list[int] = []
    refusals: list[Reply] = []

    def write(caller: Caller, item_id: int, end: float) -> None:
        while time.monotonic() < end:
            reply = caller.post(f"items/{item_id}/comments/", {"body": BODY})
            if reply.status == 201:
                acknowledged.append(reply.body["id"])
            else:
                refusals.append(reply)
                time.sleep(0.02)

    def write_all(duration: float) -> None:
        end = time.monotonic() + duration
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(write, callers, company.ticked, [end] * CLIENTS))

    with Web(tmp_path, cluster.url) as web:
        callers = [Caller(web, company.token) for _ in company.ticked]
        write_all(0.5)
        while_free = len(acknowledged)
        fill(ballast)
        write_all(seconds)
        deaths = cluster.deaths
        ballast.unlink()
        back = time.monotonic()
        before = len(acknowledged)
        while len(acknowledged) == before and time.monotonic() < back + RECOVERS_IN:
            cluster.keep_alive()
            write_all(0.2)
        recovery = time.monotonic() - back
    kept = {pk for (pk,) in cluster.ask("SELECT id FROM projects_comment")}
    missing = len(set(acknowledged) - kept)
    in_words = sum(reply.status == 503 and bool(reply.body["message"]) for reply in refusals)
    figures = {
        "acknowledged": len(acknowledged),
        "acked_and_missing": missing,
        "other_answers": len(refusals) - in_words,
    }
    record("F18", "disk of PostgreSQL full", in_words, **figures, resumed_after_s=recovery, restarts=deaths)
    assert while_free
    assert in_words, "the disk was never full"
    assert missing == 0
    assert in_words == len(refusals), {(reply.status, str(reply.body)[:200]) for reply in refusals}
    assert len(acknowledged) > before, "writing did not go on by itself"


def fill(ballast: Path) -> None:
    """Leave not one block, as a log file that was forgotten would."""
    free = shutil.disk_usage(ballast.parent).free
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, free)
