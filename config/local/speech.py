"""Progress on the terminal: one line a step, with its seconds."""

import contextlib
import sys
import time
from collections.abc import Iterator


def say(text: str = "", end: str = "\n") -> None:
    """Print at once; a terminal that went away is no reason to leave servers behind."""
    with contextlib.suppress(OSError, ValueError):
        print(text, end=end, flush=True)


def complain(text: str) -> None:
    """Say what is wrong, where errors are read."""
    with contextlib.suppress(OSError, ValueError):
        print(text, file=sys.stderr, flush=True)


class Step:
    """The line of one step; `note` is said when it is done."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.note = ""


@contextlib.contextmanager
def step(name: str) -> Iterator[Step]:
    """Say what begins, then how long it took."""
    line, started = Step(name), time.monotonic()
    say(f"  {name:<22}", end=" ")
    try:
        yield line
    except BaseException:
        say("…")
        raise
    say(f"{time.monotonic() - started:5.1f} s  {line.note}".rstrip())
