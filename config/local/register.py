"""One stack per folder, and nothing left of the last one: a lock, and a list of what was started."""

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from config.local.memory import write_private
from config.local.places import Places
from config.local.problems import Problem
from config.local.processes import Child, kill_group, started_at


@dataclass(frozen=True)
class Entry:
    """A process we started: its id alone may belong to somebody else by now, so the time it began is kept too."""

    name: str
    pid: int
    began: str
    stop: int
    grace: float


class Register:
    """The list, on disk before anything depends on it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries: dict[str, Entry] = {}

    def note(self, child: Child) -> None:
        spec = child.spec
        began = started_at(child.pid) or "gone"
        self.entries[spec.name] = Entry(spec.name, child.pid, began, int(spec.stop), spec.grace)
        self._write()

    def forget(self, child: Child) -> None:
        self.entries.pop(child.spec.name, None)
        self._write()

    def stop_stale(self) -> list[str]:
        """Stop, in the order opposite to their start, what a killed supervisor left running; return their names."""
        stale = [entry for entry in reversed(self._read()) if started_at(entry.pid) == entry.began]
        for entry in stale:
            _stop(entry)
        self.entries.clear()
        self._write()
        return [entry.name for entry in stale]

    def _read(self) -> list[Entry]:
        try:
            return [Entry(**row) for row in json.loads(self.path.read_text())]
        except (FileNotFoundError, ValueError, TypeError):
            return []

    def _write(self) -> None:
        write_private(self.path, json.dumps([asdict(entry) for entry in self.entries.values()], indent=1))


def _stop(entry: Entry) -> None:
    """A process of another user, or one that will not go, is for a person to see."""
    try:
        os.kill(entry.pid, entry.stop)
        end = time.monotonic() + entry.grace
        while started_at(entry.pid) == entry.began and time.monotonic() < end:
            time.sleep(0.02)
        kill_group(entry.pid)
    except ProcessLookupError:
        return
    except PermissionError as error:
        raise Problem(f"{entry.name} of an earlier start (process {entry.pid}) belongs to another user.") from error


@contextlib.contextmanager
def sole_owner(places: Places, said: str) -> Iterator[Register]:
    """Hold the folder until the block ends or the process dies, however it dies. `said` is shown to a second comer."""
    path = places.run / "lock"
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise Problem(f"It is already running here: {lock.read().strip() or 'just starting'}.") from error
        lock.truncate(0)
        lock.write(f"{said}, process {os.getpid()}")
        lock.flush()
        yield Register(places.run / "processes.json")
