"""Starting and stopping one process, and telling whether a process is still the one we started."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.local.account import Account, switch

BIG_LOG = 5 * 2**20
PR_SET_PDEATHSIG = 1
PROC = Path("/proc")  # Linux; elsewhere `ps` is asked
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Spec:
    """How a process is started and stopped: `stop` asks it to leave, after `grace` seconds it is killed.

    All it says goes to `log`; when it `shows`, only its errors do, and the rest to the terminal.
    """

    name: str
    argv: tuple[str, ...]
    log: Path
    env: Mapping[str, str] | None = None
    stop: signal.Signals = signal.SIGTERM
    grace: float = 10.0
    account: Account | None = None
    cwd: Path = field(default=Path("/"))
    shows: bool = False


def die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """For `preexec_fn`: on Linux the kernel sends `number` to the child when the supervisor dies, even by kill -9.

    It is asked for after the user was switched, because a switch clears it.
    """
    if _libc is None:
        return None
    libc, parent = _libc, os.getpid()

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked
            os.kill(os.getpid(), number)

    return ask


def started_at(pid: int) -> str | None:
    """When process `pid` began, in whatever unit the system counts; None when there is none. Tells reused ids apart."""
    if PROC.exists():
        try:
            stat = (PROC / f"{pid}/stat").read_text()
            boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
        except OSError:
            return None
        fields = stat.rpartition(")")[2].split()
        return None if fields[0] == "Z" else f"{boot}/{fields[19]}"
    told = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return told.stdout.strip() or None


class Child:
    """A running process in a session of its own, so that Ctrl-C reaches the supervisor alone."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        if spec.log.exists() and spec.log.stat().st_size > BIG_LOG:
            spec.log.replace(spec.log.with_suffix(".old.log"))
        with spec.log.open("ab") as log:
            self.log_start = log.tell()
            self.popen = subprocess.Popen(
                spec.argv,
                env=spec.env,
                cwd=spec.cwd,
                stdin=subprocess.DEVNULL,
                stdout=None if spec.shows else log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(spec.stop),
                **switch(spec.account),
            )
        self.born = time.monotonic()

    @property
    def pid(self) -> int:
        return self.popen.pid

    def is_running(self) -> bool:
        return self.popen.poll() is None

    def said(self, words: bytes) -> bool:
        """Whether `words` stand in the log since this process was started."""
        with self.spec.log.open("rb") as log:
            log.seek(self.log_start)
            return words in log.read()

    def stop(self, is_urgent: Callable[[], bool]) -> None:
        """Ask it to leave, wait its grace, kill what remains of it; `is_urgent` turning true ends the wait."""
        if self.is_running():
            self.popen.send_signal(self.spec.stop)
        end = time.monotonic() + self.spec.grace
        while self.is_running() and time.monotonic() < end and not is_urgent():
            time.sleep(0.02)
        kill_group(self.pid)
        self.popen.wait()


def kill_group(pid: int) -> None:
    """Kill what is left in the session that `pid` led: children of a worker that was itself killed, for one."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
