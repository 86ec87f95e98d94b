"""What differs between two versions of a brief, line by line: what a reader who confirmed the older one is asked for.

Lines are told apart by their key alone, so a line that only stands elsewhere in its part has not changed. No I/O.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from .brief import Line


class Change(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Difference:
    """`line` as it stands now (of one that is gone: as it stood), `before` what a changed line said."""

    change: Change
    line: Line
    before: Line | None = None


def differences(before: Sequence[Line], after: Sequence[Line]) -> list[Difference]:
    """Every line of `after` in its order with what became of it, then those of `before` that are gone."""
    old = {line["key"]: line for line in before}
    now = {line["key"] for line in after}
    return [
        *(_compared(old.get(line["key"]), line) for line in after),
        *(Difference(Change.GONE, line) for line in before if line["key"] not in now),
    ]


def changes(before: Sequence[Line], after: Sequence[Line]) -> list[Difference]:
    """The same without the lines that stayed as they were."""
    return [each for each in differences(before, after) if each.change != Change.SAME]


def asked_of(confirmed: Sequence[Line] | None, now: Sequence[Line]) -> list[Difference]:
    """What a reader has to read: what changed since the version they confirmed, or all of it when there is none."""
    return changes(confirmed or (), now)


def _compared(before: Line | None, line: Line) -> Difference:
    if before is None:
        return Difference(Change.NEW, line)
    return Difference(Change.SAME, line) if before == line else Difference(Change.CHANGED, line, before)
