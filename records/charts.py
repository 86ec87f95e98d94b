"""Where the strokes of the figures go: bars that lie, and columns that stand. Pure geometry, no colours and no words.

As on the date ruler (projects/charts.py), x and widths are percent of the drawing's width and heights are pixels: the
words in it keep their size on a phone and on a wide page. The templates only draw what is here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_BARS = 12
LONGEST_LABEL = 18  # beside the value, on a phone
BAR_ROW, BAR_Y, BAR_HEIGHT = 38.0, 21.0, 8.0
COLUMNS_TOP, COLUMNS_HEIGHT, COLUMNS_FOOT = 20.0, 130.0, 20.0
COLUMN_SHARE = 0.62  # of the room of a month
WIDEST_COLUMN = 9.0  # percent


@dataclass(frozen=True, slots=True)
class BarValue:
    """`text` stands at the end of the label's line; `mark` is where a second value, such as what was owed, stands."""

    label: str
    text: str
    value: float
    mark: float | None = None
    is_own: bool = False
    is_behind: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    of: BarValue
    y: float
    width: float
    mark_x: float | None

    @property
    def label(self) -> str:
        name = self.of.label
        return name if len(name) <= LONGEST_LABEL else name[: LONGEST_LABEL - 1] + "…"

    @property
    def label_y(self) -> float:
        return self.y + 14

    @property
    def bar_y(self) -> float:
        return self.y + BAR_Y

    @property
    def mark_top(self) -> float:
        return self.bar_y - 3

    @property
    def mark_bottom(self) -> float:
        return self.bar_y + BAR_HEIGHT + 3


@dataclass(frozen=True, slots=True)
class Bars:
    bars: list[Bar]
    left_out: int
    height: float
    bar_height: float = BAR_HEIGHT
    is_bars: bool = True

    @property
    def has_marks(self) -> bool:
        return any(bar.mark_x is not None for bar in self.bars)


def bars(values: Sequence[BarValue], *, whole: float = 0.0) -> Bars | None:
    """One bar below the other, as long as its share of `whole`, or of the greatest value. None when there is none."""
    shown = values[:MOST_BARS]
    if not shown:
        return None
    scale = max(whole, *(max(value.value, value.mark or 0) for value in shown), 1e-9)

    def share(value: float) -> float:
        return 100 * (min(max(value, 0), scale) / scale)

    drawn = [
        Bar(value, n * BAR_ROW, share(value.value), None if value.mark is None else share(value.mark))
        for n, value in enumerate(shown)
    ]
    return Bars(drawn, len(values) - len(shown), len(shown) * BAR_ROW)


@dataclass(frozen=True, slots=True)
class ColumnValue:
    """The parts of a column, from its foot: (kind, count). `text` stands above it."""

    label: str
    parts: tuple[tuple[str, int], ...]
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    kind: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    of: ColumnValue
    x: float
    width: float
    parts: list[Part]

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def text_y(self) -> float:
        return (self.parts[-1].y if self.parts else COLUMNS_TOP + COLUMNS_HEIGHT) - 6


@dataclass(frozen=True, slots=True)
class Columns:
    columns: list[Column]
    height: float = COLUMNS_TOP + COLUMNS_HEIGHT + COLUMNS_FOOT
    axis_y: float = COLUMNS_TOP + COLUMNS_HEIGHT
    label_y: float = COLUMNS_TOP + COLUMNS_HEIGHT + 15
    is_bars: bool = False


def columns(values: Sequence[ColumnValue]) -> Columns | None:
    """One column beside the other, the highest as high as there is room. None when all of them are empty."""
    highest = max((sum(count for _kind, count in value.parts) for value in values), default=0)
    if not highest:
        return None
    room = 100 / len(values)
    width = min(room * COLUMN_SHARE, WIDEST_COLUMN)
    return Columns(
        [Column(value, n * room + (room - width) / 2, width, _parts(value, highest)) for n, value in enumerate(values)]
    )


def _parts(value: ColumnValue, highest: int) -> list[Part]:
    found: list[Part] = []
    y = COLUMNS_TOP + COLUMNS_HEIGHT
    for kind, count in value.parts:
        height = COLUMNS_HEIGHT * count / highest
        y -= height
        if count:
            found.append(Part(kind, y, height))
    return found
