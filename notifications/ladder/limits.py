"""What a ladder may be: limits that keep it readable, and those that keep a line from going silent.

Pure. The first thing that is wrong is raised as `Invalid`; `field` is "steps" or, for one of them, "steps[2].offset".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.errors import Invalid

from . import EARLIEST, LATEST, LONGEST_PAUSE, MOST_STEPS, Audience, Step
from .words import when

DAILY_FROM = -5  # a daily step that began earlier would write to people for weeks before anything is late


def check_ladder(steps: Sequence[Step], pause_days: int) -> None:
    """The whole ladder of a template or a launch: it must reach the owner in time, and somebody once it is late."""
    _check_steps(steps, pause_days)
    always = [step for step in steps if not step.blockers_only]
    if not any(step.offset <= 0 and Audience.OWNER in step.audience for step in always):
        message = _("At least one step for all items must tell the owner on the due date or before it.")
        raise Invalid("owner_not_told", message, field="steps")
    if not any(step.offset > 0 and step.audience - {Audience.CHANNEL} for step in always):
        message = _("At least one step for all items must tell a person after the due date, or late items go silent.")
        raise Invalid("late_goes_silent", message, field="steps")


def check_addition(steps: Sequence[Step], pause_days: int) -> None:
    """What a department adds. It cannot take anything away, so that a single step is enough."""
    _check_steps(steps, pause_days)


def _check_steps(steps: Sequence[Step], pause_days: int) -> None:
    if not 1 <= len(steps) <= MOST_STEPS:
        message = _("A ladder has 1 to %(most)d steps; this one has %(count)d.")
        raise Invalid("steps_count", message % {"most": MOST_STEPS, "count": len(steps)}, field="steps")
    counts = Counter(step.offset for step in steps)
    for index, step in enumerate(steps):
        _check_step(step, f"steps[{index}]", is_twice=counts[step.offset] > 1)
    if not 1 <= pause_days <= LONGEST_PAUSE:
        message = _("A ladder rests for 1 to %(most)d business days.") % {"most": LONGEST_PAUSE}
        raise Invalid("pause_days", message, field="pause_days")


def _check_step(step: Step, field: str, *, is_twice: bool) -> None:
    if not EARLIEST <= step.offset <= LATEST:
        message = _("A step stands from %(earliest)d business days before the due date to %(latest)d after it.")
        raise Invalid("offset_range", message % {"earliest": -EARLIEST, "latest": LATEST}, field=f"{field}.offset")
    if is_twice:
        message = _("There are two steps “%(when)s”. Please make one of them.") % {"when": when(step.offset)}
        raise Invalid("offset_twice", message, field=f"{field}.offset")
    if not step.audience:
        raise Invalid("audience_missing", _("Please choose who is told."), field=f"{field}.audience")
    if step.repeats_daily and step.offset < DAILY_FROM:
        message = _("A daily step can begin %(days)d business days before the due date, not earlier.")
        raise Invalid("daily_too_early", message % {"days": -DAILY_FROM}, field=f"{field}.repeats_daily")
