"""How well telling people goes, in figures: for the metrics page and whoever watches the service.

Times are seconds by the clock of the database. Source: reliability.md, section 1.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

LATE_SECONDS = 60  # a message goes out within this, while its channel works

_WAITING = """
SELECT channel, count(*), count(*) FILTER (WHERE attempts = 0 AND due_at < now() - make_interval(secs => %s))
FROM notifications_message WHERE state IN ('due', 'leased') GROUP BY channel
"""
_DWELL = """
SELECT channel, percentile_cont(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY extract(epoch FROM accepted_at - due_at))
FROM notifications_message WHERE due_at > now() - interval '1 hour' AND accepted_at IS NOT NULL GROUP BY channel
"""
_DEAD = """
SELECT count(*) FROM notifications_message
WHERE state IN ('failed', 'expired') AND settled_at IS NULL AND kind <> 'test'
"""
_HELD = "SELECT EXISTS (SELECT FROM notifications_outboundhold WHERE released_at IS NULL)"


@dataclass(frozen=True, slots=True)
class Gauges:
    """By channel: what waits, what waits too long without a try, and how long the last hour's messages took to be
    accepted (median and 99th percentile). `dead_letters` are failed and nobody has settled them."""

    waiting: Mapping[str, int]
    overdue_unattempted: Mapping[str, int]
    dwell: Mapping[str, tuple[float, float]]
    dead_letters: int
    is_held: bool


def gauges() -> Gauges:
    """Four queries over what is open and the last hour, whatever has gathered before."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [LATE_SECONDS])
        waiting = cursor.fetchall()
        cursor.execute(_DWELL)
        dwell = {channel: (median, highest) for channel, (median, highest) in cursor.fetchall()}
        cursor.execute(_DEAD)
        (dead,) = cursor.fetchone()
        cursor.execute(_HELD)
        (is_held,) = cursor.fetchone()
    return Gauges(
        {channel: count for channel, count, _ in waiting},
        {channel: overdue for channel, _, overdue in waiting},
        dwell,
        dead,
        is_held,
    )
