"""How ready a launch is: lines are counted, and the counts are judged. Pure; source: product.md section 7.

Weights: an item weighs 1, a must-have 3. Done and waived weight counts as done. The plan for a day is the weight due by
that day over all weight. Percentages are whole numbers, rounded down, so 100 means all of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.wording import SOON_DAYS

BLOCKER_WEIGHT = 3
BEHIND_PLAN_POINTS = 5


class State(TextChoices):
    AT_RISK = "at_risk", gettext_lazy("At risk")
    NEEDS_ATTENTION = "needs_attention", gettext_lazy("Needs attention")
    NOT_STARTED = "not_started", gettext_lazy("Not started")
    ON_TRACK = "on_track", gettext_lazy("On track")


class Counted(Protocol):
    """A line as far as it counts: of today's rows, of a day rebuilt from events, of a report's week."""

    @property
    def status(self) -> str: ...
    @property
    def is_open(self) -> bool: ...
    @property
    def is_blocker(self) -> bool: ...
    @property
    def owner_id(self) -> int | None: ...
    @property
    def due_on(self) -> date: ...


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of a set of lines on one day. `due_weight` is the weight due by that day, whatever its status."""

    weight: int = 0
    done_weight: int = 0
    due_weight: int = 0
    items: int = 0
    done: int = 0
    late: int = 0
    late_blockers: int = 0
    due_soon: int = 0
    blocked: int = 0
    unowned: int = 0
    blockers: int = 0
    blockers_open: int = 0

    @property
    def open(self) -> int:
        return self.items - self.done

    def __add__(self, other: Tally) -> Tally:
        """Of two sets without a line in common, the counts of both together, on the same day."""
        return Tally(*map(sum, zip(_counts_of(self), _counts_of(other), strict=True)))


_counts_of = attrgetter(*Tally.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Readiness:
    """`reason` is the sentence that explains `state`, in the reader's language."""

    percent: int
    plan_percent: int
    state: State
    reason: str


def weight_of(line: Counted) -> int:
    return BLOCKER_WEIGHT if line.is_blocker else 1


def tally(lines: Iterable[Counted], day: date) -> Tally:
    """The counts of these lines on a day; those that do not apply count nowhere.

    `summaries` counts the same in the database, where the lines need not be read: tests hold both together.
    """
    applying = [line for line in lines if line.status != "dropped"]
    still = [line for line in applying if line.is_open]
    late = [line for line in still if line.due_on < day]
    weight = sum(map(weight_of, applying))
    return Tally(
        weight=weight,
        done_weight=weight - sum(map(weight_of, still)),
        due_weight=sum(weight_of(line) for line in applying if line.due_on <= day),
        items=len(applying),
        done=len(applying) - len(still),
        late=len(late),
        late_blockers=sum(line.is_blocker for line in late),
        due_soon=sum(day <= line.due_on <= day + timedelta(days=SOON_DAYS) for line in still),
        blocked=sum(line.status == "blocked" for line in still),
        unowned=sum(line.owner_id is None for line in still),
        blockers=sum(line.is_blocker for line in applying),
        blockers_open=sum(line.is_blocker for line in still),
    )


def percent_of(part: int, whole: int) -> int:
    return part * 100 // whole if whole else 0


def judge(counts: Tally) -> Readiness:
    """At risk when a must-have is late; attention when anything is, or the plan is missed by more than 5 points."""
    percent, plan = percent_of(counts.done_weight, counts.weight), percent_of(counts.due_weight, counts.weight)
    if counts.late_blockers:
        state = State.AT_RISK
        reason = ngettext("%(count)d must-have is late", "%(count)d must-haves are late", counts.late_blockers)
        reason %= {"count": counts.late_blockers}
    elif counts.late:
        state = State.NEEDS_ATTENTION
        reason = ngettext("%(count)d item is late", "%(count)d items are late", counts.late) % {"count": counts.late}
    elif plan - percent > BEHIND_PLAN_POINTS:
        state = State.NEEDS_ATTENTION
        reason = _("%(points)d points behind plan") % {"points": plan - percent}
    elif not counts.due_weight and not counts.done_weight:
        state, reason = State.NOT_STARTED, _("Nothing is due yet")
    else:
        state, reason = State.ON_TRACK, _("As planned")
    return Readiness(percent, plan, state, reason)


def has_more_missing(whole: Tally, own: Tally) -> bool:
    """Whether something is late, blocked or an open must-have besides what is among one's own lines."""
    return (whole.late, whole.blocked, whole.blockers_open) != (own.late, own.blocked, own.blockers_open)


def others_missing() -> str:
    """What a partner is told of lines they do not see, of departments or colleagues: that there are some."""
    return _("Others have items that are not ready")


def reason_for_partner(whole: Tally, own: Tally) -> str:
    """Why the launch is judged as it is: of lines the reader sees (`own`) with their count, of others without."""
    if whole.late == own.late:
        return judge(whole).reason
    return " · ".join([*([judge(own).reason] if own.late else []), others_missing()])
