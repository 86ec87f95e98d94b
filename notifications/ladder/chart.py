"""The line of a ladder: its steps before and after the due date. Pure geometry, no colours.

As on the date ruler, x is percent of the width and heights are pixels, so that marks and words keep their size. Steps
stand apart by the logarithm of the days between them: -60 and -1 both stay readable.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from . import Step

HEIGHT, AXIS_Y, TOP_Y, TOP2_Y, FOOT_Y, FOOT2_Y = 92.0, 48.0, 29.0, 14.0, 70.0, 85.0
MARGIN = 6.0  # percent left free at both ends for the words of the outermost steps
ROOM = 9.0  # percent that the words of one step take; closer ones go to the second line


@dataclass(frozen=True, slots=True)
class Rung:
    """`is_added`: a department's own. `runs_to`: how far a daily step repeats, in percent; 0 for one that does not."""

    step: Step
    x: float
    is_added: bool
    is_second: bool
    runs_to: float = 0.0

    @property
    def text_y(self) -> float:
        return TOP2_Y if self.is_second else TOP_Y

    @property
    def foot_y(self) -> float:
        return FOOT2_Y if self.is_second else FOOT_Y


@dataclass(frozen=True, slots=True)
class Chart:
    rungs: list[Rung]
    due_x: float
    height: float = HEIGHT
    axis_y: float = AXIS_Y


def chart(steps: Sequence[Step], added: Collection[int] = ()) -> Chart:
    """The line of these steps. `added` are the offsets that a department puts on top."""
    ordered = sorted(steps, key=lambda step: step.offset)
    offsets = sorted({0, *(step.offset for step in ordered)})
    place = _places(offsets, has_end=bool(ordered) and ordered[-1].repeats_daily)
    rungs: list[Rung] = []
    for index, step in enumerate(ordered):
        x = place[step.offset]
        is_near = bool(rungs) and x - rungs[-1].x < ROOM and not rungs[-1].is_second
        runs_to = 0.0
        if step.repeats_daily:
            runs_to = place[ordered[index + 1].offset] if index + 1 < len(ordered) else 100.0
        rungs.append(Rung(step, x, step.offset in added, is_near, runs_to))
    return Chart(rungs, place[0])


def _places(offsets: Sequence[int], *, has_end: bool) -> dict[int, float]:
    """Percent by offset; after a last daily step some of the line is left to repeat on."""
    gaps = [1 + math.log2(later - earlier) for earlier, later in itertools.pairwise(offsets)]
    width = 100 - 2 * MARGIN - (8 if has_end else 0)
    unit = width / sum(gaps) if gaps else 0.0
    places, x = {offsets[0]: MARGIN if gaps else 50.0}, MARGIN
    for offset, gap in zip(offsets[1:], gaps, strict=True):
        x += gap * unit
        places[offset] = x
    return places
