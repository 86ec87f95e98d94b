"""XLSX → a grid, part by part.

A workbook is read here instead of being loaded whole by a library: reading stops at the limits, and sees what a loaded
model hides: hidden rows, merged cells, formulas without a saved result.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from accounts.errors import Invalid

from .grids import MOST_COLUMNS, MOST_ROWS, Grid, Row
from .guards import archive_of
from .sheet_xml import Budget, Cells, Context, Names, Relations, Strings, Styles, read_part
from .words import QUESTION_SHEETS, plain


@dataclass(frozen=True, slots=True)
class Book:
    """The sheet that was read, and the rows of the sheet with questions (see words.QUESTION_SHEETS)."""

    grid: Grid
    questions: tuple[Row, ...] = ()


def read_workbook(data: bytes, *, has_headings: Callable[[Sequence[Row]], bool], sheet: str = "") -> Book:
    """The named sheet; without a name the first visible one with headings, else the first with anything in it.

    Raises Invalid for a file that is not what it says, breaks a limit, or has no such sheet.
    """
    with archive_of(data) as archive:
        reader = _Reader(archive)
        questions = reader.questions()
        if sheet:
            return Book(reader.named(sheet), questions)
        return Book(reader.best(has_headings), questions)


class _Reader:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive, self.budget = archive, Budget()
        workbook = self._target("", "officeDocument") or "xl/workbook.xml"
        names = Names(self.budget)
        read_part(archive, workbook, names)
        self.paths = self._relations(workbook)
        self.context = Context(epoch=CALENDAR_MAC_1904 if names.is_1904 else CALENDAR_WINDOWS_1900)
        for kind, path in self.paths.values():
            if kind == "sharedStrings":
                strings = Strings(self.budget)
                read_part(archive, path, strings)
                self.context.strings = strings.strings
            elif kind == "styles":
                styles = Styles(self.budget)
                read_part(archive, path, styles)
                self.context.formats = styles.formats
        known = [
            (name, self.paths[relation], hidden) for name, relation, hidden in names.sheets if relation in self.paths
        ]
        self.sheets = [(name, path, hidden) for name, (kind, path), hidden in known if kind == "worksheet"]

    def questions(self) -> tuple[Row, ...]:
        path = next((path for name, path, _hidden in self.sheets if _is_questions(name)), "")
        return tuple(self._cells(path).rows) if path else ()

    def named(self, wanted: str) -> Grid:
        for name, path, _hidden in self.sheets:
            if plain(name) == plain(wanted):
                return self._grid(self._cells(path), [_("Read from the sheet “%(sheet)s”.") % {"sheet": name}])
        names = ", ".join(name for name, _path, _hidden in self.sheets)
        message = _("There is no sheet “%(sheet)s”. The file has: %(names)s.") % {"sheet": wanted[:40], "names": names}
        raise Invalid("no_sheet", message, field="sheet")

    def best(self, has_headings: Callable[[Sequence[Row]], bool]) -> Grid:
        visible = [(name, path) for name, path, hidden in self.sheets if not hidden and not _is_questions(name)]
        first: tuple[int, Cells] | None = None
        for index, (_name, path) in enumerate(visible):
            cells = self._cells(path)
            if cells.rows and first is None:
                first = index, cells
            if has_headings(cells.rows):
                first = index, cells
                break
        if first is None:
            raise Invalid("file_empty", _("The file is empty."), field="file")
        index, cells = first
        return self._grid(cells, self._sheet_notes(index, [name for name, _path in visible]))

    def _sheet_notes(self, index: int, visible: list[str]) -> list[str]:
        notes = []
        if len(visible) > 1:
            words = _("%(count)d sheets: read “%(sheet)s”, the one at place %(place)d.")
            notes.append(words % {"count": len(visible), "sheet": visible[index], "place": index + 1})
        hidden = sum(1 for _name, _path, is_hidden in self.sheets if is_hidden)
        if hidden:
            words = ngettext("%(n)d hidden sheet was not read.", "%(n)d hidden sheets were not read.", hidden)
            notes.append(words % {"n": hidden})
        return notes

    def _cells(self, path: str) -> Cells:
        cells = Cells(self.budget, self.context)
        read_part(self.archive, path, cells)
        return cells

    def _grid(self, cells: Cells, notes: list[str]) -> Grid:
        rows, filled = _fill_merged(cells.rows, cells.merged)
        hidden = sum(1 for row in rows if row.number in cells.hidden_rows)
        if hidden:
            notes.append(
                ngettext("%(n)d hidden row is included.", "%(n)d hidden rows are included.", hidden) % {"n": hidden}
            )
        if cells.has_hidden_columns:
            notes.append(_("Hidden columns are included."))
        if filled:
            notes.append(_("Merged cells were filled with the value above."))
        return Grid(tuple(rows), tuple(notes))

    def _target(self, of: str, kind: str) -> str:
        return next((path for found, path in self._relations(of).values() if found == kind), "")

    def _relations(self, of: str) -> dict[str, tuple[str, str]]:
        """(kind, path inside the archive) by id of what a part refers to."""
        folder, name = posixpath.split(of)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if path not in self.archive.namelist():
            return {}
        relations = Relations(self.budget)
        read_part(self.archive, path, relations)
        return {
            key: (kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
            for key, (kind, target) in relations.targets.items()
        }


def _is_questions(name: str) -> bool:
    return plain(name) in {plain(words) for words in QUESTION_SHEETS}


def _fill_merged(rows: list[Row], areas: list[tuple[int, int, int, int]]) -> tuple[list[Row], bool]:
    """Rows in which a value that was merged over several of them stands in each; whether there was one."""
    values = {row.number: list(row.cells) for row in rows}
    budget, did = MOST_ROWS * MOST_COLUMNS, False
    for first_column, first_row, _last_column, last_row in areas:
        column = first_column - 1
        above = values.get(first_row, [])
        if last_row == first_row or column >= min(len(above), MOST_COLUMNS) or not above[column]:
            continue
        for number in range(first_row + 1, min(last_row, first_row + MOST_ROWS) + 1):
            budget -= 1
            if budget < 0:
                return rows, False
            cells = values.get(number)
            if cells is None:
                continue
            cells += [""] * (column + 1 - len(cells))
            if not cells[column]:
                cells[column], did = above[column], True
    return [Row(row.number, tuple(values[row.number])) for row in rows], did
