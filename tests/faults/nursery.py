"""Where the processes of a stack are born: a parent that has read the libraries, once for all tests of a run.

A worker takes seconds to start, nearly all of it to read code. Here it is forked off and goes on as if it had been
started alone: own session, own environment, own log; settings, Django and the product are read after that. Commands and
process ids go over stdin and stdout as lines of JSON.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import runpy
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parents[2]


class Process:
    """One that was born there: like a `Popen` as far as tests need it. Its pid is also that of its group."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def is_running(self) -> bool:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, 0)
            return True
        return False

    def kill(self) -> None:
        """It and its children, at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.wait()

    def wait(self, seconds: float = 30.0) -> float:
        """How long it took to end; an AssertionError when it did not."""
        began = time.monotonic()
        while self.is_running():
            assert time.monotonic() - began < seconds, f"process {self.pid} does not end"
            time.sleep(0.02)
        return time.monotonic() - began


@functools.cache
def _nursery() -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603
        (sys.executable, "-m", __name__), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def bear(argv: Sequence[str], env: Mapping[str, str], log: Path) -> Process:
    """`argv` is a module and its arguments, as after `python -m`."""
    nursery = _nursery()
    assert nursery.stdin
    assert nursery.stdout
    nursery.stdin.write(json.dumps({"argv": argv, "env": dict(env), "log": str(log)}) + "\n")
    nursery.stdin.flush()
    return Process(int(nursery.stdout.readline()))


def main() -> None:
    """Ends when the run of the tests does, because its stdin does."""
    _read_libraries()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    for line in sys.stdin:
        order = json.loads(line)
        if (pid := os.fork()) == 0:
            _live(**order)
        print(pid, flush=True)


def _read_libraries() -> None:
    import aiosmtpd.smtp  # noqa: F401
    import celery.apps.beat
    import celery.apps.worker
    import celery.bin.celery
    import celery.concurrency.prefork  # noqa: F401
    import django.contrib.postgres.fields  # noqa: F401
    import kombu.transport.redis  # noqa: F401
    import psycopg  # noqa: F401
    import rest_framework.serializers  # noqa: F401
    import urllib3  # noqa: F401


def _live(argv: list[str], env: dict[str, str], log: str) -> NoReturn:
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    os.environ.clear()
    os.environ.update(env)
    status: Any = 1
    try:
        sys.argv = list(argv)
        runpy.run_module(argv[0], run_name="__main__", alter_sys=True)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
