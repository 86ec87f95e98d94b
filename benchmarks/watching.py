"""200 open pages: what their polls cost the server, beside a view that does nothing, and with ticks that all look at.

Every page polls as often as static/js/live.js does, over a connection of its own that is kept. Seconds of CPU are
those of gunicorn's processes and of their database sessions, as /proc counts them; the pollers' own are not in them.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.models import User
from projects.live import one_launch
from projects.models import Item, Project
from projects.services.items import start_item

from .data import World
from .server import serving

PAGES, LAUNCHES = 200, 20
SECONDS = 15
EVERY = 1.25  # seconds, as in live.js
HEAD = "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n"
Ask = Callable[["Poller"], Awaitable[None]]


@dataclass(slots=True)
class Poller:
    """One open page: its connection, what it knows, and how long each answer took."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    token: str = ""
    cookie: str = ""
    changes: str = ""
    seen: str = "0"
    polls: list[float] = field(default_factory=list)
    reads: list[float] = field(default_factory=list)

    async def get(self, path: str, took: list[float], **headers: str) -> tuple[int, bytes]:
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        began = time.perf_counter()
        self.writer.write(HEAD.format(path=path, headers=lines).encode())
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = head.partition("content-length: ")[2].partition("\r\n")[0]
        body = await self.reader.readexactly(int(length)) if length else b""
        took.append((time.perf_counter() - began) * 1000)
        return int(head.split()[1]), body


async def poll(page: Poller) -> None:
    status, body = await page.get("/live/", page.polls, Live_Token=page.token, Live_Seen=page.seen)
    if status == 200:
        known, page.seen = page.seen, body.decode()
        if known != "0":
            path = f"{page.changes}?since={known.partition('.')[0]}"
            status, _body = await page.get(path, page.reads, Cookie=page.cookie, HX_Request="true")
            assert status == 200, status  # noqa: S101
    else:
        assert status == 204, status  # noqa: S101


async def bare(page: Poller) -> None:
    await page.get("/floor/nothing/", page.polls)


@dataclass(frozen=True, slots=True)
class Cost:
    name: str
    polls: list[float]
    reads: list[float]
    server: float
    database: float
    memory: int

    def __str__(self) -> str:
        reads = (
            f"{len(self.reads)}, p50 {_at(self.reads, 50):.0f}, p95 {_at(self.reads, 95):.0f}" if self.reads else "–"
        )
        core = (self.server + self.database) / SECONDS * 100
        return (
            f"| {self.name} | {len(self.polls) / SECONDS:.0f} | {_at(self.polls, 50):.1f} | {_at(self.polls, 95):.1f} "
            f"| {reads} | {self.server:.2f} | {self.database:.2f} | **{core:.0f} %** | {self.memory} |"
        )


def measure(world: World) -> str:
    """Markdown."""
    people = list(User.objects.filter(role="member")[:PAGES])
    cookies = [_session(person) for person in people]
    one = [world.project]
    projects = list(Project.objects.order_by("pk")[:LAUNCHES])
    known, spread = (
        [
            _known(person, cookie, shown[n % len(shown)])
            for n, (person, cookie) in enumerate(zip(people, cookies, strict=True))
        ]
        for shown in (one, projects)
    )
    with serving() as port:
        asyncio.run(_watch(port, known, bare, seconds=3))  # every thread has opened its connection after these
        asyncio.run(_watch(port, known, poll, seconds=3))
        costs = [
            _cost("a bare view that does nothing", port, known, bare),
            _cost("polls, nothing happens", port, known, poll),
            _cost(
                "polls, every second a tick that 10 read", port, spread, poll, ticks=_ticks(world, projects), every=1
            ),
            _cost("polls, every 5 s a tick that all 200 read", port, known, poll, ticks=_ticks(world, one), every=5),
        ]
    head = [
        f"{PAGES} open pages for {SECONDS} s, a poll every {EVERY} s each; gunicorn with 2 × 8 threads.\n",
        "| | polls/s | p50 ms | p95 ms | reads: ms | CPU s, server | CPU s, database | of one core | memory MB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *map(str, costs)])


def _known(person: User, cookie: str, project: Project) -> tuple[str, str, str]:
    """What an open page of this launch knows: its token, its session, and where its changes are read."""
    watch = one_launch(person, project.pk)
    return watch.token, cookie, watch.changes


def _cost(
    name: str,
    port: int,
    known: list[tuple[str, str, str]],
    ask: Ask,
    ticks: Iterable[Callable[[], object]] = (),
    every: float = 1,
) -> Cost:
    server, database = _server(), _sessions()
    before = _cpu_seconds(server + database)
    pages = asyncio.run(_watch(port, known, ask, ticks=ticks, every=every))
    after = _cpu_seconds(server + database)
    by_server, by_database = (
        sum(after[pid] - before[pid] for pid in pids if pid in after) for pids in (server, database)
    )
    polls = sorted(took for page in pages for took in page.polls[1:])
    reads = sorted(took for page in pages for took in page.reads)
    return Cost(name, polls, reads, by_server, by_database, sum(map(_megabytes, server)))


async def _watch(
    port: int,
    known: list[tuple[str, str, str]],
    ask: Ask,
    *,
    seconds: float = SECONDS,
    ticks: Iterable[Callable[[], object]] = (),
    every: float = 1,
) -> list[Poller]:
    pages = [Poller(*await asyncio.open_connection("127.0.0.1", port), *each) for each in known]
    until = time.monotonic() + seconds

    async def stay(page: Poller) -> None:
        await asyncio.sleep(EVERY * random.random())  # noqa: S311
        while time.monotonic() < until:
            await ask(page)
            await asyncio.sleep(EVERY * random.uniform(0.9, 1.1))  # noqa: S311

    async def work() -> None:
        for tick in ticks:
            await asyncio.sleep(every)
            if time.monotonic() > until - every:
                return
            await asyncio.to_thread(tick)

    await asyncio.gather(work(), *map(stay, pages))
    for page in pages:
        page.writer.close()
    return pages


def _ticks(world: World, projects: list[Project]) -> list[Callable[[], object]]:
    """One line started in each launch in turn, by somebody who has none of these pages open."""
    rows = [
        Item.objects.filter(project=project, status="todo").values_list("pk", flat=True)[:10] for project in projects
    ]
    return [partial(start_item, pk, by=world.planner) for turn in zip(*rows, strict=True) for pk in turn]


def _session(person: User) -> str:
    client = Client()
    client.force_login(person)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _server() -> list[int]:
    """The processes of gunicorn, which is a child of this one: itself and its workers."""
    parents = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(place.parent.name)] = int(place.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # gone meanwhile
    ours = [pid for pid, parent in parents.items() if parent == os.getpid()]
    return [pid for pid in parents if pid in ours or parents[pid] in ours]


def _sessions() -> list[int]:
    """The database's processes for everybody but this one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return [pid for (pid,) in cursor.fetchall()]


def _cpu_seconds(pids: Iterable[int]) -> dict[int, float]:
    """What each process has used so far; those that are gone are left out."""
    used = {}
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        used[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def _megabytes(pid: int) -> int:
    """What the process has for itself and its part of what it shares."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) // 1024


def _at(sorted_values: list[float], percent: int) -> float:
    return sorted_values[min(len(sorted_values) - 1, len(sorted_values) * percent // 100)]
