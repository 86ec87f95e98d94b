"""A figure as everything shows it: one sentence, a chart, and the table that the chart was drawn from. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from accounts import wording
from accounts.templatetags.display import language

from ..charts import Bars, Columns
from ..figures import Read
from . import words

Value = str | float | int | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """`unit` is "" for words, else "n" (a count), "%", "days" or "day" (a date)."""

    key: str
    label: str
    unit: str = ""

    @property
    def css_class(self) -> str:
        return {"": "", "day": "nowrap"}.get(self.unit, "number")


@dataclass(frozen=True, slots=True)
class Row:
    cells: Mapping[str, Value]
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """`mark` says what the stroke across a bar is; `kinds` what the parts of a column are."""

    key: str
    title: str
    sentence: str
    columns: tuple[Column, ...]
    rows: list[Row]
    chart: Bars | Columns | None
    mark: str = ""
    kinds: tuple[tuple[str, str], ...] = ()

    @property
    def lines(self) -> list[tuple[bool, list[tuple[Column, str]]]]:
        """The rows as a table on paper shows them: (is the reader's own, cells beside their columns)."""
        return [
            (row.is_own, [(column, cell_text(row.cells[column.key], column)) for column in self.columns])
            for row in self.rows
        ]


def cell_text(value: Value, column: Column) -> str:
    """A cell as a table shows it; the API gives the value itself."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return f"{words.number(value)}%" if column.unit == "%" else words.number(value)
    return wording.day_dotted(value, language()) if isinstance(value, date) else value


def own_first(keys: Iterable[int], read: Read, by: Callable[[int], float]) -> list[int]:
    """Departments in the order of their figure, the reader's own before all."""
    return sorted(keys, key=lambda key: (key != read.own, by(key), read.names[key]))


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
