"""When a reminder is owed: a ladder of steps around an item's date, and what it owes on a given day.

Offsets are signed open days of the calendar of the item's department: -3 is the third open day strictly before the
date, +1 the first strictly after it, 0 the date itself whether or not it is open. Dates are local dates of the launch.
When several steps fell due while nothing ran, only the latest of them is owed. Source: product.md, section 8.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.calendars import FIRST_DAY, Calendar


class Urgency(TextChoices):
    DIGEST = "digest", _("in the digest")
    AT_ONCE = "at_once", _("at once")


class Audience(TextChoices):
    """Who hears of a step. Without an owner the leads stand in, without leads the planner."""

    OWNER = "owner", _("owner")
    LEAD = "lead", _("department lead")
    PLANNER = "planner", _("planner")
    CENTRE_LEADS = "centre_leads", _("contact-centre leads")
    CHANNEL = "channel", _("shared channel")


# What people may write: business days around the date, steps of one ladder, days an acknowledgement may rest.
EARLIEST, LATEST, MOST_STEPS = -60, 30, 20
PAUSE_DAYS, LONGEST_PAUSE = 1, 5


@dataclass(frozen=True, slots=True)
class Step:
    """`repeats_daily` makes it owed again on every open day from its own on."""

    offset: int
    audience: frozenset[Audience]
    urgency: Urgency
    repeats_daily: bool = False
    blockers_only: bool = False

    @property
    def key(self) -> str:
        """Its name within a ladder, where a day has one step: "D-3", "D-day", "D+1"."""
        return f"D{self.offset:+d}" if self.offset else "D-day"


DEFAULT_LADDER = (
    Step(-7, frozenset({Audience.OWNER}), Urgency.DIGEST),
    Step(-3, frozenset({Audience.OWNER}), Urgency.DIGEST),
    Step(-1, frozenset({Audience.OWNER}), Urgency.AT_ONCE),
    Step(0, frozenset({Audience.OWNER, Audience.LEAD}), Urgency.AT_ONCE),
    Step(1, frozenset({Audience.LEAD, Audience.PLANNER}), Urgency.AT_ONCE),
    Step(
        2,
        frozenset({Audience.PLANNER, Audience.CENTRE_LEADS}),
        Urgency.AT_ONCE,
        repeats_daily=True,
        blockers_only=True,
    ),
)


def effective(base: Iterable[Step], added: Iterable[Step] = (), *, is_blocker: bool) -> tuple[Step, ...]:
    """The ladder of a line: `base` with what its department adds, which can only make it stricter.

    Steps of one day tell everybody whom either tells, as urgently as either. A later step takes over from a daily one
    before it, or adding it would end the repetition.
    """
    steps = {step.offset: step for step in base if is_blocker or not step.blockers_only}
    for extra in added:
        if is_blocker or not extra.blockers_only:
            known = steps.get(extra.offset)
            steps[extra.offset] = _both(known, extra) if known else extra
    new = {extra.offset for extra in added}
    ladder: list[Step] = []
    for offset in sorted(steps):
        step, before = steps[offset], ladder[-1] if ladder else None
        ladder.append(_both(before, step) if before and before.repeats_daily and offset in new else step)
    return tuple(ladder)


def _both(one: Step, other: Step) -> Step:
    return replace(
        other,
        audience=one.audience | other.audience,
        urgency=Urgency.AT_ONCE if Urgency.AT_ONCE in (one.urgency, other.urgency) else Urgency.DIGEST,
        repeats_daily=one.repeats_daily or other.repeats_daily,
        blockers_only=one.blockers_only and other.blockers_only,
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


def windows(today: date, calendar: Calendar, steps: Sequence[Step]) -> list[Window]:
    """Which dates have which step of an effective ladder as their latest fallen one on `today`; none is in two windows.

    Raises `CalendarError` when the calendar has no open days to count.
    """
    found, first = [], FIRST_DAY
    for step in sorted(steps, key=lambda step: step.offset, reverse=True):
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
