"""Document → XLSX: the lines, the questions, and how to fill it in, formatted for work.

Every cell is text, also one that begins like a formula; such a cell is marked as text as Excel itself does it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation

from ..question_text import question_cells
from ..words import APPROVAL, EVIDENCE, MUST, QUESTION_HEADINGS, QUESTION_SHEETS, in_language
from .columns import Column, columns_of
from .document import Document

# Characters of the sheet's font; a Korean letter takes about two.
WIDTHS: Mapping[str, int] = {
    "section": 20, "section_en": 20, "key": 8, "title": 46, "title_en": 46, "department": 14, "owner": 24, "due": 15,
    "must": 10, "evidence": 13, "approval": 13, "guidance": 60, "guidance_en": 60, "brief": 40, "brief_en": 40,
    "scenarios": 60, "scenarios_en": 60, "waits": 12, "condition": 34,
}  # fmt: skip
STATE_WIDTH = 18
QUESTION_WIDTHS = (16, 50, 50, 16, 60)
ROWS_TO_FILL = 500  # the lists of choices reach below the last line
_FORMULA = re.compile(r"[=+\-@\t\r\n]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_HEAD = Font(bold=True, color="FFFFFF")
_HEAD_FILL = PatternFill("solid", fgColor="2F4858")
_LINE = Border(bottom=Side(style="hair", color="B8C0C6"))
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def write_xlsx(document: Document) -> bytes:
    book = Workbook(write_only=True)
    columns = columns_of(document)
    guide_title = _("Read me")
    lists = _lists(document)
    _lines_sheet(book.create_sheet(_("Checklist")), columns, lists, guide_title)
    if document.content.questions:
        _questions_sheet(book.create_sheet(in_language(QUESTION_SHEETS)), document)
    _guide_sheet(book.create_sheet(guide_title), document, lists)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lists(document: Document) -> list[tuple[str, str, list[str]]]:
    """(field, what it is called, the words to choose from) of the columns that take only known words."""
    kinds = {"must": MUST.values(), "evidence": EVIDENCE.values(), "approval": APPROVAL.values()}
    words = {field: [word for each in known if (word := in_language(each))] for field, known in kinds.items()}
    words = {"department": list(document.departments.values())} | words
    headings = {column.field: column.heading for column in columns_of(document)}
    return [(field, headings[field], known) for field, known in words.items() if field in headings and known]


def _lines_sheet(
    sheet: WriteOnlyWorksheet, columns: Sequence[Column], lists: list[tuple[str, str, list[str]]], guide_title: str
) -> None:
    widths = [WIDTHS.get(column.field, STATE_WIDTH) for column in columns]
    rows = list(zip(*(column.cells for column in columns), strict=True))
    title_at = next(place for place, column in enumerate(columns, 1) if column.field == "title")
    _shape(sheet, widths, freeze=f"{get_column_letter(title_at + 1)}2")
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    places = {column.field: get_column_letter(place) for place, column in enumerate(columns, 1)}
    for at, (field, _heading, known) in enumerate(lists):
        choice = _choice(get_column_letter(at + 1), len(known), guide_title)
        choice.add(f"{places[field]}2:{places[field]}{len(rows) + ROWS_TO_FILL}")
        sheet.data_validations.append(choice)  # type: ignore[attr-defined]
    sheet.append([_heading_cell(sheet, column.heading) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])


def _choice(column: str, count: int, guide_title: str) -> DataValidation:
    choice = DataValidation("list", formula1=f"'{guide_title}'!${column}$2:${column}${count + 1}", allow_blank=True)
    choice.errorTitle, choice.error = _("Please choose from the list"), _("Choose one of the words in the list.")
    choice.showErrorMessage = True
    return choice


def _questions_sheet(sheet: WriteOnlyWorksheet, document: Document) -> None:
    _shape(sheet, QUESTION_WIDTHS, freeze="A2")
    sheet.append([_heading_cell(sheet, in_language(words)) for words in QUESTION_HEADINGS.values()])
    for question in document.content.questions:
        sheet.append([_cell(sheet, text) for text in question_cells(question)])


def _guide_sheet(sheet: WriteOnlyWorksheet, document: Document, lists: list[tuple[str, str, list[str]]]) -> None:
    """The words to choose from, below their names (the lists of the first sheet point here), and beside them advice."""
    advice = [document.name, *(f"{word}: {text}" for word, text in document.facts), "", *_advice()]
    _shape(sheet, [16] * len(lists) + [4, 100], freeze="A2")
    heads = [*(heading for _field, heading, _known in lists), "", _("How to fill it in")]
    sheet.append([_heading_cell(sheet, head) if head else None for head in heads])
    for row in range(max(len(advice), *(len(known) for _field, _heading, known in lists))):
        words = [known[row] if row < len(known) else "" for _field, _heading, known in lists]
        sheet.append([_cell(sheet, text) for text in [*words, "", advice[row] if row < len(advice) else ""]])


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


def _shape(sheet: WriteOnlyWorksheet, widths: Sequence[int], *, freeze: str) -> None:
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width  # type: ignore[attr-defined]
    sheet.freeze_panes = freeze  # type: ignore[attr-defined]
    sheet.page_setup.orientation = "landscape"  # type: ignore[attr-defined]
    sheet.page_setup.fitToHeight = 0  # type: ignore[attr-defined]
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[attr-defined]
    sheet.print_title_rows = "1:1"  # type: ignore[attr-defined]


def _heading_cell(sheet: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    cell = _cell(sheet, text)
    cell.font, cell.fill = _HEAD, _HEAD_FILL
    return cell


def _cell(sheet: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    cell.data_type = "s"
    cell.alignment, cell.border = _WRAPPED, _LINE
    if _FORMULA.match(text):
        cell.quotePrefix = True
    return cell
