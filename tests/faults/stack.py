"""Real processes around the test database: workers, beats, a mail server, Redis; and ways to hurt them."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from django.db import connection

from config.local.memory import free_port, is_free
from config.queues import WORKERS

from .broker import Broker
from .nursery import Process, bear

ROOT = Path(__file__).resolve().parents[2]
LEASE_SECONDS = 6


@dataclass(frozen=True)
class Count:
    """What the mail server saw of `created` messages. `extra` are copies beyond the first."""

    created: int
    lost: int
    extra: int
    unmarked_extra: int

    def __str__(self) -> str:
        return f"created {self.created}, lost {self.lost}, extra {self.extra}, unmarked extra {self.unmarked_extra}"


class Stack:
    def __init__(
        self,
        folder: Path,
        app: str = "tests.faults.app",
        database: str = "",
        clock_shifts: tuple[int, ...] = (0, 0),
        *,
        mail_port: int = 0,
        **env: str,
    ) -> None:
        """`app` is the Celery app of workers and beats, `database` the URL of another database than the test's own.

        There is one machine, with a beat and a worker, for each of `clock_shifts`: the seconds by which its wall clock
        is ahead (see `shifted`). Mails go to `mail_port` instead of straight to the sink; `env` is for all processes.
        """
        self.folder, self.app, self.clock_shifts, self.env = folder, app, clock_shifts, env
        self.database = database or own_database()
        self.mails = folder / "mails.txt"
        self.mails.touch()
        self.port = free_port()
        self.mail_port = mail_port or self.port
        self.redis = Broker(folder)
        self.processes: list[Process] = []
        self.workers: list[Process] = []
        self.kills = self.shift = 0

    def __enter__(self) -> Self:
        self.redis.start()
        self.sink = self._start("tests.faults.sink", str(self.port), str(self.mails))
        for shift in self.clock_shifts:
            self.shift = shift
            self.start_beat()
            self.start_worker()
        while is_free(self.port):
            time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            process.kill()
        self.redis.kill()

    def start_beat(self) -> Process:
        schedule = str(self.folder / f"beat{len(self.processes)}")
        return self._start("celery", "-A", self.app, "beat", "-s", schedule, "--pidfile=")

    def start_worker(self, queues: str = "", children: int = 2, *options: str) -> Process:
        """Without `queues` (names with commas between) it serves all."""
        # Of two workers on one machine each needs a name.
        name = f"w{len(self.processes)}@faults"
        argv = ["worker", "-n", name, "-c", str(children), *(["-Q", queues] if queues else []), *options]
        worker = self._start("celery", "-A", self.app, *argv, "--without-gossip", "--without-mingle")
        self.workers.append(worker)
        return worker

    def start_with_beat(self, queues: str = "", children: int = 4) -> Process:
        """A worker that has the beat as a child, which is quicker to start; not for tests that kill children."""
        return self.start_worker(queues, children, "-B", "-s", str(self.folder / f"beat{len(self.processes)}"))

    def start_as_in_production(self) -> None:
        """A worker for each kind of work."""
        for number, (_name, queues, children) in enumerate(WORKERS):
            start = self.start_worker if number else self.start_with_beat
            start(",".join(queues), children)

    def start_receiver(self) -> str:
        """A server for Slack, Teams and webhooks (see `tests.receiver`); returns its URL without the slash."""
        port = free_port()
        self._start("tests.receiver", str(port), str(self.folder / "posts.txt"))
        while is_free(port):
            time.sleep(0.02)
        return f"http://127.0.0.1:{port}"

    def posts(self) -> list[dict[str, Any]]:
        """What it received, in order; each as `tests.receiver.Received.line` wrote it."""
        return [json.loads(line) for line in (self.folder / "posts.txt").read_text().splitlines()]

    def kill_child(self) -> None:
        """kill -9 one of the processes that run tasks; its parent makes a new one."""
        children = [pid for worker in self.workers for pid in children_of(worker.pid)]
        if children:
            os.kill(random.choice(children), signal.SIGKILL)  # noqa: S311
            self.kills += 1

    def kill_worker(self) -> None:
        """kill -9 a whole worker and start another in its place."""
        worker = self.workers.pop(0)
        in_flight = len(children_of(worker.pid))
        os.killpg(worker.pid, signal.SIGKILL)
        self.kills += in_flight
        self.start_worker()

    def kill_every_child(self) -> None:
        """kill -9 all that run tasks, so that nothing in flight survives."""
        for pid in [pid for worker in self.workers for pid in children_of(worker.pid)]:
            os.kill(pid, signal.SIGKILL)
            self.kills += 1

    def flush_broker(self) -> None:
        self.redis.flush()

    def accepted(self) -> int:
        return len(self.mails.read_text().splitlines())

    def has_accepted(self, more_than: int) -> bool:
        return self.accepted() > more_than

    def copies(self) -> list[tuple[str, bool, float]]:
        """Of every mail taken: its reference, whether it says that it may be a repetition, and when (since 1970)."""
        rows = [line.split() for line in self.mails.read_text().splitlines()]
        return [(reference, mark == "yes", float(at)) for reference, mark, at in rows]

    def count(self, references: set[str]) -> Count:
        copies = self.copies()
        seen = Counter(reference for reference, *_ in copies)
        extra = sum(seen.values()) - len(seen)
        unmarked = Counter(reference for reference, is_marked, _ in copies if not is_marked)
        return Count(
            created=len(references),
            lost=len(references - seen.keys()),
            extra=extra,
            unmarked_extra=sum(n - 1 for n in unmarked.values()),
        )

    def _start(self, *argv: str) -> Process:
        env = {**os.environ, **self.env} | {
            "DATABASE_URL": self.env.get("DATABASE_URL", self.database),
            "REDIS_URL": self.redis.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "DELIVERY_LEASE_SECONDS": self.env.get("DELIVERY_LEASE_SECONDS", str(LEASE_SECONDS)),
            "CLOCK_SHIFT": str(self.shift),
            "SECRET_KEY": "faults",
            "DEBUG": "",
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        }
        process = bear(argv, env, self.folder / "log.txt")
        self.processes.append(process)
        return process


def wait_until(condition: Callable[[], object], seconds: float) -> float:
    """How long it took; it ends after `seconds` whatever `condition` says, because the figures will tell."""
    began = time.monotonic()
    while not condition() and time.monotonic() - began < seconds:
        time.sleep(0.1)
    return time.monotonic() - began


def own_database() -> str:
    """The URL of the database that the test itself works on."""
    at = connection.settings_dict
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


def children_of(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []
