"""Real processes around the test database: workers, two beats, a mail server; and ways to hurt them."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit, urlunsplit

import redis
from django.conf import settings
from django.db import connection

from config.local.memory import free_port, is_free

ROOT = Path(__file__).resolve().parents[2]
LEASE_SECONDS = 6
BROKER_DB = "/14"  # of the stack's Redis; flushed during the test


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
    def __init__(self, folder: Path, app: str = "tests.faults.app") -> None:
        self.folder, self.app = folder, app
        self.mails = folder / "mails.txt"
        self.mails.touch()
        self.port = free_port()
        self.broker = urlunsplit(urlsplit(settings.REDIS_URL)._replace(path=BROKER_DB))
        self.processes: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []
        self.kills = 0

    def __enter__(self) -> Self:
        self.flush_broker()
        self._start("-m", "tests.faults.sink", str(self.port), str(self.mails))
        while is_free(self.port):
            time.sleep(0.05)
        for number in (1, 2):
            self._start("-m", "celery", "-A", self.app, "beat", "-s", str(self.folder / f"beat{number}"), "--pidfile=")
            self.start_worker()
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def start_worker(self) -> None:
        # Of two workers on one machine each needs a name.
        name = f"w{len(self.processes)}@faults"
        argv = ("-m", "celery", "-A", self.app, "worker", "-c", "2", "-n", name, "--without-gossip", "--without-mingle")
        self.workers.append(self._start(*argv))

    def kill_child(self) -> None:
        """kill -9 one of the processes that run tasks; its parent makes a new one."""
        children = [pid for worker in self.workers for pid in _children(worker.pid)]
        if children:
            os.kill(random.choice(children), signal.SIGKILL)  # noqa: S311
            self.kills += 1

    def kill_worker(self) -> None:
        """kill -9 a whole worker and start another in its place."""
        worker = self.workers.pop(0)
        in_flight = len(_children(worker.pid))
        os.killpg(worker.pid, signal.SIGKILL)
        self.kills += in_flight
        self.start_worker()

    def kill_every_child(self) -> None:
        """kill -9 all that run tasks, so that nothing in flight survives."""
        for pid in [pid for worker in self.workers for pid in _children(worker.pid)]:
            os.kill(pid, signal.SIGKILL)
            self.kills += 1

    def flush_broker(self) -> None:
        redis.Redis.from_url(self.broker).flushdb()

    def accepted(self) -> int:
        return len(self.mails.read_text().splitlines())

    def has_accepted(self, more_than: int) -> bool:
        return self.accepted() > more_than

    def count(self, references: set[str]) -> Count:
        copies = [line.split() for line in self.mails.read_text().splitlines()]
        seen = Counter(reference for reference, _ in copies)
        extra = sum(seen.values()) - len(seen)
        unmarked = Counter(reference for reference, mark in copies if mark == "no")
        return Count(
            created=len(references),
            lost=len(references - seen.keys()),
            extra=extra,
            unmarked_extra=sum(n - 1 for n in unmarked.values()),
        )

    def _start(self, *argv: str) -> subprocess.Popen[bytes]:
        database = connection.settings_dict
        host = f"{database['HOST']}:{database['PORT']}"
        env = os.environ | {
            "DATABASE_URL": f"postgres://{database['USER']}:{database['PASSWORD']}@{host}/{database['NAME']}",
            "REDIS_URL": self.broker,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.port}",
            "DELIVERY_LEASE_SECONDS": str(LEASE_SECONDS),
            "SECRET_KEY": "faults",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        with (self.folder / "log.txt").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603
                (sys.executable, *argv), cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True
            )
        self.processes.append(process)
        return process


def _children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []
