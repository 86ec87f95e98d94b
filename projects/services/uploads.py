"""Which files may be handed in as evidence: by what they contain, not by what they are called."""

from __future__ import annotations

import unicodedata
import zipfile
from pathlib import PurePosixPath

from django.core.files.base import File
from django.utils.translation import gettext as _

from accounts.errors import Invalid
from accounts.uploads import check_size

# How each kind of file begins. Office documents are zip archives that hold a known part.
_BEGINS = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"),
    ".webp": (b"RIFF",),
    ".pdf": (b"%PDF-",),
}
_OFFICE = {".xlsx": "xl/workbook.xml", ".docx": "word/document.xml", ".pptx": "ppt/presentation.xml"}
_PLAIN = (".txt", ".csv")
ALLOWED = (*_BEGINS, *_OFFICE, *_PLAIN)


def check_upload(file: File[bytes]) -> str:
    """The name to show for an uploaded file; Invalid when it is not one of the kinds allowed, TooLarge over 10 MB."""
    name = unicodedata.normalize("NFC", PurePosixPath((file.name or "").replace("\\", "/")).name)
    name = "".join(char for char in name if char.isprintable())[-120:] or "file"
    suffix = PurePosixPath(name).suffix.lower()
    check_size(file.size)
    if not file.size:
        raise Invalid("file_empty", _("The file is empty."), field="file")
    if suffix not in ALLOWED or not _is_what_it_says(file, suffix):
        allowed = ", ".join(kind[1:] for kind in ALLOWED)
        raise Invalid("file_kind", _("Files of this kind cannot be handed in. Allowed: %s") % allowed, field="file")
    file.seek(0)
    return name


def _is_what_it_says(file: File[bytes], suffix: str) -> bool:
    file.seek(0)
    if suffix in _BEGINS:
        begin = file.read(16)
        return any(begin.startswith(mark) for mark in _BEGINS[suffix]) and (suffix != ".webp" or begin[8:12] == b"WEBP")
    if suffix in _OFFICE:
        try:
            with zipfile.ZipFile(file) as archive:
                return _OFFICE[suffix] in archive.namelist()
        except zipfile.BadZipFile:
            return False
    return _is_text(file.read())


def _is_text(content: bytes) -> bool:
    if b"\0" in content:
        return False
    for encoding in ("utf-8", "cp949"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
