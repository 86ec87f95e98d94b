"""What a review after a launch looks at, read for one person: a fixed number of queries, and nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from projects.access import visible_items
from projects.models import Item, Project, Status

from .access import visible_requests, visible_surprises
from .models import Request, Surprise


@dataclass(frozen=True, slots=True)
class Late:
    """`days` are calendar days from the due date until it was done; until today, or the launch's end, while open."""

    item: Item
    days: int

    @property
    def is_done(self) -> bool:
        return not self.item.is_open


@dataclass(frozen=True, slots=True)
class Waived:
    """A must-have that the launch opened without, and the line that follows it up."""

    item: Item
    follow_up: Item | None


@dataclass(frozen=True, slots=True)
class Facts:
    surprises: Sequence[Surprise]
    requests: Sequence[Request]
    late: list[Late]
    waived: list[Waived]

    @property
    def inquiries(self) -> int:
        """Customers who asked, each counted once: those of a request that came from a surprise are the surprise's."""
        reported = {one.pk for one in self.surprises}
        asked = [one.inquiries or 0 for one in self.requests if one.surprise_id not in reported]
        return sum(one.inquiries for one in self.surprises) + sum(asked)

    @property
    def is_empty(self) -> bool:
        return not (self.surprises or self.requests or self.late or self.waived)


def collect(project: Project, user: User, now: datetime) -> Facts:
    """Four queries. The lines are those that the person sees."""
    lines = list(
        visible_items(user)
        .applying()
        .filter(project=project)
        .select_related("department", "owner")
        .order_by("section__order", "order", "pk")
    )
    surprises = visible_surprises(user).filter(project=project).select_related("department", "centre", "project")
    requests = visible_requests(user).filter(project=project).select_related("department", "owner")
    return Facts(list(surprises), list(requests), _late(project, lines, now), _waived(lines))


def _late(project: Project, lines: Sequence[Item], now: datetime) -> list[Late]:
    """The latest first."""
    until = project.today_at(project.finished_at or project.cancelled_at or now)
    late = [Late(item, (_done_on(project, item) or until).toordinal() - item.due_on.toordinal()) for item in lines]
    kept = [one for one in late if one.days > 0 and one.item.status != Status.WAIVED]
    return sorted(kept, key=lambda one: -one.days)


def _done_on(project: Project, item: Item) -> date | None:
    return project.today_at(item.done_at) if item.done_at else None


def _waived(lines: Sequence[Item]) -> list[Waived]:
    following = {item.follows_up_id: item for item in lines if item.follows_up_id}
    return [Waived(item, following.get(item.pk)) for item in lines if item.is_blocker and item.status == Status.WAIVED]
