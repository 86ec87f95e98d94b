"""Who would be told what, and when, of one launch: by a ladder that is not saved yet, beside the one in force.

Both sides come from `reminders.foresee`, the statement that sends them; what differs is marked. A message is counted
for each person, day and urgency, because everything that falls together goes out together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.db.models import Max

from accounts.models import Department, User
from accounts.workdays import calendars
from checklists.models import Template
from projects.models import Item, Project

from ..ladder import Step, Urgency
from ..ladder.words import offset_of, when
from ..models import Destination
from ..places import Place
from .ladders import ladders
from .reminders import Foreseen, foresee
from .standing import standing_at

FIRST_DAYS = 30  # shown at once; the rest unfolds
LONGEST = 400  # days ahead, so that a launch planned for years ahead does not fill a page

Mark = Literal["", "added", "removed"]
Key = tuple[date, int, bool, str, Urgency, Mark]  # day, recipient, whether a channel, step, urgency, mark


@dataclass(frozen=True, slots=True)
class Telling:
    """One person, or one shared channel, told of `lines` on `day` by one step."""

    day: date
    who: str
    is_channel: bool
    step: str
    urgency: Urgency
    mark: Mark
    lines: list[Item]

    @property
    def when(self) -> str:
        return when(offset_of(self.step))

    @property
    def others(self) -> list[Item]:
        """Those behind the first two."""
        return self.lines[2:]


@dataclass(frozen=True, slots=True)
class Total:
    """What one person gets in all: messages and reminders in them, by the proposal and as it stands."""

    who: str
    is_channel: bool
    messages: int
    messages_now: int
    reminders: int
    reminders_now: int

    @property
    def is_changed(self) -> bool:
        return (self.messages, self.reminders) != (self.messages_now, self.reminders_now)


@dataclass(frozen=True, slots=True)
class Preview:
    """`added` and `removed` count reminders that only the proposal, or only what is in force, would make."""

    project: Project
    today: date
    until: date
    soon: list[Telling] = field(default_factory=list)
    later: list[Telling] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    added: int = 0
    removed: int = 0
    is_proposal: bool = False

    @property
    def later_days(self) -> int:
        return len({telling.day for telling in self.later})

    @property
    def tellings(self) -> list[Telling]:
        return self.soon + self.later


def preview(place: Place, project: Project, now: datetime, steps: Sequence[Step] | None = None) -> Preview:
    """What `project` would get if `steps` stood in `place`; without them, what it gets as things stand.

    For a department only its own lines are listed. Four queries for each side, however many lines.
    """
    base, added = standing_at(project).steps, dict(ladders().added)
    proposed_base, proposed_added = base, added
    if steps is not None and isinstance(place, Department):
        proposed_added = added | {place.pk: tuple(steps)}
    elif steps is not None:
        proposed_base = tuple(steps)
    items = {item.pk: item for item in _items(place, project)}
    until = _until(project, now, [base, proposed_base, *added.values(), *proposed_added.values()])

    def told(base: Sequence[Step], added: Mapping[int, Sequence[Step]]) -> set[Foreseen]:
        # Somebody who is told in two capacities is told once; in which of them does not matter here.
        found = foresee(project, now, until=until, base=base, added=added)
        return {one._replace(audience="") for one in found if one.item_id in items}

    in_force = told(base, added)
    proposed = told(proposed_base, proposed_added) if steps is not None else in_force
    names = _Names(in_force | proposed)
    tellings = _tellings(in_force, proposed, items, names)
    today = project.today_at(now)
    soon_until = today + timedelta(days=FIRST_DAYS)
    return Preview(
        project=project,
        today=today,
        until=until,
        soon=[telling for telling in tellings if telling.day < soon_until],
        later=[telling for telling in tellings if telling.day >= soon_until],
        totals=_totals(in_force, proposed, names),
        added=len(proposed - in_force),
        removed=len(in_force - proposed),
        is_proposal=steps is not None,
    )


def follows(place: Place, project: Project) -> bool:
    """Whether a ladder written in `place` would be the one of this launch, or be added to it."""
    match place:
        case Template():
            is_own = project.template_version.template_id == place.pk
            return is_own and standing_at(project).source != "project"
        case Project():
            return project.pk == place.pk
        case Department():
            return True


def _items(place: Place, project: Project) -> Iterable[Item]:
    items = Item.objects.applying().filter(project=project).only("title", "title_en", "is_blocker", "project_id")
    return items.filter(department=place) if isinstance(place, Department) else items


def _until(project: Project, now: datetime, every: Iterable[Sequence[Step]]) -> date:
    """The day of the last step of the last line, or of D-day when that is later."""
    today = project.today_at(now)
    due = project.items.open().aggregate(last=Max("due_on"))["last"] or today
    after = max((step.offset for steps in every for step in steps), default=0)
    last = calendars()[None].shift(max(due, project.launch_on, today), max(after, 0))
    return min(last, today + timedelta(days=LONGEST))


class _Names:
    """The names of everybody who is told. Two queries."""

    def __init__(self, told: Iterable[Foreseen]) -> None:
        people = {one.recipient_id for one in told if one.recipient_id is not None}
        shared = {one.destination_id for one in told if one.destination_id is not None}
        self.people: dict[int, str] = dict(User.objects.filter(pk__in=people).values_list("pk", "name"))
        self.channels: dict[int, str] = dict(Destination.objects.filter(pk__in=shared).values_list("pk", "name"))

    def of(self, key: int, *, is_channel: bool) -> str:
        return (self.channels if is_channel else self.people).get(key, "")


def _recipient(one: Foreseen) -> tuple[int, bool]:
    return (one.recipient_id, False) if one.recipient_id is not None else (one.destination_id or 0, True)


def _tellings(
    in_force: set[Foreseen], proposed: set[Foreseen], items: Mapping[int, Item], names: _Names
) -> list[Telling]:
    groups: dict[Key, dict[int, Item]] = defaultdict(dict)
    for one in in_force | proposed:
        mark: Mark = "" if one in in_force and one in proposed else "added" if one in proposed else "removed"
        key = (one.day, *_recipient(one), one.step, Urgency(one.urgency), mark)
        groups[key][one.item_id] = items[one.item_id]
    found = [
        Telling(day, names.of(who, is_channel=is_channel), is_channel, step, urgency, mark, _sorted(lines.values()))
        for (day, who, is_channel, step, urgency, mark), lines in groups.items()
    ]
    return sorted(found, key=lambda t: (t.day, t.is_channel, t.who, offset_of(t.step), t.mark))


def _sorted(lines: Iterable[Item]) -> list[Item]:
    return sorted(lines, key=lambda item: (not item.is_blocker, item.local_title))


def _totals(in_force: set[Foreseen], proposed: set[Foreseen], names: _Names) -> list[Total]:
    counted: dict[tuple[int, bool], list[set[Any]]] = defaultdict(lambda: [set(), set(), set(), set()])
    for side, told in enumerate((proposed, in_force)):
        for one in told:
            counts = counted[_recipient(one)]
            counts[side].add((one.day, one.urgency))
            counts[side + 2].add(one)
    totals = [
        Total(names.of(who, is_channel=is_channel), is_channel, *(len(part) for part in counts))
        for (who, is_channel), counts in counted.items()
    ]
    return sorted(totals, key=lambda total: (total.is_channel, -total.messages, total.who))
