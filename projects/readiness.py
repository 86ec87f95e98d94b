"""How ready a launch is: one judgement from a handful of counts. Pure; source: product.md section 7.

Weights: an item weighs 1, a must-have 3. Done and waived weight counts as done. The plan for a day is the weight due by
that day over all weight. Percentages are whole numbers, rounded down, so 100 means all of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

BLOCKER_WEIGHT = 3
BEHIND_PLAN_POINTS = 5


class State(TextChoices):
    AT_RISK = "at_risk", gettext_lazy("At risk")
    NEEDS_ATTENTION = "needs_attention", gettext_lazy("Needs attention")
    NOT_STARTED = "not_started", gettext_lazy("Not started")
    ON_TRACK = "on_track", gettext_lazy("On track")


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


@dataclass(frozen=True, slots=True)
class Readiness:
    """`reason` is the sentence that explains `state`, in the reader's language."""

    percent: int
    plan_percent: int
    state: State
    reason: str


def percent_of(part: int, whole: int) -> int:
    return part * 100 // whole if whole else 0


def judge(tally: Tally) -> Readiness:
    """At risk when a must-have is late; attention when anything is, or the plan is missed by more than 5 points."""
    percent, plan = percent_of(tally.done_weight, tally.weight), percent_of(tally.due_weight, tally.weight)
    if tally.late_blockers:
        state = State.AT_RISK
        reason = ngettext("%(count)d must-have is late", "%(count)d must-haves are late", tally.late_blockers)
        reason %= {"count": tally.late_blockers}
    elif tally.late:
        state = State.NEEDS_ATTENTION
        reason = ngettext("%(count)d item is late", "%(count)d items are late", tally.late) % {"count": tally.late}
    elif plan - percent > BEHIND_PLAN_POINTS:
        state = State.NEEDS_ATTENTION
        reason = _("%(points)d points behind plan") % {"points": plan - percent}
    elif not tally.due_weight and not tally.done_weight:
        state, reason = State.NOT_STARTED, _("Nothing is due yet")
    else:
        state, reason = State.ON_TRACK, _("As planned")
    return Readiness(percent, plan, state, reason)
