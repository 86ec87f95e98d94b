"""Rounds in turn, medians, ratios."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from django.db import connection
from django.test.utils import CaptureQueriesContext

Work = Callable[[], object]
WARMING = 3  # rounds that do not count


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; times in milliseconds, `goal` in words, `note` what else was counted."""

    name: str
    floor_ms: float
    ours_ms: float
    low: float
    high: float
    goal: str
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.ours_ms / self.floor_ms


def compare(name: str, floor: Work, ours: Work, *, rounds: int, goal: str, note: str = "") -> Figure:
    """Run both in turn; each call is one unit of the work."""
    for _round in range(WARMING):
        floor(), ours()
    pairs = [(timed(floor), timed(ours)) for _round in range(max(rounds, 5))]
    ratios = [mine / bare for bare, mine in pairs]
    return Figure(
        name, median(b for b, _m in pairs), median(m for _b, m in pairs), min(ratios), max(ratios), goal, note
    )


def timed(work: Work) -> float:
    """Milliseconds of one call."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def queries(work: Work) -> int:
    """Statements of one call after a first one that does not count, transaction marks left out."""
    work()
    with CaptureQueriesContext(connection) as captured:
        work()
    marks = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK")
    return sum(not query["sql"].startswith(marks) for query in captured)


def table(figures: Sequence[Figure]) -> str:
    """Markdown."""
    lines = ["| work | floor ms | ours ms | ratio (range) | goal | |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {f.name} | {f.floor_ms:.1f} | {f.ours_ms:.1f} | **{f.ratio:.2f}** ({f.low:.2f}–{f.high:.2f}) | "
        f"{f.goal} | {f.note} |"
        for f in figures
    ]
    return "\n".join(lines)
