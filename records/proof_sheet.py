"""Fitting a proof on one sheet of paper: who gets a line, who is told in a paragraph, and how small the type is.

Pure. Heights are counted in lines of the type that is used, estimated from the numbers of characters; A4 within margins
of 14 mm has room for `Plan.room` of them. Whatever is left out is counted on the sheet, and stands in full on the
handover's page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from .differences import Difference
from .models import Receipt
from .proof import Received, Sent

LONGEST_WORDS, LONGEST_POSITION = 160, 200  # characters shown of each
HEAD_AND_FOOT = 10
ACROSS, IN_COLUMN, TOLD_ACROSS = 80, 38, 5  # characters in a line, in a line of a column; people in a line


class Plan(NamedTuple):
    """How many versions, receivers with lines, receivers in paragraphs and changed lines, in type of which density.

    `room` is how many lines of that type the sheet has; `finer` how many more characters than the usual one a line.
    """

    versions: int
    lines: int
    told: int
    changes: int
    density: str = "tight"
    room: float = 116
    finer: float = 1.28


# From the most that is told to the least; the first that fits is taken.
PLANS = (
    Plan(5, 18, 140, 18, "", 82, 1),
    Plan(5, 18, 140, 18, "dense", 92, 1.12),
    Plan(5, 14, 140, 18),
    Plan(4, 10, 80, 8),
    Plan(3, 8, 60, 6),
    Plan(2, 6, 30, 4),
)


@dataclass(frozen=True, slots=True)
class SheetVersion:
    """`told` are those beyond `lines`, by their state; `left_out` how many are beyond both."""

    sent: Sent
    changed: Sequence[Difference]
    lines: Sequence[Received]
    told: Sequence[tuple[Receipt.State, Sequence[Received]]]
    left_out: int

    @property
    def more(self) -> int:
        return sum(len(received) for _state, received in self.told) + self.left_out


@dataclass(frozen=True, slots=True)
class Sheet:
    """`older` are versions that found no room; `density` is "", "dense" or "tight"."""

    versions: Sequence[SheetVersion]
    older: Sequence[Sent]
    density: str


def sheet(versions: Sequence[Sent], said: Sequence[tuple[str, str]] = ()) -> Sheet:
    """The newest versions first. `said` are the positions below them: the words, and those of the answer."""
    for plan in PLANS:
        shown = list(reversed(versions))[: plan.versions]
        laid_out = [_laid_out(sent, len(shown), plan) for sent in shown]
        positions = sum(1.5 + _lines(" ".join(words), 2 * LONGEST_WORDS, ACROSS * plan.finer) for words in said)
        if HEAD_AND_FOOT + positions + sum(_height(one, plan.finer) for one in laid_out) <= plan.room:
            break
    return Sheet(laid_out, versions[: len(versions) - len(shown)], plan.density)


def _laid_out(sent: Sent, versions: int, plan: Plan) -> SheetVersion:
    """What was said, and what is open, before what was just accepted."""
    ordered = sorted(sent.received, key=lambda one: one.is_answered and not (one.words or one.stood_in or one.passed))
    lines = max(plan.lines // versions, 2)
    told = ordered[lines:][: plan.told // versions]
    by_state = [(state, [one for one in told if one.state == state]) for state in Receipt.State]
    return SheetVersion(
        sent=sent,
        changed=sent.changed[: plan.changes // versions],
        lines=ordered[:lines],
        told=[(state, received) for state, received in by_state if received],
        left_out=max(len(ordered) - lines - len(told), 0),
    )


def _height(version: SheetVersion, finer: float) -> float:
    """A row of the table takes more than its lines, for the rule and the space around it."""
    column = IN_COLUMN * finer
    lines = sum(1.4 + _lines(one.words, LONGEST_WORDS, column) + 3 * len(one.passed) for one in version.lines)
    told = sum(ceil(len(received) / (TOLD_ACROSS * finer)) for _state, received in version.told)
    note = _lines(version.sent.note, LONGEST_POSITION, ACROSS * finer)
    return 5 + len(version.changed) + note + lines + told


def _lines(text: str, longest: int, across: float) -> int:
    return ceil(min(len(text), longest) / across)
