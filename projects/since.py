"""What changed in the launches since a person last confirmed that they had looked.

The rule: only "confirm all" moves the mark. Opening and reloading never do, so nothing is lost by a glance, and a mark
of three days ago still tells three days. What the person did themselves is no news to them. A launch without a mark is
new to them, also when it existed before and was opened to them since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q

from accounts.access import Action, Reach, reach
from accounts.models import User
from ledger.models import Event

from .access import may_see_gate, visible_projects
from .models import LastLook, Project
from .models.project import ProjectQuerySet

KINDS = {
    "item_done": "done",
    "item_approved": "done",
    "item_waived": "done",
    "item_blocked": "blocked",
    "due_set": "dated",
    "due_moved": "dated",
    "due_cleared": "dated",
}
# What is no secret of another department: all that people are told who do not read histories.
OF_THE_LAUNCH = ("launch_started", "launch_moved", "launch_cancelled", "launch_finished")


@dataclass(frozen=True, slots=True)
class Change:
    """`seen` is the last line of the history that was confirmed, `head` the newest one now. Counts are of lines of the
    checklist; `other` is everything else. `moved_from` is the D-day as it stood at the mark.
    """

    project: Project
    seen: int
    head: int
    is_new: bool
    moved_from: date | None
    verdict: str
    done: int
    blocked: int
    dated: int
    other: int

    @property
    def count(self) -> int:
        return self.done + self.blocked + self.dated + self.other


def launches_to_tell_of(look: LastLook, user: User) -> ProjectQuerySet:
    """Those that run, and those that ended since the mark."""
    runs = Q(finished_at__isnull=True, cancelled_at__isnull=True)
    return visible_projects(user).filter(runs | Q(finished_at__gte=look.at) | Q(cancelled_at__gte=look.at))


def changes_since(look: LastLook, launches: Iterable[Project], heads: Mapping[int, int], user: User) -> list[Change]:
    """In the order of `launches`, those with news; `heads` gives the newest line of each by its id.

    Launches carry `verdict` (summaries.latest_verdict). Two queries at most, none where nothing was written.
    """
    launches = [each for each in launches if heads[each.pk] > _seen(look, each)]
    if not launches:
        return []
    events = Event.objects.filter(reduce(or_, (Q(stream=e.stream_id, seq__gt=_seen(look, e)) for e in launches)))
    events = events.exclude(actor_id=user.pk).order_by()
    if reach(user, Action.SEE_HISTORY) == Reach.NONE:
        events = events.filter(verb__in=OF_THE_LAUNCH + (("decided",) if may_see_gate(user) else ()))
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for stream, verb, number in events.values_list("stream_id", "verb").annotate(number=Count("pk")):
        counts[stream][verb] = number
    moved = _days_before(events) if any("launch_moved" in verbs for verbs in counts.values()) else {}
    return [
        _change(each, look, heads[each.pk], counts[each.stream_id], moved.get(each.stream_id))
        for each in launches
        if counts[each.stream_id]
    ]


def _seen(look: LastLook, project: Project) -> int:
    return int(look.seen.get(str(project.pk), 0))


def _days_before(events: Any) -> dict[int, date]:
    """The D-day of each launch that moved, as it stood before its first move of these."""
    moves = events.filter(verb="launch_moved").order_by("-seq").values_list("stream_id", "before")
    return {stream: date.fromisoformat(before["launch_on"]) for stream, before in moves}


def _change(project: Project, look: LastLook, head: int, verbs: dict[str, int], moved_from: date | None) -> Change:
    kinds = dict.fromkeys(("done", "blocked", "dated", "other"), 0)
    for verb, number in verbs.items():
        if verb not in OF_THE_LAUNCH and verb != "decided":
            kinds[KINDS.get(verb, "other")] += number
    return Change(
        project=project,
        seen=_seen(look, project),
        head=head,
        is_new=str(project.pk) not in look.seen,
        moved_from=moved_from if moved_from != project.launch_on else None,
        verdict=(getattr(project, "verdict", None) or "") if "decided" in verbs else "",
        **kinds,
    )
