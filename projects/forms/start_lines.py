"""What was chosen line by line when a launch is started: owners, lines left out, owners for many lines at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import QueryDict

from projects.services.draft import Preview
from projects.starting import NOBODY

OWNER = "owner-"
PICKED, UNOWNED, DEPARTMENT = "picked", "unowned", "department-"


def chosen_owners(data: QueryDict, people: Iterable[int]) -> dict[str, int | None]:
    """Owners chosen by hand, by line key; an empty choice, or one not among `people`, leaves the line to the rules."""
    choices = _choices(people)
    return {
        name.removeprefix(OWNER): choices[value]
        for name, value in data.items()
        if name.startswith(OWNER) and value in choices
    }


def skipped_keys(data: QueryDict) -> frozenset[str]:
    """Lines whose box was cleared: a box that is not checked is not sent, so every line shown names itself as well."""
    return frozenset(data.getlist("shown")) - frozenset(data.getlist("keep"))


def owners_at_once(data: QueryDict, preview: Preview, people: Iterable[int]) -> dict[str, int | None]:
    """`bulk_owner` for the lines that `bulk_what` names: those picked, those nobody owns, or a department's."""
    choices, person = _choices(people), data.get("bulk_owner", "")
    if person not in choices:
        return {}
    what, picked = data.get("bulk_what", ""), set(data.getlist("pick"))
    return {
        line.template_item.key: choices[person]
        for line in preview.lines
        if (what == PICKED and line.template_item.key in picked)
        or (what == UNOWNED and line.owner is None)
        or what == f"{DEPARTMENT}{line.template_item.department_id}"
    }


def _choices(people: Iterable[int]) -> dict[object, int | None]:
    """What a field that names an owner may hold, and the person's id it stands for; None is nobody."""
    return {NOBODY: None} | {str(person): person for person in people}
