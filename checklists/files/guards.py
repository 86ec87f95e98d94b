"""What may be read at all: a file is taken for what it contains, and refused before it costs anything.

Limits are read from the zip's own directory first and enforced again while a part is unpacked, because a directory can
lie. Source: reliability.md, rows 42 to 48. Errors: `Invalid` that names
what the file is, `TooLarge`.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import Invalid
from accounts.uploads import check_size

MAX_UNPACKED = 50 * 2**20
MAX_RATIO = 100
MOST_PARTS = 1_000
# Small parts that repeat themselves pack well and harm nobody.
RATIO_FROM = 2**20

XLSX, CSV, MARKDOWN, YAML = "xlsx", "csv", "markdown", "yaml"
ENDINGS: Mapping[str, str] = {
    ".xlsx": XLSX,
    ".csv": CSV,
    ".tsv": CSV,
    ".txt": CSV,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".yaml": YAML,
    ".yml": YAML,
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How files begin that are often mistaken for a checklist, and what they are.
_BEGINS = (
    (b"%PDF-", gettext_lazy("a PDF")),
    (b"\x89PNG", gettext_lazy("a picture")),
    (b"\xff\xd8\xff", gettext_lazy("a picture")),
    (b"GIF8", gettext_lazy("a picture")),
    (b"{\\rtf", gettext_lazy("an RTF document")),
    (b"Rar!", gettext_lazy("an archive")),
    (b"7z\xbc\xaf", gettext_lazy("an archive")),
    (b"\x1f\x8b", gettext_lazy("an archive")),
    (b"MZ", gettext_lazy("a program")),
    (b"\x9b DRMONE", gettext_lazy("a document that a DRM system has locked")),
    (b"SCDSA00", gettext_lazy("a document that a DRM system has locked")),
)
_HTML = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|table|meta|script|style)\b",
    re.IGNORECASE | re.DOTALL,
)
# Parts that tell which kind of document a zip is.
_PARTS = (
    ("xl/workbook.bin", gettext_lazy("an Excel binary workbook (.xlsb)")),
    ("word/document.xml", gettext_lazy("a Word document")),
    ("ppt/presentation.xml", gettext_lazy("a PowerPoint document")),
    ("Index/Document.iwa", gettext_lazy("a Numbers document")),
    ("Contents/content.hpf", gettext_lazy("a Hangul document (.hwpx)")),
    ("content.xml", gettext_lazy("an OpenDocument file (.ods)")),
)


def kind_of(name: str, data: bytes) -> str:
    """XLSX, CSV, MARKDOWN or YAML; raises Invalid, or TooLarge, for everything else."""
    check_size(len(data))
    if not data.strip():
        raise Invalid("file_empty", _("The file is empty."), field="file")
    _refuse_strangers(data)
    wanted = ENDINGS.get(PurePosixPath(name.replace("\\", "/")).suffix.lower())
    if data.startswith(b"PK"):
        with archive_of(data) as archive:
            _check_workbook(archive)
        if wanted not in (XLSX, None):
            raise _is(_("an Excel workbook (.xlsx)"), _("Give its name the ending .xlsx."))
        return XLSX
    if wanted == XLSX:
        raise Invalid(
            "not_xlsx",
            _("This is not an Excel file (.xlsx): it holds plain text or is damaged."),
            field="file",
            hint=_("Open it, save it as .xlsx and choose it again, or give a text file its ending .csv."),
        )
    if wanted is None:
        raise Invalid("file_kind", _("Only XLSX, CSV, Markdown and YAML files can be imported."), field="file")
    return wanted


@contextmanager
def archive_of(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The zip, when its directory keeps the limits. Raises Invalid for damaged, locked and hostile ones."""
    if data.count(b"PK\x01\x02") > MOST_PARTS:  # before a directory of a million entries is read
        raise _hostile()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive.infolist())
            yield archive
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OverflowError, ValueError) as error:
        raise Invalid(
            "damaged",
            _("This is not an Excel file (.xlsx), or it is damaged: it could not be unpacked."),
            field="file",
            hint=_("Open it, save it as .xlsx and choose it again."),
        ) from error


