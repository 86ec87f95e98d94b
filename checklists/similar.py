"""Which line of a template says nearly the same as a proposed one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Protocol

LEAST_ALIKE = 0.5  # below this a likeness is chance


class Titled(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...


def most_alike(title: str, lines: Iterable[Titled]) -> str:
    """The key of the line whose title has the most letters in common with `title` in the same order; "" for none."""
    found = [(SequenceMatcher(None, title, line.title).ratio(), line.key) for line in lines]
    likeness, key = max(found, default=(0.0, ""))
    return key if likeness >= LEAST_ALIKE else ""
