"""What an export looks like inside, and that no cell of it is ever a formula."""

from __future__ import annotations

import csv
import io

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from checklists.content import Content, LineContent, QuestionContent, ScenarioContent, SectionContent
from checklists.files.grids import clean
from checklists.files.naming import attachment, file_name
from checklists.files.tables import read_table
from checklists.files.writing import FORMATS, Document, State
from checklists.library import DEPARTMENTS, LIBRARY
from checklists.library_file import TemplateFile, parse
from checklists.schedule import Rule

HOSTILE = ["=1+1", "+1", "-3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=A(1)", "'=1", "-3도 이하", "_x0041_", "D-14"]


def document(texts: list[str]) -> Document:
    lines = tuple(
        LineContent(f"A{n}", text, "cx", Rule(-3), guidance=text, brief_line=text, scenarios=(ScenarioContent(text),))
        for n, text in enumerate(texts)
    )
    questions = (QuestionContent("q", texts[0], "yes_no"),)
    content = Content((SectionContent(texts[0], lines=lines),), questions)
    states = (State("=상태", {line.key: line.title for line in lines}),)
    return Document(TemplateFile({"name": "=이름"}, {}, content), {"cx": "=CX"}, (("=사실", "+1"),), states)


def library() -> list[Document]:
    return [Document(parse(path.name, path.read_text()), {}) for path in LIBRARY.glob("*.yaml")]


def cells_of(data: bytes):
    return [cell for sheet in load_workbook(io.BytesIO(data)) for row in sheet.iter_rows() for cell in row]


@pytest.mark.parametrize("documents", [[document(HOSTILE)], library()], ids=["hostile", "library"])
def test_no_cell_of_a_workbook_is_a_formula(documents):
    for each in documents:
        cells = [cell for cell in cells_of(FORMATS["xlsx"].write(each)) if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s"}
        assert all(cell.quotePrefix for cell in cells if cell.value[0] in "=+-@")


@pytest.mark.parametrize("documents", [[document(HOSTILE)], library()], ids=["hostile", "library"])
def test_no_cell_of_a_csv_begins_like_a_formula(documents):
    for each in documents:
        rows = csv.reader(io.StringIO(FORMATS["csv"].write(each).decode("utf-8-sig"), newline=""))
        assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r")]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@given(text=st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1, max_size=30)))
def test_every_text_reads_back_as_it_was(kind, text):
    if not clean(text) or {"\ufffe", "\uffff"} & set(text):
        return
    table = read_table(f"x.{kind}", FORMATS[kind].write(document([text])))
    assert table.rows[0].cell(table.headings.index("항목")) == clean(text)


def test_a_workbook_is_ready_for_work():
    with translation.override("ko"):
        found = library()[0]
        names = {slug: names[0] for slug, names in DEPARTMENTS.items()}
        book = load_workbook(io.BytesIO(FORMATS["xlsx"].write(Document(found.file, names))))
    lines, questions, guide = book.worksheets
    assert [sheet.title for sheet in book] == ["체크리스트", "사전 질문", "읽어 주세요"]
    assert (lines.freeze_panes, questions.freeze_panes, guide.freeze_panes) == ("E2", "A2", "A2")
    assert lines.auto_filter.ref == f"A1:{lines.dimensions.partition(':')[2]}"
    assert all(cell.font.bold for cell in lines[1])
    assert all(cell.alignment.wrap_text for cell in lines[2])
    lists = [each.formula1 for each in lines.data_validations.dataValidation]
    ends = {"A": 11, "B": 2, "C": 5, "D": 3}
    assert lists == [f"'읽어 주세요'!${letter}$2:${letter}${last}" for letter, last in ends.items()]


def test_a_csv_opens_in_excel_as_korean():
    assert FORMATS["csv"].write(document(["가"])).startswith(b"\xef\xbb\xbf")


def test_a_launch_shows_in_markdown_what_is_done():
    found = document(["하나"])
    found = Document(found.file, {"cx": "CX"}, states=found.states, done=frozenset({"A0"}), verified=frozenset())
    with translation.override("ko"):
        text = FORMATS["md"].write(found).decode()
    assert "- [x] 하나 — 담당부서: CX · 기한: D-3\n  - =상태: 하나" in text
    assert "  - [ ] 하나" in text


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("신규 제휴몰", "v3"), "신규 제휴몰_v3.xlsx"),
        (("../../etc/passwd",), "etc passwd.xlsx"),
        (("a\r\nX-Evil: 1", ""), "a X-Evil 1.xlsx"),
        (("\u1112\u1161\u11ab",), "한.xlsx"),
        (("invoice\u202egnp",), "invoicegnp.xlsx"),
        (("가" * 300,), "가" * 80 + ".xlsx"),
        (("...",), "checklist.xlsx"),
    ],
)
def test_a_file_is_called_what_no_system_refuses(parts, name):
    assert file_name(*parts, ending="xlsx") == name


def test_a_korean_name_travels_in_the_header():
    assert attachment('신규 "몰".csv') == (
        "attachment; filename=\"checklist.csv\"; filename*=UTF-8''%EC%8B%A0%EA%B7%9C%20%22%EB%AA%B0%22.csv"
    )
