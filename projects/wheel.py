"""What scored lines add up to: an average for each section, and how it went from quarter to quarter. Pure.

A score is a whole number from 1 to 5, the evidence of a line; a section's is the mean of its lines, a quarter's the
mean of its launches by their D-day. Source: product.md section 3, the CX wheel.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from django.utils.translation import gettext as _

from .charts import Axis, Wheel, wheel

BEST = 5
QUARTERS_SHOWN = 8
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 420.0, 150.0, 34.0, 400.0, 14.0, 122.0

Scores = Mapping[str, float]  # by section


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        return _("%(year)d Q%(number)d") % {"year": self.year, "number": self.number}


@dataclass(frozen=True, slots=True)
class Scored:
    """One section: its score so far, None without any; how many of its lines are scored; its score the time before."""

    name: str
    score: float | None
    answered: int
    questions: int
    before: float | None

    @property
    def change(self) -> float | None:
        return None if self.score is None or self.before is None else round(self.score - self.before, 1)


@dataclass(frozen=True, slots=True)
class Term:
    """A quarter: how many launches it holds, each section's score, and the mean of all sections."""

    quarter: Quarter
    launches: int
    scores: Scores

    @property
    def overall(self) -> float:
        return round(fmean(self.scores.values()), 1)


@dataclass(frozen=True, slots=True)
class Mark:
    x: float
    y: float
    term: Term


def averages(scores: Iterable[tuple[str, float]]) -> dict[str, float]:
    """(section, score) pairs → the mean of each section, to one decimal."""
    found: dict[str, list[float]] = defaultdict(list)
    for section, score in scores:
        found[section].append(score)
    return {section: round(fmean(values), 1) for section, values in found.items()}


def by_quarter(launches: Iterable[tuple[date, Scores]]) -> list[Term]:
    """(D-day, scores) of launches → the latest quarters in which anything was scored, the oldest first."""
    found: dict[Quarter, list[Scores]] = defaultdict(list)
    for launch_on, scores in launches:
        if scores:
            found[Quarter.of(launch_on)].append(scores)
    return [
        Term(quarter, len(runs), averages(pair for run in runs for pair in run.items()))
        for quarter, runs in sorted(found.items())[-QUARTERS_SHOWN:]
    ]


def axes_of(questions: Sequence[tuple[str, float | None]], before: Scores) -> list[Scored]:
    """(section, score or None) of each line, in order; `before` are the scores of the time before."""
    asked: dict[str, list[float | None]] = defaultdict(list)
    for section, score in questions:
        asked[section].append(score)
    means = averages((section, score) for section, score in questions if score is not None)
    return [
        Scored(name, means.get(name), sum(score is not None for score in given), len(given), before.get(name))
        for name, given in asked.items()
    ]


def radar(axes: Sequence[Scored]) -> Wheel | None:
    """The shape of these scores, and as its plan that of the time before; None for fewer than three sections."""
    return wheel([Axis(axis.name, _share(axis.score), _share(axis.before)) for axis in axes])


def line_of(terms: Sequence[Term]) -> list[Mark]:
    """Where the overall score of each quarter stands in a drawing of WIDTH × HEIGHT, from 1 at the foot to 5."""
    step = (RIGHT - LEFT) / max(len(terms) - 1, 1)
    return [Mark(LEFT + n * step, height(term.overall), term) for n, term in enumerate(terms)]


def height(score: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * (score - 1) / (BEST - 1)


def _share(score: float | None) -> int:
    return round((score or 0) * 100 / BEST)
