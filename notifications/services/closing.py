"""What no longer holds is closed: reminders of finished lines, moved dates and ended launches.

Only launches in which something happened are looked at; delivery checks every line once more just before sending.
"""

from __future__ import annotations

from collections.abc import Collection

from ..holding import close_overtaken


def close_untrue(project_ids: Collection[int]) -> int:
    """Supersede or cancel what these launches made untrue; returns how many."""
    return close_overtaken(project_ids) if project_ids else 0
