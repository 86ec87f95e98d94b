"""Any table of texts as CSV or XLSX, under the same rules as a checklist: no cell is ever a formula."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook

from .csv import csv_bytes
from .xlsx import book_bytes, fill_sheet

LONGEST_SHEET_NAME = 31
NARROWEST, WIDEST = 8, 60
TABLE_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table_csv(table: Table) -> bytes:
    return csv_bytes(table.headings, table.rows)


def tables_xlsx(tables: Sequence[Table]) -> bytes:
    """A sheet for each table, named after it."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        columns = zip(table.headings, *table.rows, strict=True)
        sheet = book.create_sheet(_sheet_name(table.title))
        fill_sheet(sheet, [_width(cells) for cells in columns], table.headings, table.rows, freeze="A2")
    return book_bytes(book)


def _sheet_name(title: str) -> str:
    """Without what Excel refuses in the name of a sheet; a name that is there already gets a number from openpyxl."""
    return re.sub(r"[\\/*?:\[\]]", " ", title).strip("' ")[:LONGEST_SHEET_NAME] or "1"


def _width(cells: Sequence[str]) -> int:
    """As wide as its longest first line; a Korean letter takes about two characters."""
    lines = (cell.partition("\n")[0] for cell in cells)
    return min(WIDEST, max(NARROWEST, *(2 + sum(1 + (c > "\u1100") for c in line) for line in lines)))
