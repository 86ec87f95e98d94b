"""What differs between two texts, line by line, as people read it: what went, what came, what stays. No I/O.

Long stretches that stay are cut to the lines around a change; a `skipped` difference says how many are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

AROUND = 3


class Change(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    SKIPPED = "skipped"


class Difference(NamedTuple):
    """`text` is a line of one of the texts; of skipped lines it is their number."""

    kind: Change
    text: str


def differences(before: str, after: str, *, around: int | None = AROUND) -> list[Difference]:
    """The lines of both texts in reading order; `around` is how many unchanged ones are kept beside a change.

    With `around=None` all are kept: the same and removed ones are then `before`, the same and added ones `after`.
    """
    old, new = before.splitlines(), after.splitlines()
    found: list[Difference] = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [Difference(Change.SAME, line) for line in old[old_from:old_to]]
            continue
        found += [Difference(Change.REMOVED, line) for line in old[old_from:old_to]]
        found += [Difference(Change.ADDED, line) for line in new[new_from:new_to]]
    return found if around is None else list(_near_changes(found, around))


def _near_changes(found: list[Difference], around: int) -> Iterator[Difference]:
    changed = [place for place, line in enumerate(found) if line.kind != Change.SAME]
    near = {place + step for place in changed for step in range(-around, around + 1)}
    skipped = 0
    for place, line in enumerate(found):
        if place not in near:
            skipped += 1
            continue
        if skipped:
            yield Difference(Change.SKIPPED, str(skipped))
            skipped = 0
        yield line
    if skipped:
        yield Difference(Change.SKIPPED, str(skipped))
