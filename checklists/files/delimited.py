"""CSV → a grid: commas, semicolons or tabs, in UTF-8 or the CP949 of Korean Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.errors import Invalid

from .grids import Grid, Row, filled, to_row
from .words import unguarded

_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 30


def read_text(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a file and a note on its encoding. Raises Invalid, with the line, for what is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refused(_("The file is in UTF-16. Save it as “CSV UTF-8” and choose it again."), 1)
    if b"\0" in data:
        raise _refused(_("The file holds a NUL character, so it is no text file."), _line(data, data.index(b"\0")))
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        broken = error.start
    try:
        return data.decode("cp949"), (_("Read as CP949 (Korean Excel)."),)
    except UnicodeDecodeError as error:
        line = _line(data, max(broken, error.start))
        message = _("The file is neither UTF-8 nor CP949. Save it as “CSV UTF-8” and choose it again.")
        raise _refused(message, line) from error


def read_delimited(data: bytes) -> Grid:
    """Rows with the line on which each begins. Raises Invalid for a quotation mark that is never closed."""
    text, notes = read_text(data)
    delimiter = _delimiter(text)
    if delimiter != ",":
        names = {";": _("semicolons"), "\t": _("tabs"), "|": _("vertical bars")}
        notes += (_("Columns are separated by %(what)s.") % {"what": names[delimiter]},)
    return Grid(filled(_rows(text, delimiter)), notes)


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            yield to_row(begins, [unguarded(cell) if cell else cell for cell in cells] if any(cells) else ())
            begins = reader.line_num + 1
    except csv.Error as error:
        message = _("A quotation mark is opened here and not closed as CSV wants it. Close it, or write it twice.")
        raise _refused(message, begins) from error


def _delimiter(text: str) -> str:
    """What the first lines are split by most evenly: the most columns that several rows agree on."""
    sample = "\n".join(text[:100_000].splitlines()[:_SAMPLE_LINES])
    best, most = ",", 0
    for delimiter in _DELIMITERS:
        try:
            widths = [len(cells) for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)]
        except csv.Error:
            continue
        agreed = sum(width - 1 for width in widths if width > 1)
        if agreed > most:
            best, most = delimiter, agreed
    return best


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1


def _refused(message: str, line: int) -> Invalid:
    return Invalid("bad_text", _("Line %(line)d: %(problem)s") % {"line": line, "problem": message}, field="file")
