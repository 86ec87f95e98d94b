"""What of My work is shown, as its address says it: whose, which launch, only the must-haves, only the late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from accounts.asked import number
from accounts.models import Department, User
from projects.access import awaits_approval_of, visible_items
from projects.models.item import ItemQuerySet
from projects.models.project import TodayInZone

NOBODY = "none"
LAST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class WorkFilters:
    """`department_id` is set where a whole department is shown; `owner` narrows that to a person's id or NOBODY."""

    department_id: int | None = None
    owner: str = ""
    launch_id: int | None = None
    is_must: bool = False
    is_late: bool = False
    by: str = "date"
    page: int = 1

    @classmethod
    def of(cls, asked: Mapping[str, str], own: int | None, departments: Iterable[Department]) -> WorkFilters:
        """Unknown values count as not said. `departments` are those whose load the reader sees, `own` is theirs."""
        department_id = _department(asked, own, [department.pk for department in departments])
        owner = asked.get("owner", "") if department_id else ""
        return cls(
            department_id=department_id,
            owner=owner if owner == NOBODY or number(owner) else "",
            launch_id=number(asked.get("launch")),
            is_must=asked.get("only") == "must",
            is_late=asked.get("late") == "yes",
            by="person" if department_id and asked.get("by") == "person" else "date",
            page=min(number(asked.get("page")) or 1, LAST_PAGE),
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.owner or self.launch_id or self.is_must or self.is_late)

    @property
    def owner_id(self) -> int | None:
        return number(self.owner)

    def items(self, user: User) -> ItemQuerySet:
        """The open lines of this person or department, whichever launch they are of, late or not.

        One's own that one approves oneself stand among the approvals.
        """
        items = visible_items(user).running().open()
        if self.department_id is None:
            items = items.filter(owner=user).exclude(awaits_approval_of(user))
        else:
            items = items.filter(department=self.department_id)
            if self.owner:
                items = items.filter(owner=self.owner_id)
        return items.filter(is_blocker=True) if self.is_must else items

    def narrow(self, items: ItemQuerySet, now: datetime) -> ItemQuerySet:
        """Of those, the ones of the launch asked for, and only the late ones where that is asked."""
        if self.launch_id:
            items = items.filter(project=self.launch_id)
        if self.is_late:
            items = items.filter(due_on__lt=TodayInZone(now, F("project__time_zone")))
        return items


def _department(asked: Mapping[str, str], own: int | None, seen: list[int]) -> int | None:
    """The one asked for, else their own, else the first that they see."""
    if asked.get("scope") != "department":
        return None
    return next((pk for pk in (number(asked.get("department")), own, *seen) if pk in seen), None)
