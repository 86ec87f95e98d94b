"""Who is told when: the ladder that holds unless somebody set another, and the times around it."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from config.celery import TICK
from notifications.ladder import ALERT_DAYS, DEFAULT_LADDER
from notifications.ladder.words import when, whom
from notifications.models.people import QUIET_FROM, QUIET_UNTIL


def told(user: User) -> dict[str, Any]:
    steps = [
        {
            "when": when(step.offset),
            "whom": " · ".join(whom(step.audience)),
            "urgency": step.urgency.label,
            "repeats": step.repeats_daily,
            "blockers_only": step.blockers_only,
        }
        for step in DEFAULT_LADDER
    ]
    return {
        "steps": steps,
        "digest_hour": user.digest_hour,
        "quiet_from": QUIET_FROM,
        "quiet_until": QUIET_UNTIL,
        "alert_days": [f"D-{days}" for days in ALERT_DAYS],
        "alert_within": max(ALERT_DAYS),
        "tick": TICK,
    }
