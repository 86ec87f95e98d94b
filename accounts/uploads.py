"""What every upload has in common: it says how long it is before anything reads it, and may be too long."""

from __future__ import annotations

from .errors import Refusal

# What a form sends beside its file.
FORM_OVERHEAD = 64 * 1024


class TooLarge(Refusal):
    status = 413


def declared_length(header: str | None) -> int:
    """Bytes that a request says it brings; 0 when it does not say, or says nonsense."""
    return int(header) if header and header.isascii() and header.isdecimal() and len(header) < 19 else 0
