"""What no longer holds is closed: reminders of finished lines and answered things, moved dates and ended launches.

Only launches in which something happened are looked at; delivery checks every line once more just before sending.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from ..holding import close_overtaken


def close_untrue(changed: Collection[int | None], now: datetime) -> int:
    """Supersede or cancel what became untrue in these launches, None being what belongs to no launch; how many."""
    return close_overtaken([pk for pk in changed if pk is not None], now) if changed else 0
