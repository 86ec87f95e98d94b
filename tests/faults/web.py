"""The product's web server as a process, and a client that does what a careful client does: the same request again."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from typing import Any, Self, TypeVar

from config.local.memory import free_port
from config.local.processes import die_with_parent

from .stack import ROOT, own_database

ANSWER_SECONDS = 10.0
PATIENCE = 60.0
PAUSE = 0.1
T = TypeVar("T")


@dataclass(frozen=True)
class Reply:
    """`status` is 0 when the connection broke and nobody knows what became of the request."""

    status: int
    body: Any = None

    @property
    def is_open(self) -> bool:
        """Whether the same request, sent again, may get another answer."""
        in_flight = self.status == 409 and self.body["code"] == "in_flight"
        return self.status == 0 or self.status >= 500 or in_flight


class Web:
    """gunicorn with the product's configuration on a free port."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.log, self.database, self.port = folder / "web.txt", database or own_database(), free_port()

    def __enter__(self) -> Self:
        env = os.environ | {
            "DATABASE_URL": self.database,
            "SECRET_KEY": "faults",
            "DEBUG": "",
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        }
        argv = (sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "-b", f"127.0.0.1:{self.port}")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                argv,
                cwd=ROOT,
                env=env,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        end = time.monotonic() + 60
        while not self._answers():
            assert self.process.poll() is None, self.log.read_text()[-2000:]
            assert time.monotonic() < end, "gunicorn did not start"
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class Caller:
    """A program with a token, on one kept connection. Not for two threads."""

    def __init__(self, web: Web, token: str) -> None:
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=ANSWER_SECONDS)

    def post(self, path: str, body: Any = None, *, key: str = "", version: int = 0) -> Reply:
        headers = self.headers | {"Idempotency-Key": key or uuid.uuid4().hex}
        if version:
            headers["If-Match"] = f'"{version}"'
        try:
            self.connection.request("POST", f"/api/v1/{path}", json.dumps(body or {}), headers)
            answer = self.connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            return Reply(0)
        return Reply(answer.status, json.loads(content) if "json" in answer.headers["Content-Type"] else None)

    def insist(
        self, path: str, body: Any = None, *, key: str = "", version: int = 0, pause: float = PAUSE
    ) -> list[Reply]:
        """Send with one key until the answer is final; returns every answer, the final one last."""
        key, replies, end = key or uuid.uuid4().hex, [], time.monotonic() + PATIENCE
        while True:
            replies.append(self.post(path, body, key=key, version=version))
            if not replies[-1].is_open or time.monotonic() > end:
                return replies
            time.sleep(pause)


def all_at_once(deeds: Sequence[Callable[[], T]]) -> list[T]:
    """What each deed returned, in order. They start together, each in a thread."""
    barrier = Barrier(len(deeds))

    def run(deed: Callable[[], T]) -> T:
        barrier.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))
