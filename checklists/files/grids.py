"""Rows of text as they stand in a file, before anybody knows what the columns mean. Pure.

Cells are Unicode NFC without control characters but the line break; row numbers are those of the file, from 1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.errors import Invalid

MOST_ROWS = 5_000
MOST_READ = 2 * MOST_ROWS  # empty ones included
MOST_COLUMNS = 100
LONGEST_CELL = 10_000
# A formula whose result the file does not hold; stands in the cell like Excel's own "#REF!".
NOT_CALCULATED = "#FORMULA!"
EXCEL_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", NOT_CALCULATED)


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Grid:
    """`rows` without the empty ones; `notes` are sentences on how it was read."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def clean(text: str) -> str:
    """A cell's text as it is kept."""
    text = unicodedata.normalize("NFC", text)
    if text.isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def one_line(text: str) -> str:
    """The text without its line breaks, which no name needs."""
    return re.sub(r"\s+", " ", text).strip()


def to_row(number: int, cells: Sequence[str]) -> Row:
    """A row of cleaned cells, without the empty ones at its end. Raises Invalid for too many or too long ones."""
    cleaned = [clean(cell) if cell else cell for cell in cells]
    while cleaned and not cleaned[-1]:
        cleaned.pop()
    if len(cleaned) > MOST_COLUMNS:
        raise Invalid(
            "too_many_columns",
            _("Row %(row)d has more than %(most)d columns. Delete those that do not belong to the checklist.")
            % {"row": number, "most": MOST_COLUMNS},
            field="file",
        )
    if any(len(cell) > LONGEST_CELL for cell in cleaned):
        raise Invalid(
            "cell_too_long",
            _("Row %(row)d holds a cell of more than %(most)s characters.")
            % {"row": number, "most": f"{LONGEST_CELL:,}"},
            field="file",
        )
    return Row(number, tuple(cleaned))


def filled(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Those with anything in them. Raises Invalid when they are more than a checklist has, or none."""
    found: list[Row] = []
    for count, row in enumerate(rows):
        if count > MOST_READ:
            raise too_many_rows()
        if not any(row.cells):
            continue
        if len(found) == MOST_ROWS + 1:  # one is the heading
            raise too_many_rows()
        found.append(row)
    return tuple(found)


def too_many_rows() -> Invalid:
    message = _("The file has more than %(most)s rows. Split it into several files.") % {"most": f"{MOST_ROWS:,}"}
    return Invalid("too_many_rows", message, field="file")
