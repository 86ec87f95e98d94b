"""Which ladder stands where: the default, a template's in its place, a launch's own in place of that.

What a department adds comes on top of any of them (`services.ladders`).
"""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Department
from checklists.models import Template
from projects.models import Project

from ..ladder import DEFAULT_LADDER, PAUSE_DAYS, Step
from ..models import ReminderPolicy
from ..places import Place, Source, source_of

NEVER_WRITTEN = 1  # the version of a ladder of which nothing is written in its place


@dataclass(frozen=True, slots=True)
class Standing:
    """The steps that stand in a place and where they were written; `policy` is None for the default."""

    source: Source
    steps: tuple[Step, ...]
    pause_days: int = PAUSE_DAYS
    policy: ReminderPolicy | None = None

    @property
    def version(self) -> int:
        return self.policy.version if self.policy else NEVER_WRITTEN


DEFAULT = Standing("default", DEFAULT_LADDER)
NOTHING_ADDED = Standing("department", ())


def written_at(place: Place) -> Standing | None:
    """What was written for this place itself."""
    source = source_of(place)
    policies = ReminderPolicy.objects.select_related("updated_by").prefetch_related("steps")
    policy = policies.filter(**{source: place.pk}).first()
    if policy is None:
        return None
    return Standing(source, tuple(row.step for row in policy.steps.all()), policy.pause_days, policy)


def below(place: Place) -> Standing:
    """What stands in this place when nothing is written there."""
    match place:
        case Department():
            return NOTHING_ADDED
        case Project():
            return written_at(place.template_version.template) or DEFAULT
        case Template():
            return DEFAULT


def standing_at(place: Place) -> Standing:
    return written_at(place) or below(place)


def version_at(place: Place) -> int:
    """What a change of this place must have read."""
    written = written_at(place)
    return written.version if written else NEVER_WRITTEN


def pause_days(project: Project, department_id: int) -> int:
    """Business days that a ladder rests once somebody acknowledged; a department can make them fewer, not more."""
    days = standing_at(project).pause_days
    own = ReminderPolicy.objects.filter(department=department_id).values_list("pause_days", flat=True).first()
    return days if own is None else min(days, own)
