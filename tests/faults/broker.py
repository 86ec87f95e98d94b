"""A Redis of a stack's own, so that it can be emptied, killed and taken away without anybody else noticing."""

from __future__ import annotations

import contextlib
import subprocess
import time
from pathlib import Path

import redis

from config.local.memory import free_port
from config.local.redis_server import find_binary


class Broker:
    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        binary, _name = find_binary()
        argv = (binary, "--port", self.port, "--bind", "127.0.0.1", "--dir", self.folder, "--appendonly", "yes",
                "--save", "", "--maxmemory-policy", "noeviction", "--daemonize", "no")  # fmt: skip
        with (self.folder / "redis.txt").open("ab") as log:
            self.process = subprocess.Popen([str(part) for part in argv], stdout=log, stderr=log)  # noqa: S603
        end = time.monotonic() + 20
        while not self._answers():
            assert time.monotonic() < end, (self.folder / "redis.txt").read_text()[-2000:]
            time.sleep(0.02)

    def kill(self) -> None:
        """kill -9; what it wrote to its file is there again after `start`."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def flush(self) -> None:
        redis.Redis.from_url(self.url).flushall()

    def _answers(self) -> bool:
        with contextlib.suppress(redis.RedisError, OSError):
            return bool(redis.Redis.from_url(self.url, socket_timeout=1).ping())
        return False
