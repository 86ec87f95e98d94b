"""Who owns a line that comes into a launch: chosen by the planner, else the template's default, the owner of the same
line in the last launch of the type, the department's default. Only somebody who sees the launch, and whose role ticks
lines, can own one of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action, Reach
from accounts.access.people import require_owner
from accounts.errors import Invalid
from accounts.models import Department, User

from ..models import Item


class Owners:
    """`people` are the possible owners who see the launch, by id; `last` and `chosen` map a line's key to an id."""

    def __init__(
        self, people: Mapping[int, User], last: Mapping[str, int | None], chosen: Mapping[str, int | None] | None = None
    ) -> None:
        self.people, self.last, self.chosen = people, last, chosen or {}

    def of(self, key: str, default_owner_id: int | None, department: Department) -> tuple[User | None, str]:
        """(owner, where it comes from: chosen, template, last_launch, department, or "" when nobody owns it)."""
        if key in self.chosen:
            owner_id = self.chosen[key]
            if owner_id is None:
                return None, ""
            if owner_id not in self.people:
                raise _unfit(owner_id, f"owners.{key}")
            return self.people[owner_id], "chosen"
        sources: dict[str, int | None] = {
            "template": default_owner_id,
            "last_launch": self.last.get(key),
            "department": department.default_owner_id,
        }
        for source, owner_id in sources.items():
            if owner_id is not None and owner_id in self.people:
                return self.people[owner_id], source
        return None, ""


def _unfit(person_id: int, field: str) -> Invalid:
    """Why somebody who was chosen is not among those who can own a line."""
    if person := User.objects.active().filter(pk=person_id).first():
        require_owner(person, field)
    return Invalid("unknown_person", _("Choose an active person who can see this launch."), field=field)


def owners_in(projects: Collection[int] | QuerySet[Any, Any]) -> dict[int, dict[str, int | None]]:
    """Who owns which line of these launches (ids), by launch and key. One query."""
    found: dict[int, dict[str, int | None]] = {}
    owned = Item.objects.filter(project__in=projects, owner__isnull=False).order_by()
    for project_id, key, owner_id in owned.values_list("project_id", "key", "owner_id"):
        found.setdefault(project_id, {})[key] = owner_id
    return found


def will_see(person: User, *, is_confidential: bool, opened_to: Collection[int], named: Collection[int]) -> bool:
    """What `projects.access.visible_projects` says, or will say, of a launch like this."""
    match access.reach(person, Action.SEE_LAUNCH):
        case Reach.CENTRE:
            return not is_confidential and person.department_id in opened_to
        case Reach.ALL if is_confidential:
            return person.pk in named and access.reach(person, Action.SEE_CONFIDENTIAL) == Reach.NAMED
        case seen:
            return seen == Reach.ALL
