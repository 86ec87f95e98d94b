"""The order of the backlog, said once more in plain Python: what the database's order is held against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Place:
    """What the order of the backlog looks at."""

    priority: int | None
    promised_on: date | None
    inquiries: int | None
    created_at: datetime
    pk: int


def backlog_key(place: Place) -> tuple[float, date, int, datetime, int]:
    """Sort key: what was agreed first, then what was promised first, what customers ask most, what waits longest."""
    return (
        place.priority if place.priority is not None else float("inf"),
        place.promised_on or date.max,
        -1 * (place.inquiries or 0),
        place.created_at,
        place.pk,
    )
