"""What every upload has in common: how large it may be, and that it says so before anything reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from .errors import Refusal

MAX_BYTES = 10 * 2**20
# What a form sends beside its file.
FORM_OVERHEAD = 64 * 1024


class TooLarge(Refusal):
    status = 413

    def __init__(self) -> None:
        super().__init__("file_too_large", _("A file can have 10 MB at most."), field="file")


def check_size(size: int | None) -> None:
    """Raise TooLarge for a file of more bytes than one may have."""
    if (size or 0) > MAX_BYTES:
        raise TooLarge


def check_declared(meta: Mapping[str, Any]) -> None:
    """Raise TooLarge when a request (its META) says that it brings more than a file and its form.

    Asked before anything reads the body, so that what is too large is not even stored for a moment. A request that does
    not say, or says nonsense, is measured by `check_size`.
    """
    header = str(meta.get("CONTENT_LENGTH") or "")
    declared = int(header) if header.isascii() and header.isdecimal() and len(header) < 19 else 0
    if declared > MAX_BYTES + FORM_OVERHEAD:
        raise TooLarge
