"""What can go wrong on somebody's machine, each as one sentence that says what to do."""

import errno
from pathlib import Path

LEAST_FREE_MB = 200  # an empty PostgreSQL takes 40 MB, its write-ahead log 16 MB a piece


class Problem(Exception):
    """A sentence for the person at the terminal; printed without a traceback, exit status 1."""


class StopRequested(Exception):
    """Ctrl-C, SIGTERM or a closed terminal: not a failure."""


def os_sentence(error: OSError) -> str:
    """Say in words what the operating system refused; unknown errors keep its own text."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"This folder or file may not be written{where}. Make it yours, or use a copy in a folder of your own."
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk is full{where}. About {LEAST_FREE_MB} MB are needed; free some and start again."
    if error.errno == errno.EADDRINUSE:
        return "A port that was free a moment ago is taken now. Start again."
    if error.errno in {errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN}:
        return f"This machine has no room for another process or file just now: {error.strerror}."
    return f"The operating system refused: {error.strerror or error}{where}."


def telling_line(output: str) -> str:
    """The line of a program's last words that says why it stopped: the last one that names an error, else the last."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    named = [
        line for line in lines if any(word in line.lower() for word in ("error", "fatal", "could not", "no space"))
    ]
    return (named or lines or ["it said nothing"])[-1]


def last_words(log: Path, start: int = 0) -> str:
    """`telling_line` of what a process wrote to its log since byte `start`."""
    try:
        with log.open("rb") as file:
            file.seek(max(start, log.stat().st_size - 8192))
            return telling_line(file.read().decode(errors="replace"))
    except FileNotFoundError:
        return telling_line("")
