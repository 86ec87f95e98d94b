"""What no longer holds is closed: reminders of finished lines, moved dates and ended launches.

Only launches in which something happened are looked at; delivery checks every line once more just before sending.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from ..holding import OVERTAKEN
from ..models import Notification


def close_untrue(project_ids: Collection[int]) -> int:
    """Supersede or cancel what these launches made untrue; returns how many."""
    if not project_ids:
        return 0
    return sum(_close(rule.when, project_ids, rule.state, rule.reason) for rule in OVERTAKEN)


def _close(when: Q, project_ids: Collection[int], state: str, reason: str) -> int:
    # An update cannot join, so the rows are named by a subquery.
    untrue = Notification.objects.open().filter(when, project_id__in=project_ids)
    return Notification.objects.filter(pk__in=untrue.order_by().values("pk")).update(state=state, closed_reason=reason)
