"""When a reminder is owed: a ladder of steps around an item's date, and what it owes on a given day.

Offsets are signed open days of the calendar of the item's department: -3 is the third open day strictly before the
date, +1 the first strictly after it, 0 the date itself whether or not it is open. Dates are local dates of the launch.
When several steps fell due while nothing ran, only the latest of them is owed. Source: product.md, section 8.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.calendars import FIRST_DAY, Calendar


class Urgency(TextChoices):
    DIGEST = "digest", _("in the digest")
    AT_ONCE = "at_once", _("at once")


class Audience(StrEnum):
    """Who hears of a step. Without an owner the leads stand in, without leads the planner."""

    OWNER = "owner"
    LEAD = "lead"
    PLANNER = "planner"
    CENTRE_LEADS = "centre_leads"


@dataclass(frozen=True, slots=True)
class Step:
    """`repeats_daily` makes it owed again on every open day from its own on."""

    key: str
    offset: int
    audience: frozenset[Audience]
    urgency: Urgency
    repeats_daily: bool = False
    blockers_only: bool = False


DEFAULT_LADDER = (
    Step("D-7", -7, frozenset({Audience.OWNER}), Urgency.DIGEST),
    Step("D-3", -3, frozenset({Audience.OWNER}), Urgency.DIGEST),
    Step("D-1", -1, frozenset({Audience.OWNER}), Urgency.AT_ONCE),
    Step("D-day", 0, frozenset({Audience.OWNER, Audience.LEAD}), Urgency.AT_ONCE),
    Step("D+1", 1, frozenset({Audience.LEAD, Audience.PLANNER}), Urgency.AT_ONCE),
    Step(
        "D+2",
        2,
        frozenset({Audience.PLANNER, Audience.CENTRE_LEADS}),
        Urgency.AT_ONCE,
        repeats_daily=True,
        blockers_only=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Window:
    """Items due from `due_from` to `due_to` (both included) are on `step` today.

    `occurrence` is the open day that a repeating step is owed for, None for a step that is owed once.
    """

    step: Step
    due_from: date
    due_to: date
    occurrence: date | None = None


def windows(today: date, calendar: Calendar, steps: Iterable[Step], *, is_blocker: bool) -> list[Window]:
    """Which dates have which step as their latest fallen one on `today`; no date is in two windows.

    Raises `CalendarError` when the calendar has no open days to count.
    """
    ladder = sorted((s for s in steps if is_blocker or not s.blockers_only), key=lambda s: s.offset, reverse=True)
    found, first = [], FIRST_DAY
    for step in ladder:
        last = last_due(today, calendar, step)
        if first <= last:
            occurrence = calendar.previous_open(today) if step.repeats_daily else None
            found.append(Window(step, first, last, occurrence))
            first = last + timedelta(days=1)
    return found


def last_due(today: date, calendar: Calendar, step: Step) -> date:
    """The latest date whose `step` has fallen by `today`. Every earlier date's has fallen too."""
    if step.offset <= 0:
        return calendar.shift(today, -step.offset)
    return calendar.shift(today + timedelta(days=1), -step.offset) - timedelta(days=1)


ALERT_DAYS = (14, 7, 3, 1)


def owed_alert(days_left: int, days: Sequence[int] = ALERT_DAYS) -> int | None:
    """The alert that stands when `days_left` calendar days remain to D-day: the latest one reached, or None."""
    reached = [day for day in days if 0 <= days_left <= day]
    return min(reached, default=None)
