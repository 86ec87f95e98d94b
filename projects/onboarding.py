"""What an empty installation needs before its first launch, and what of it is done. Pure: facts in, steps out.

Nothing is stored: a step is done when what it makes is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Key(StrEnum):
    DEPARTMENTS = "departments"
    PEOPLE = "people"
    TEMPLATE = "template"
    LAUNCH = "launch"


@dataclass(frozen=True, slots=True)
class Facts:
    """`colleagues` are other people with an account or an invitation, `planners` CX planners likewise, oneself too."""

    departments: int = 0
    colleagues: int = 0
    planners: int = 0
    templates: int = 0
    launches: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """`is_next` is the first that is not done; the others can be done in any order."""

    key: Key
    is_done: bool
    is_next: bool = False


def steps_of(facts: Facts) -> list[Step]:
    """Departments, people (one other and a CX planner), a published template, a launch."""
    done = {
        Key.DEPARTMENTS: facts.departments > 0,
        Key.PEOPLE: facts.colleagues > 0 and facts.planners > 0,
        Key.TEMPLATE: facts.templates > 0,
        Key.LAUNCH: facts.launches > 0,
    }
    first = next((key for key in Key if not done[key]), None)
    return [Step(key, done[key], key == first) for key in Key]


def next_step(steps: Sequence[Step]) -> Step | None:
    return next((step for step in steps if step.is_next), None)
