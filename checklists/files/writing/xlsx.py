"""Document → XLSX: the lines, the questions, and how to fill it in, formatted for work.

Every cell is text, also one that begins like a formula; such a cell is marked as text as Excel itself does it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ..grids import clean
from ..question_text import question_cells
from ..words import APPROVAL, EVIDENCE, MUST, QUESTION_HEADINGS, QUESTION_SHEETS, in_language
from .columns import Column, columns_of
from .document import Document

# Characters of the sheet's font; a Korean letter takes about two.
WIDTHS: Mapping[str, int] = {
    "section": 16, "section_en": 16, "key": 7, "title": 42, "title_en": 42, "department": 14, "owner": 24, "due": 15,
    "must": 10, "evidence": 13, "approval": 13, "guidance": 60, "guidance_en": 60, "brief": 40, "brief_en": 40,
    "scenarios": 60, "scenarios_en": 60, "waits": 12, "condition": 34,
}  # fmt: skip
STATE_WIDTH = 18
LINE_SHEETS, GUIDE_SHEETS = ("체크리스트", "Checklist"), ("읽어 주세요", "Read me")
QUESTION_WIDTHS = (16, 50, 50, 16, 60)
ROWS_TO_FILL = 500  # the lists of choices reach below the last line
_FORMULA = re.compile(r"[=+\-@]")
_NOT_IN_XML = re.compile("[\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # what a workbook would read as the number of a character
_HEAD = Font(bold=True, color="FFFFFF")
_HEAD_FILL = PatternFill("solid", fgColor="2F4858")
_LINE = Border(bottom=Side(style="hair", color="B8C0C6"))
_WRAPPED = Alignment(wrap_text=True, vertical="top")


@dataclass(frozen=True, slots=True)
class Choices:
    """The words that a column takes; `field` is one of `words.HEADINGS`."""

    field: str
    heading: str
    words: list[str]


def write_xlsx(document: Document) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    columns = columns_of(document)
    choices = _choices(document, columns)
    guide_title = in_language(GUIDE_SHEETS)
    _lines_sheet(book.create_sheet(in_language(LINE_SHEETS)), columns, choices, guide_title)
    if document.content.questions:
        heads = [in_language(words) for words in QUESTION_HEADINGS.values()]
        rows = map(question_cells, document.content.questions)
        fill_sheet(book.create_sheet(in_language(QUESTION_SHEETS)), QUESTION_WIDTHS, heads, rows, freeze="A2")
    _guide_sheet(book.create_sheet(guide_title), document, choices)
    return book_bytes(book)


def book_bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _choices(document: Document, columns: Sequence[Column]) -> list[Choices]:
    kinds = {"must": MUST.values(), "evidence": EVIDENCE.values(), "approval": APPROVAL.values()}
    words = {field: [word for each in known if (word := in_language(each))] for field, known in kinds.items()}
    words = {"department": list(document.departments.values())} | words
    headings = {column.field: column.heading for column in columns}
    return [Choices(field, headings[field], known) for field, known in words.items() if field in headings and known]


def _lines_sheet(sheet: Worksheet, columns: Sequence[Column], choices: Sequence[Choices], guide_title: str) -> None:
    rows = list(zip(*(column.cells for column in columns), strict=True))
    letters = {column.field: get_column_letter(place) for place, column in enumerate(columns, 1)}
    title_at = next(place for place, column in enumerate(columns, 1) if column.field == "title")
    widths = [WIDTHS.get(column.field, STATE_WIDTH) for column in columns]
    headings = [column.heading for column in columns]
    fill_sheet(sheet, widths, headings, rows, freeze=f"{get_column_letter(title_at + 1)}2")
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    for place, each in enumerate(choices, 1):
        at = get_column_letter(place)
        choice = DataValidation("list", formula1=f"'{guide_title}'!${at}$2:${at}${len(each.words) + 1}")
        choice.allow_blank = choice.showErrorMessage = True
        choice.errorTitle, choice.error = _("Please choose from the list"), _("Choose one of the words in the list.")
        choice.add(f"{letters[each.field]}2:{letters[each.field]}{len(rows) + ROWS_TO_FILL}")
        sheet.add_data_validation(choice)


def _guide_sheet(sheet: Worksheet, document: Document, choices: Sequence[Choices]) -> None:
    """The words to choose from, below their names (the lists of the first sheet point here), and beside them advice."""
    advice = [document.name, *(f"{word}: {text}" for word, text in document.facts), "", *_advice()]
    heads = [*(each.heading for each in choices), "", _("How to fill it in")]
    columns = [*(each.words for each in choices), [], advice]
    fill_sheet(sheet, [16] * len(choices) + [4, 100], heads, zip_longest(*columns, fillvalue=""), freeze="A2")


def _advice() -> list[str]:
    return [
        _("One row is one item. Rows and columns may be in any order; keep the headings."),
        _("Deadlines: D-14, D-day, D+7; with “business days” behind them, closed days are not counted."),
        _("Key: what an item keeps. A row with a known key changes that item, a row without one adds an item."),
        _("Scenarios: one per line in the cell (Alt+Enter)."),
        _("Waits for: keys of other items, as in P01 or P03+3 (three business days after P03)."),
        _("Condition: on the answers to the questions, such as number = new and channels includes chat."),
        _("Nothing is removed by an import: to remove an item, remove it on the page."),
    ]


def fill_sheet(
    sheet: Worksheet, widths: Sequence[int], heads: Sequence[str], rows: Iterable[Sequence[str]], *, freeze: str
) -> None:
    """Headings in the first row, which stays in sight and on every page; `widths` in characters of the font."""
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for column, text in enumerate(heads, 1):
        if text:
            _write(sheet, 1, column, text)
            sheet.cell(1, column).font, sheet.cell(1, column).fill = _HEAD, _HEAD_FILL
    for row, cells in enumerate(rows, 2):
        for column, text in enumerate(cells, 1):
            _write(sheet, row, column, text)
    sheet.freeze_panes = freeze
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """A cell that is text, whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.alignment, cell.border = _WRAPPED, _LINE
    if kept := clean(text):
        cell.value = _ESCAPE.sub("_x005F_", _NOT_IN_XML.sub("", kept))
        cell.data_type = "s"
        cell.quotePrefix = _FORMULA.match(kept) is not None
