"""Numbers and days as an address or a form gives them. No Django, no I/O, no errors: what is none is None.

Anybody may write anything behind a "?", so one rule decides what counts, and it knows what comes after: a number fits a
`bigint` of PostgreSQL, and a day has a day before and a day after it in every time zone. Python alone is too kind here:
`int` reads full-width digits, spaces and "1_000" and refuses superscripts that `isdigit` lets through;
`date.fromisoformat` reads "20261125" and "2026-W48-3" too.
"""

from __future__ import annotations

import re
from datetime import date

BIGGEST = 2**63 - 1
"""The biggest `bigint`: no row has a bigger id."""
_NUMBER = re.compile(r"[0-9]{1,19}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def number(text: str | None, *, most: int = BIGGEST) -> int | None:
    """A whole number from 0 to `most`, in digits and nothing else: "12"."""
    if not text or not _NUMBER.fullmatch(text):
        return None
    found = int(text)
    return found if found <= most else None


def numbers(texts: list[str]) -> list[int]:
    """Those of `texts` that are numbers, in their order."""
    return [found for text in texts if (found := number(text)) is not None]


def day(text: str | None) -> date | None:
    """A day of the years 2 to 9998, as "2026-11-25"."""
    if not text or not _DAY.fullmatch(text):
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:  # the 31st of a shorter month, or the year 0
        return None
    return found if date.min.year < found.year < date.max.year else None