def unpacked(archive: zipfile.ZipFile, part: str) -> IO[bytes]:
    """One part, as a stream that ends with Invalid when it gives more than the directory may promise."""
    return io.BufferedReader(_Bounded(archive.open(part)))


class _Bounded(io.RawIOBase):
    def __init__(self, source: IO[bytes]) -> None:
        self._source, self._left = source, MAX_UNPACKED

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        chunk = self._source.read(min(len(view), 2**16))
        self._left -= len(chunk)
        if self._left < 0:
            raise _hostile()
        view[: len(chunk)] = chunk
        return len(chunk)


def _refuse_strangers(data: bytes) -> None:
    if data.startswith(_OLE):
        raise _ole(data)
    for begin, words in _BEGINS:
        if data.startswith(begin):
            raise _is(str(words))
    if _HTML.match(data[:4096]):
        raise _is(_("a web page (HTML)"), _("Open it in Excel, save it as .xlsx and choose it again."))
    if b"urn:schemas-microsoft-com:office:spreadsheet" in data[:4096]:
        raise _is(_("an XML spreadsheet of Excel 2003"), _("Open it in Excel, save it as .xlsx and choose it again."))


def _ole(data: bytes) -> Invalid:
    """What an old or an encrypted Office file is, from the names in its directory (UTF-16)."""

    def names(word: str) -> bool:
        return word.encode("utf-16-le") in data

    if names("EncryptedPackage"):
        return Invalid(
            "locked",
            _("The file is protected by a password."),
            field="file",
            hint=_("Remove the password in Excel, save the file and choose it again."),
        )
    if b"HWP Document File" in data:
        return _is(_("a Hangul document (.hwp)"))
    if names("Workbook") or names("Book"):
        return _is(_("an old Excel file (.xls)"), _("Open it in Excel, save it as .xlsx and choose it again."))
    return _is(_("an old Office document"))


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if any(_leaves(name) for name in names) or len(set(names)) < len(names):
        raise Invalid(
            "bad_zip", _("The file holds parts with names that no Excel file has. It was not opened."), field="file"
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Invalid("locked", _("The file is protected by a password."), field="file")
    unpacked_size = sum(entry.file_size for entry in entries)
    packed_size = sum(entry.compress_size for entry in entries)
    bombs = (e for e in entries if e.file_size > RATIO_FROM and e.file_size > MAX_RATIO * max(e.compress_size, 1))
    if unpacked_size > MAX_UNPACKED or any(bombs):
        raise _hostile()
    if unpacked_size > RATIO_FROM and unpacked_size > MAX_RATIO * max(packed_size, 1):
        raise _hostile()


def _leaves(name: str) -> bool:
    path = PurePosixPath(name)
    return "\\" in name or ":" in name or path.is_absolute() or ".." in path.parts


def _check_workbook(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if any(PurePosixPath(name).name == "vbaProject.bin" for name in names):
        raise _is(_("an Excel workbook with macros (.xlsm)"), _("Save it as .xlsx and choose it again."))
    for part, words in _PARTS:
        if part in names:
            raise _is(str(words), _("Save it as .xlsx and choose it again."))
    if "[Content_Types].xml" not in names or not any(name.endswith("workbook.xml") for name in names):
        raise _is(_("a zip archive"))
    with unpacked(archive, "[Content_Types].xml") as part_file:
        if b"macroEnabled" in part_file.read(2**20):
            raise _is(_("an Excel workbook with macros (.xlsm)"), _("Save it as .xlsx and choose it again."))


def _is(what: str, hint: str = "") -> Invalid:
    message = _("This is not an Excel file (.xlsx), CSV, Markdown or YAML: it is %(what)s.") % {"what": what}
    return Invalid("file_kind", message, field="file", hint=hint)


def _hostile() -> Invalid:
    message = _("The file unpacks to more than a checklist can hold (50 MB, or 100 times its size). It was not opened.")
    return Invalid("file_too_big_inside", message, field="file")
