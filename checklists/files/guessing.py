"""Columns whose heading alone does not say it: "담당" may hold departments or people. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from .columns import guess
from .known import Known
from .tables import Table

_LOOK = 200


def guess_columns(table: Table, known: Known) -> dict[str, int]:
    """What `columns.guess` says of the headings, with department and owner by what stands in the cells."""
    found = guess(table.headings)
    for name, other in (("department", "owner"), ("owner", "department")):
        if name not in found or other in found:
            continue
        fits = _fits(table, found[name], known)
        if fits[other] > fits[name]:
            found[other] = found.pop(name)
    return found


def _fits(table: Table, column: int, known: Known) -> Mapping[str, int]:
    """How many of the first cells are departments, and how many are people."""
    texts = {row.cell(column) for row in table.rows[:_LOOK]} - {""}
    return {
        "department": sum(1 for text in texts if known.department(text)),
        "owner": sum(1 for text in texts if "@" in text or known.persons(text)),
    }
