"""The ledger with 100,000 events in one stream: what it takes to check it, to export it, and to check the export.

Not a ratio, as nothing bare does this work. The export is checked by the program that ships with it, in a process of
its own without our packages; its memory is the most it ever held. Taken back afterwards. `make bench ARGS=--ledger`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

import ledger
from ledger.exporting import history_jsonl, history_zip
from ledger.models import Stream
from ledger.services import Entry, append, open_stream
from ledger.verification import verify

EVENTS, AT_ONCE = 100_000, 1_000
PROGRAM = Path(ledger.__file__).with_name("verify_history.py")
# The most memory a process held, by its own account (Linux only: what getrusage says includes its parent's).
CHILD = f"""
import pathlib, runpy, sys
sys.argv = [{str(PROGRAM)!r}, *sys.argv[1:]]
try:
    runpy.run_path({str(PROGRAM)!r}, run_name="__main__")
finally:
    status = pathlib.Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    print(next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), "?"))
"""


def measure() -> str:
    """The figures in Markdown."""
    with transaction.atomic():
        report = _measured()
        transaction.set_rollback(True)
    return report


def _measured() -> str:
    stream = open_stream(Stream.Kind.TEMPLATE, "bench")
    written, _ = _timed(lambda: _write(stream))
    checked, result = _timed(lambda: verify(str(stream)))
    with tempfile.TemporaryDirectory() as folder:
        lines, archive = Path(folder, "history.jsonl"), Path(folder, "history.zip")
        exported, _ = _timed(lambda: _save(history_jsonl(stream.pk, by="bench", at=timezone.now()), lines))
        zipped, _ = _timed(lambda: _save(history_zip(stream.pk, by="bench", at=timezone.now()), archive))
        offline, (verdict, memory) = _timed(lambda: _offline(lines))
        sizes = [_megabytes(file) for file in (lines, archive)]
    rows = [
        ("written, 1,000 at a time", written, ""),
        ("`verify_ledger`", checked, f"{result.events:,} events, {len(result.faults)} faults"),
        ("exported as JSON Lines", exported, sizes[0]),
        ("exported as a ZIP with the program", zipped, sizes[1]),
        ("`verify_history.py` on the export", offline, f"{verdict} {memory} MB of memory at most"),
    ]
    head = f"One stream of {EVENTS:,} events.\n\n| step | seconds | |\n|---|---:|---|\n"
    return head + "\n".join(f"| {name} | {seconds:.1f} | {note} |" for name, seconds, note in rows)


def _write(stream: Stream) -> None:
    for first in range(0, EVENTS, AT_ONCE):
        entries = [
            Entry("item_done", f"item:{n}", f"항목 {n}", {"status": "todo"}, {"status": "done", "n": n}, "확인했습니다")
            for n in range(first, first + AT_ONCE)
        ]
        append(stream.pk, entries, by=None)


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    answer = act()
    return time.perf_counter() - began, answer


def _save(pieces: Any, file: Path) -> None:
    with file.open("wb") as target:
        target.writelines(pieces)


def _offline(file: Path) -> tuple[str, str]:
    """The program's first sentence, and the most memory it held."""
    argv = (sys.executable, "-I", "-S", "-c", CHILD, str(file))
    done = subprocess.run(argv, capture_output=True, text=True, check=True, env=os.environ | {"LC_ALL": "C.UTF-8"})  # noqa: S603
    first, *_, memory = done.stdout.split("\n")[:-1]
    return first.partition(" Head")[0], memory


def _megabytes(file: Path) -> str:
    return f"{file.stat().st_size / 1e6:.1f} MB"
