"""The rows of a table → one set of cells per line of the checklist.

Spreadsheets say much by place: a section stands once above its lines, or in a row of its own; several rows below one
title are its scenarios. Here each line gets what is meant for it. Nothing is judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .grids import Row, one_line
from .tables import Table
from .words import plain

# What may stand in further rows below one title.
CONTINUED = ("scenarios", "scenarios_en", "guidance", "remark")
# A row with a title and none of these, where other rows have them, is a section in a row of its own.
_SAYS_MORE = ("department", "owner", "due", "must", "scenarios", "evidence", "approval")


@dataclass(slots=True)
class RawLine:
    """`row` is the row of the title; `cells` by field, only those that the file has."""

    row: int
    section: str
    cells: dict[str, str] = field(default_factory=dict)
    section_en: str = ""

    def add(self, cells: Mapping[str, str]) -> None:
        for name in CONTINUED:
            if cells.get(name):
                self.cells[name] = f"{self.cells.get(name, '')}\n{cells[name]}".strip()


@dataclass(slots=True)
class Gathered:
    """`strays` are rows without a title that belong to no line; `banners` how many rows were taken for sections."""

    lines: list[RawLine]
    strays: list[int]
    banners: int = 0


def gather(table: Table, mapping: Mapping[str, int]) -> Gathered:
    return _Gatherer(table, mapping).run()


class _Gatherer:
    def __init__(self, table: Table, mapping: Mapping[str, int]) -> None:
        self.table, self.mapping = table, mapping
        self.found = Gathered([], [])
        self.section = self.subsection = self.section_en = ""
        self.is_wide = sum(1 for name in _SAYS_MORE if name in mapping) > 1

    def run(self) -> Gathered:
        headings = tuple(plain(heading) for heading in self.table.headings)
        for row in self.table.rows:
            if tuple(plain(cell) for cell in row.cells) == headings[: len(row.cells)] and len(row.cells) > 1:
                continue  # printed again at the top of each page
            cells = {name: row.cell(column) for name, column in self.mapping.items()}
            if self._is_banner(row, cells):
                self._begin_section(one_line(next(cell for cell in row.cells if cell)))
                self.found.banners += 1
            else:
                self._row(row.number, cells)
        return self.found

    def _row(self, number: int, cells: dict[str, str]) -> None:
        self._follow_section(cells)
        last = self.found.lines[-1] if self.found.lines else None
        if not cells.get("title"):
            if last and any(cells.get(name) for name in CONTINUED):
                last.add(cells)
            elif any(text for name, text in cells.items() if not name.startswith(("section", "subsection", "number"))):
                self.found.strays.append(number)
        elif last and self._continues(last, cells):
            last.add(cells)
        else:
            self.found.lines.append(RawLine(number, self._section(), dict(self._own(cells)), self.section_en))

    def _is_banner(self, row: Row, cells: Mapping[str, str]) -> bool:
        """One cell alone: a section that has a row of its own."""
        filled = [column for column, cell in enumerate(row.cells) if cell]
        if len(filled) != 1 or self.table.is_outline:
            return False
        if cells.get("title"):
            return "section" not in self.mapping and self.is_wide
        return self.mapping.get("section", filled[0]) == filled[0] and filled[0] not in (
            self.mapping.get(name) for name in CONTINUED
        )

    def _begin_section(self, title: str) -> None:
        self.section, self.subsection, self.section_en = title, "", ""

    def _follow_section(self, cells: Mapping[str, str]) -> None:
        title = one_line(cells.get("section", ""))
        if self.table.is_outline or (title and title != self.section):
            self._begin_section(title)
        self.subsection = one_line(cells.get("subsection", "")) or self.subsection
        self.section_en = one_line(cells.get("section_en", "")) or self.section_en

    def _section(self) -> str:
        both = (
            f"{self.section} · {self.subsection}"
            if self.section and self.subsection
            else self.section or self.subsection
        )
        return both if len(both) <= 60 or not self.subsection else self.subsection

    def _own(self, cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        for name, text in cells.items():
            if name not in ("section", "section_en", "subsection"):
                yield name, text

    def _continues(self, last: RawLine, cells: Mapping[str, str]) -> bool:
        """A title that was merged over several rows: the same again, and another scenario beside it."""
        if cells["title"] != last.cells["title"] or self._section() != last.section or not cells.get("scenarios"):
            return False
        others = (
            name for name in cells if name not in (*CONTINUED, "section", "subsection", "section_en", "number", "title")
        )
        return all(not cells[name] or cells[name] == last.cells.get(name) for name in others)
