"""A ladder in words. A step is named from the date of its line, never as "D-3", which counts from today."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from . import Audience, Step

# In the order of escalation.
AUDIENCES = (Audience.OWNER, Audience.LEAD, Audience.PLANNER, Audience.CENTRE_LEADS, Audience.CHANNEL)

SOURCES: dict[str, Any] = {
    "default": gettext_lazy("default ladder"),
    "template": gettext_lazy("ladder of the template"),
    "project": gettext_lazy("ladder of this launch"),
    "department": gettext_lazy("steps of the department"),
}


def when(offset: int) -> str:
    """ "3 business days before the due date", "마감 3영업일 전"."""
    n = abs(offset)
    if offset == 0:
        return _("On the due date")
    if offset < 0:
        words = ngettext("%(days)d business day before the due date", "%(days)d business days before the due date", n)
    else:
        words = ngettext("%(days)d business day after the due date", "%(days)d business days after the due date", n)
    return words % {"days": n}


def when_short(offset: int) -> str:
    """For the line of steps, whose caption says that these are business days."""
    days = abs(offset)
    if offset == 0:
        return pgettext("ladder", "due date")
    words = ngettext("%(days)d day before", "%(days)d days before", days)
    if offset > 0:
        words = ngettext("%(days)d day after", "%(days)d days after", days)
    return words % {"days": days}


def whom(audience: Iterable[str]) -> list[str]:
    return [str(part.label) for part in AUDIENCES if part in audience]


def offset_of(key: str) -> int:
    """The offset that `Step.key` stands for."""
    return int(key.removeprefix("D")) if key != "D-day" else 0


def in_json(step: Step) -> dict[str, Any]:
    """A step as the ledger and the API show it."""
    return {
        "offset": step.offset,
        "audience": [part.value for part in AUDIENCES if part in step.audience],
        "urgency": step.urgency.value,
        "repeats_daily": step.repeats_daily,
        "blockers_only": step.blockers_only,
    }
