"""What no longer holds is closed: reminders of finished lines, moved dates and ended launches.

Only launches in which something happened are looked at; delivery checks every line once more just before sending.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from ..holding import close_overtaken


def close_untrue(project_ids: Collection[int], now: datetime) -> int:
    """Supersede or cancel what these launches made untrue; returns how many."""
    return close_overtaken(project_ids, now) if project_ids else 0
