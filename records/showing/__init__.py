"""The eight figures of the page, for the page itself, for files and for the API alike."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User

from ..figures import Read, read_figures
from ..periods import Period
from .figure import Column, Figure, Row, Value, cell_text
from .notice import notice, notice_departments, notice_quarters
from .surprises import inquiries, surprises
from .work import days_late, most_missed, on_time

__all__ = ["Column", "Figure", "Row", "Value", "cell_text", "figures_for"]

MAKERS = (
    notice,
    notice_departments,
    notice_quarters,
    on_time,
    surprises,
    inquiries,
    most_missed,
    days_late,
)


def figures_for(user: User, period: Period, at: datetime) -> tuple[Read, list[Figure]]:
    """Raises Forbidden for partners. Six queries."""
    read = read_figures(user, period, at)
    return read, [make(read) for make in MAKERS]
