"""A server of our own for the time of a run, started as in production: gunicorn with two workers."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def serving(application: str = "benchmarks.wsgi:application", **variables: str) -> Iterator[int]:
    """Yields the port on this machine. `variables` are of its environment."""
    port = _free_port()
    command = [sys.executable, "-W", "ignore", "-m", "gunicorn", "-c", "python:config.gunicorn", "--log-level", "error"]
    process = subprocess.Popen(  # noqa: S603
        [*command, "--bind", f"127.0.0.1:{port}", application],
        env={**os.environ, "WEB_CONCURRENCY": "2", **variables},
    )
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _try in range(300):
        if process.poll() is not None:
            raise SystemExit("gunicorn did not start")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("gunicorn did not answer within 30 seconds")
