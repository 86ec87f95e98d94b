"""What is kept and judged: the states of a launch, and what is stored of a person."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from accounts.access import Action
from accounts.models import User
from accounts.services import TOKEN_DAYS
from accounts.services.invitations import LIFETIME
from accounts.wording import SOON_DAYS
from projects.models import Status
from projects.readiness import BEHIND_PLAN_POINTS, BLOCKER_WEIGHT, State, Tally, judge

from .reaching import row_of


def nothing(user: User) -> dict[str, Any]:
    """For pages that say the same to everybody."""
    del user
    return {}


def states(user: User) -> dict[str, Any]:
    """The rules of readiness, and one example of each state as `judge` words it."""
    del user
    tallies = {
        State.AT_RISK: Tally(weight=40, done_weight=20, due_weight=22, items=30, done=15, late=1, late_blockers=1),
        State.NEEDS_ATTENTION: Tally(weight=40, done_weight=16, due_weight=20, items=30, done=12),
        State.NOT_STARTED: Tally(weight=40, items=30),
        State.ON_TRACK: Tally(weight=40, done_weight=22, due_weight=22, items=30, done=16),
    }
    return {
        "weight": BLOCKER_WEIGHT,
        "points": BEHIND_PLAN_POINTS,
        "soon": SOON_DAYS,
        "judged": [(state, judge(tally)) for state, tally in tallies.items()],
        "statuses": [status.label for status in Status],
    }


def privacy(user: User) -> dict[str, Any]:
    del user
    return {
        "contact": row_of(Action.SEE_CONTACT),
        "session_days": settings.SESSION_COOKIE_AGE // (24 * 3600),
        "token_days": TOKEN_DAYS,
        "invitation_hours": int(LIFETIME.total_seconds() // 3600),
    }
