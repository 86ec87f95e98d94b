"""Hostile, damaged and mistaken files: each is refused by name within two seconds and little memory, or read right."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
import zlib
from contextlib import suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from accounts.errors import Invalid, Refusal
from accounts.uploads import MAX_BYTES
from checklists.files.tables import read_table
from checklists.models import ImportFile
from tests.checklists.shapes import saved, xlsx

SECONDS, MEGABYTES = 2.0, 300
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.{kind}.main+xml"/></Types>'
)
BOOK = (
    '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="A" r:id="r1"/></sheets></workbook>'
)
RELATIONS = '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
LAUGHS = (
    "<!DOCTYPE x ["
    + '<!ENTITY a "haha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)


OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
MERGED = "<mergeCells>" + '<mergeCell ref="A1:A5000"/>' * 20_000 + "</mergeCells>"


def sheet(rows: str, after: str = "") -> bytes:
    return zipped(f"<worksheet><sheetData>{rows}</sheetData>{after}</worksheet>")


def zipped(sheet: str | bytes = "<worksheet/>", kind: str = "sheet", **parts: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES.format(kind=kind))
        archive.writestr("xl/workbook.xml", parts.pop("book", BOOK))
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def lines(count: int, cell: str = '<c t="inlineStr"><is><t>{n}</t></is></c>') -> str:
    return "".join(f"<row>{cell.format(n=n)}</row>" for n in range(count))


def numbers(rows: int, columns: int) -> bytes:
    cells = ("".join(f"<c><v>{n * 7919 * k % 99991}</v></c>" for k in range(columns)) for n in range(rows))
    return sheet("".join(f"<row>{row}</row>" for row in cells))


def lying() -> bytes:
    """A directory that promises 100 bytes of a part that unpacks to 60 MB."""
    data = bytearray(zipped(b"<worksheet>" + b" " * (60 * 2**20) + b"</worksheet>"))
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 100)
    start = data.rindex(b"PK\x03\x04")
    struct.pack_into("<I", data, start + 22, 100)
    return bytes(data)


def many_parts() -> bytes:
    return zipped(**{f"xl/media/{n}.png": "x" for n in range(2_000)})


def locked() -> bytes:
    data = bytearray(zipped())
    at = data.index(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def truncated() -> bytes:
    return xlsx(["항목"], ["하나"])[:-200]


def stored_bomb() -> bytes:
    """300 KB that hold a million rows."""
    return sheet(lines(1_000_000, "<c><v>1</v></c>"))


REFUSED = [
    ("empty", "a.xlsx", b"", "비어|empty"),
    ("spaces", "a.csv", b" \n \n", "비어|empty"),
    ("a million rows", "a.xlsx", stored_bomb(), "50 MB|5,000"),
    ("six thousand rows", "a.xlsx", sheet(lines(6_000)), "5,000"),
    ("many cells", "a.xlsx", numbers(3_000, 60), "100,000"),
    ("a column far right", "a.xlsx", sheet('<row><c r="XFD1"><v>1</v></c></row>'), "100"),
    ("a bomb of zeros", "a.xlsx", zipped(b"0" * (60 * 2**20)), "50 MB"),
    ("a lying directory", "a.xlsx", lying(), "xlsx"),
    ("thousands of parts", "a.xlsx", many_parts(), "50 MB"),
    ("billion laughs", "a.xlsx", zipped(f"{LAUGHS}<worksheet>&j;</worksheet>"), "XML"),
    ("billion laughs in the book", "a.xlsx", zipped(book=f"{LAUGHS}<workbook>&j;</workbook>"), "XML"),
    ("an external entity", "a.xlsx", zipped(f"{OUTSIDE}<worksheet>&a;</worksheet>"), "XML"),
    ("a path out of the archive", "a.xlsx", zipped(**{"../../evil": "x"}), "이름|names"),
    ("HTML", "a.xlsx", b"<html><table><tr><td>1</table>", "HTML"),
    ("HTML called xls", "a.xls", b"\xef\xbb\xbf<meta charset=utf-8><table>", "HTML"),
    ("truncated", "a.xlsx", truncated(), "xlsx"),
    ("xls", "a.xls", OLE + "Workbook".encode("utf-16-le"), r"\.xls\)"),
    ("xls called xlsx", "a.xlsx", OLE + "Workbook".encode("utf-16-le"), r"\.xls\)"),
    ("password", "a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "암호|password"),
    ("password on the zip", "a.xlsx", locked(), "암호|password"),
    ("macros", "a.xlsm", zipped(**{"xl/vbaProject.bin": "x"}), "xlsm"),
    ("macros called xlsx", "a.xlsx", zipped(kind="sheet.macroEnabled"), "xlsm"),
    ("a Word document", "a.xlsx", zipped(**{"word/document.xml": "x"}), "Word"),
    ("a Hangul document", "a.hwp", OLE + b"HWP Document File", "hwp"),
    ("a locked document", "a.xlsx", b"\x9b DRMONE  This Document is encrypted", "DRM"),
    ("a PDF", "a.pdf", b"%PDF-1.7", "PDF"),
    ("a picture", "a.csv", b"\x89PNG\r\n\x1a\n", "그림|picture"),
    ("an ending nobody knows", "a.doc", b"text", "XLSX"),
    ("text called xlsx", "a.xlsx", "항목\n하나".encode(), "xlsx"),
    ("a workbook called csv", "a.csv", xlsx(["항목"], ["하나"]), "xlsx"),
    ("UTF-16", "a.csv", "항목,부서\n하나,cx".encode("utf-16"), "UTF-16"),
    ("NUL in line 2", "a.csv", b"item,team\na\x00b,cx", "2"),
    ("a quotation mark that stays open", "a.csv", b'item,team\none,cx\n"two,cx\nthree,cx\n', "3"),
    ("neither encoding", "a.csv", b"item,team\n\xff\xff\xff,cx", "2"),
    ("six thousand lines", "a.csv", b"item,team\n" + b"a,b\n" * 6_000, "5,000"),
    ("200 columns", "a.csv", b"item," * 200 + b"\n" + b"1," * 200 + b"1\n", "100"),
    ("a long line of Markdown", "a.md", b"- [ ] " + b"*a " * 4_000, "10,000"),
    ("a long Markdown file", "a.md", b"- [ ] a\n" * 40_000, "300,000"),
    ("Markdown without tasks", "a.md", b"# Title\n\nOnly a paragraph.\n", r"\[ \]"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "says"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_bad_file_is_refused_by_what_it_is(name, data, says):
    started = time.thread_time()
    with pytest.raises(Refusal, match=says) as refusal:
        read_table(name, data)
    assert time.thread_time() - started < SECONDS
    assert isinstance(refusal.value, Invalid)


SLOW = [
    ("a bomb of rows", "a.xlsx", stored_bomb()),
    ("cells to the limit", "a.xlsx", numbers(4_900, 20)),
    ("merged areas over each other", "a.xlsx", sheet(lines(4_000), MERGED)),
    ("deep Markdown", "a.md", "".join(" " * (2 * n) + "- [ ] a\n" for n in range(1_000)).encode()),
    ("brackets in Markdown", "a.md", b"\n".join([b"- [ ] " + b"[" * 980] * 300)),
    ("fewer brackets in Markdown", "a.md", b"\n".join([b"- [ ] " + b"[" * 16] * 4_900)),
    ("stars in Markdown", "a.md", b"\n".join([b"- [ ] " + b"*a " * 326] * 300)),
    ("long lines of stars", "a.md", b"\n".join([b"- [ ] " + b"*a " * 3_200] * 30)),
    ("comments that stay open", "a.md", b"- [ ] a\n" + b"<!-- " * 59_000),
    ("commas", "a.csv", b"," * 99 + b"\n" + (b"," * 99 + b"\n") * 50_000),
    ("spaces between commas", "a.csv", b"a,b\n" + (b" ," * 99 + b"\n") * 40_000),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data"), [row[1:] for row in SLOW], ids=[row[0] for row in SLOW])
def test_what_could_keep_a_server_busy_is_answered_within_two_seconds_and_little_memory(name, data):
    started = time.thread_time()
    with suppress(Refusal):
        read_table(name, data)
    assert time.thread_time() - started < SECONDS
    tracemalloc.start()
    with suppress(Refusal):
        read_table(name, data)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    assert peak < MEGABYTES


def test_formula_errors_and_formulas_without_a_result_are_errors_of_their_cells():
    book = Workbook()
    sheet = book.active
    for row in (["항목", "부서", "기한"], ["하나", "cx", "=1/0"], ["둘", "cx", "D-1"]):
        sheet.append(row)
    table = read_table("a.xlsx", saved(book))
    assert [row.cell(2) for row in table.rows] == ["#FORMULA!", "D-1"]


def test_the_1900_leap_day_that_never_was_and_serial_days_read_as_excel_shows_them():
    def dated(sheet):
        for cell in sheet["B"][1:]:
            cell.number_format = "yyyy-mm-dd"

    table = read_table("a.xlsx", xlsx(["항목", "마감"], ["하나", 45321], ["둘", 61], ["셋", 59], shape=dated))
    assert [row.cell(1) for row in table.rows] == ["2024-01-30", "1900-03-01", "1900-02-28"]


NAMES = [
    ("a path", "../../etc/목록.csv", 302, "목록.csv"),
    ("a path with backslashes", "..\\..\\목록.csv", 302, "목록.csv"),
    ("decomposed Korean", "\u1106\u1169\u11a8\u1105\u1169\u11a8.csv", 302, "목록.csv"),
    ("300 characters", "가" * 300 + ".csv", 302, "가" * 116 + ".csv"),
    ("an override", "목록\u202evsc.csv", 302, "목록vsc.csv"),
    ("a line break", "a\r\nX: 1.csv", 400, ""),
]


@pytest.mark.parametrize(("name", "status", "kept"), [row[1:] for row in NAMES], ids=[row[0] for row in NAMES])
def test_a_file_is_kept_under_a_name_of_ours(as_user, people, launch, name, status, kept):
    file = SimpleUploadedFile("x", "항목,부서\n하나,cx\n".encode())
    file._name = name
    sent = {"file": file, "template_id": launch.template_version.template_id}
    answer = as_user(people.planner).post("/templates/import/", sent)
    assert answer.status_code == status
    assert list(ImportFile.objects.values_list("name", flat=True)) == ([kept] if kept else [])


def test_a_file_over_ten_megabytes_is_refused_before_it_is_read(as_user, people):
    file = SimpleUploadedFile("a.csv", b"a" * (MAX_BYTES + 2**17))
    answer = as_user(people.planner).post("/templates/import/", {"file": file})
    assert answer.status_code == 413
    assert "10 MB" in answer.content.decode()


BIDI = "항목,부서,기한\n대표\u202e번호,cx,D-1\n".encode()


def test_characters_that_reorder_a_name_are_an_error_of_the_cell(as_user, people, launch):
    sent = {"file": SimpleUploadedFile("a.csv", BIDI), "template_id": launch.template_version.template_id}
    page = as_user(people.planner).post("/templates/import/", sent, follow=True)
    assert "U+202E" in page.content.decode()


def test_what_a_file_says_is_shown_as_text(as_user, people, launch):
    rows = '항목,부서,기한,안내\n<script>alert(1)</script>,<img src=x onerror=x>,"<b>",{{7*7}}\n'
    sent = {"file": SimpleUploadedFile("a.csv", rows.encode()), "template_id": launch.template_version.template_id}
    page = as_user(people.planner).post("/templates/import/", sent, follow=True).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;" in page


def test_a_directory_that_lies_about_its_checksum_is_no_way_around():
    """The part is cut off at what the directory promised, and then damaged XML."""
    data = bytearray(lying())
    crc = zlib.crc32(b"<worksheet>" + b" " * 89)
    for mark, offset in ((b"PK\x01\x02", 16), (b"PK\x03\x04", 14)):
        struct.pack_into("<I", data, data.rindex(mark) + offset, crc)
    with pytest.raises(Invalid):
        read_table("a.xlsx", bytes(data))
