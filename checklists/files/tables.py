"""A file of any kind as one table: headings, and rows with their numbers in the file.

Lists of tasks become a table too, with headings that stand for what was found in them. Nothing is judged here: what the
cells mean is said by `columns.py` and `rows.py`. Errors: `Invalid` with what is wrong with the file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Invalid

from . import guards
from .columns import heading_row, joined_headings
from .delimited import read_delimited, read_text
from .grids import Grid, Row, one_line, to_row
from .markdown_tables import read_tables
from .outlines import Outline, read_outline
from .words import FIELDS, heading
from .workbook import read_workbook

FindHeading = Callable[[Sequence[Row]], int | None]  # the index of the row with headings

LONGEST_TEXT = 300_000  # of Markdown: what is read within two seconds whatever stands in it


@dataclass(frozen=True, slots=True)
class Table:
    """`above` are the rows before the heading, `heading_at` its row in the file (0: the headings are ours).

    `is_outline`: titles may still hold an owner or a deadline. `questions` are the rows of a workbook's second sheet.
    """

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    above: tuple[Row, ...] = ()
    heading_at: int = 0
    questions: tuple[Row, ...] = ()
    is_outline: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Table:
        lists = {name: _rows(raw[name]) for name in ("rows", "above", "questions")}
        return cls(
            headings=tuple(raw["headings"]),
            notes=tuple(raw["notes"]),
            heading_at=raw["heading_at"],
            is_outline=raw["is_outline"],
            **lists,
        )

    def with_heading_at(self, number: int) -> Table:
        """The same file with another row as its heading. Raises Invalid when it has no such row."""
        rows = [*self.above, *([Row(self.heading_at, self.headings)] if self.heading_at else []), *self.rows]
        index = next((index for index, row in enumerate(rows) if row.number == number), None)
        if index is None or self.is_outline:
            raise Invalid("no_row", _("The file has no row %(number)d.") % {"number": number}, field="heading_at")
        return replace(_table(rows, index), notes=self.notes, questions=self.questions)


def read_table(name: str, data: bytes, *, sheet: str = "", find_heading: FindHeading = heading_row) -> Table:
    """The table of an XLSX, CSV or Markdown file; of a workbook the named sheet, or the first with headings.

    `find_heading` knows the headings of what is expected; where it finds none, those of a checklist are looked for.
    Raises Invalid (TooLarge above 10 MB) for everything that is no such file.
    """
    match guards.kind_of(name, data):
        case guards.XLSX:
            book = read_workbook(data, has_headings=lambda rows: find_heading(rows) is not None, sheet=sheet)
            return _of_grid(book.grid, find_heading, book.questions)
        case guards.CSV:
            text, notes = read_text(data)
            if name.lower().endswith(".txt") and (outline := read_outline(_short(text), only_boxes=True)):
                return _of_outline(outline, notes)
            return _of_grid(read_delimited(data), find_heading)
        case guards.MARKDOWN:
            text, notes = read_text(data)
            return _of_markdown(_short(text), notes, find_heading)
    raise Invalid("file_kind", _("A YAML file is read as a whole; it has no columns."), field="file")


def _short(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        message = _("The file is longer than %(most)s characters.") % {"most": f"{LONGEST_TEXT:,}"}
        raise Invalid("text_too_long", message, field="file")
    return text


def _of_markdown(text: str, notes: tuple[str, ...], find_heading: FindHeading) -> Table:
    """Its task list, or its tables, whichever holds more."""
    boxes, grid = read_outline(text, only_boxes=True), read_tables(text)
    if grid and len(grid.rows) - 1 > (len(boxes.tasks) if boxes else 0):
        return _of_grid(replace(grid, notes=notes + grid.notes), find_heading)
    if outline := boxes or read_outline(text):
        return _of_outline(outline, notes)
    message = _("The file has no list of tasks and no table. Write the lines of the checklist as “- [ ] …”.")
    raise Invalid("no_tasks", message, field="file")


def _of_outline(outline: Outline, notes: tuple[str, ...]) -> Table:
    used = [name for name in FIELDS if any(name in task.fields for task in outline.tasks)]
    rows = tuple(to_row(task.line, [task.fields.get(name, "") for name in used]) for task in outline.tasks)
    return Table(tuple(heading(name) for name in used), rows, notes + outline.notes, is_outline=True)


def _of_grid(grid: Grid, find_heading: FindHeading, questions: Sequence[Row] = ()) -> Table:
    if not grid.rows:
        raise Invalid("file_empty", _("The file is empty."), field="file")
    index = find_heading(grid.rows)
    if index is None:
        index = heading_row(grid.rows)
    found = _table(grid.rows, index or 0)
    notes = list(grid.notes)
    if index is None:
        notes.append(_("No row of headings was recognised. The first row was taken; please say what the columns mean."))
    elif found.above:
        notes.append(
            _("The headings stand in row %(number)d; what is above was left out.") % {"number": found.heading_at}
        )
    return replace(found, notes=tuple(notes), questions=tuple(questions))


def _table(rows: Sequence[Row], index: int) -> Table:
    upper, below = rows[index], rows[index + 1 :]
    headings = tuple(one_line(cell) for cell in upper.cells)
    if below and (joined := joined_headings(upper, below[0])):
        headings, below = joined, below[1:]
    width = max((len(row.cells) for row in below), default=0)
    headings += ("",) * (width - len(headings))
    if not below:
        raise Invalid("no_rows", _("There is no row below the headings."), field="file")
    return Table(headings, tuple(below), above=tuple(rows[:index]), heading_at=upper.number)


def _rows(raw: Sequence[Mapping[str, Any]]) -> tuple[Row, ...]:
    return tuple(Row(row["number"], tuple(row["cells"])) for row in raw)
