"""The whole table of a run: python -m tests.faults.table FILE, where FILE is what FAULT_FIGURES named.

As Markdown, so that it can be read in a terminal and pasted into a page.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .figures import words

COLUMNS = {"lost": "lost", "extra": "extra", "unmarked_extra": "unmarked"}
HEADINGS = ("fault", "promise", "N", *COLUMNS.values(), "other")


def table(figures: Iterable[Mapping[str, Any]]) -> str:
    """One line per figure, by the number of the fault; of the same fault in the order in which it was shown."""
    rows = [HEADINGS, *map(_row, sorted(figures, key=lambda found: _number(found["fault"])))]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], " | ".join("-" * width for width in widths), *lines[1:]])


def _row(found: Mapping[str, Any]) -> tuple[str, ...]:
    figures = found["figures"]
    other = {name: value for name, value in figures.items() if name not in COLUMNS}
    counts = [str(figures.get(name, "")) for name in COLUMNS]
    return (found["fault"], found["promise"], str(found["n"]), *counts, words(other))


def _number(fault: str) -> int:
    found = re.search(r"\d+", fault)
    return int(found[0]) if found else sys.maxsize


if __name__ == "__main__":
    print(table(json.loads(text) for text in Path(sys.argv[1]).read_text().splitlines()))
