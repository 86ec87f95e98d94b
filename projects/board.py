"""What stands on the wall at a moment: the launches of the next fourteen days, and what was done just now.

Seven queries, however many launches there are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from ledger.models import Event
from ledger.wording import what

from .access import items_on_wall, projects_on_wall, sees_deeds_on_wall
from .models import Decision, DisplayLink, Project, Status
from .readiness import Readiness, State, Tally, has_more_missing, judge, others_missing
from .summaries import tallies
from .wall import MOST_LAUNCHES, Missing, days_late, most_urgent, window

# What a centre wants to hear of across the room, and how far back.
JUST_NOW = ("item_done", "item_approved", "item_blocked", "item_unblocked", "signed_off", "decided", "launch_moved")
RECENT, MOST_RECENT, LOOKED_BACK = timedelta(hours=8), 2, 30


@dataclass(frozen=True, slots=True)
class Shown:
    """A launch on the wall; `more` is how many missing lines are not named, `others` what is said of those that the
    screen may not name."""

    project: Project
    today: date
    readiness: Readiness
    verdict: str
    missing: list[Missing]
    more: int
    others: str

    @property
    def is_today(self) -> bool:
        return self.project.launch_on == self.today


@dataclass(frozen=True, slots=True)
class Deed:
    at: datetime
    words: str
    name: str
    launch: str


@dataclass(frozen=True, slots=True)
class Board:
    """`later` counts the launches that the screen has no room for, from `later_on`."""

    now: datetime
    shown: list[Shown]
    states: list[tuple[str, int]]
    later: int
    later_on: date | None
    deeds: list[Deed]

    @property
    def today(self) -> date:
        """Of the page; each launch counts from its own."""
        return timezone.localdate(self.now)

    @property
    def is_crowded(self) -> bool:
        return len(self.shown) > MOST_LAUNCHES - 2


def board_of(viewer: User | DisplayLink, now: datetime) -> Board:
    first, last = window(now.date())
    # A day of grace on both sides: each launch's own "today" decides below.
    around = (
        projects_on_wall(viewer)
        .running()
        .filter(launch_on__range=(first - timedelta(days=1), last + timedelta(days=1)))
    )
    projects = [p for p in around.order_by("launch_on", "pk") if _is_near(p, now)]
    counted = tallies(Project.objects.filter(pk__in=[p.pk for p in projects]), now)
    judged = {p.pk: judge(counted.get(p.pk, Tally())) for p in projects}
    shown, rest = projects[:MOST_LAUNCHES], projects[MOST_LAUNCHES:]
    states = Counter(readiness.state for readiness in judged.values())
    return Board(
        now=now,
        shown=_shown(viewer, shown, counted, now),
        states=[(state, states[state]) for state in State if states[state]],
        later=len(rest),
        later_on=rest[0].launch_on if rest else None,
        deeds=_deeds(viewer, shown, now),
    )


def _is_near(project: Project, now: datetime) -> bool:
    first, last = window(project.today_at(now))
    return first <= project.launch_on <= last


def _shown(
    viewer: User | DisplayLink, projects: Iterable[Project], counted: dict[int, Tally], now: datetime
) -> list[Shown]:
    ids = [project.pk for project in projects]
    latest = Decision.objects.filter(project__in=ids).order_by("project_id", "-at", "-pk").distinct("project_id")
    verdicts = {decision.project_id: decision.verdict for decision in latest}
    today = {project.pk: project.today_at(now) for project in projects}
    lines = defaultdict(list)
    worth_naming = Q(is_blocker=True) | Q(status=Status.BLOCKED) | Q(due_on__lte=now.date())
    items = items_on_wall(viewer).open().filter(worth_naming, project__in=ids)
    for item in items.select_related("department"):
        lines[item.project_id].append(
            Missing(
                title=item.local_title,
                department=item.department.local_name,
                due_on=item.due_on,
                is_blocker=item.is_blocker,
                is_blocked=item.status == Status.BLOCKED,
                days_late=days_late(item.due_on, today[item.project_id]),
            )
        )
    return [
        _of(project, today[project.pk], counted.get(project.pk, Tally()), verdicts.get(project.pk, ""), lines, len(ids))
        for project in projects
    ]


def _of(
    project: Project, today: date, counts: Tally, verdict: str, lines: dict[int, list[Missing]], launches: int
) -> Shown:
    seen = lines[project.pk]
    own = Tally(
        late=sum(bool(line.days_late) for line in seen),
        blocked=sum(line.is_blocked for line in seen),
        blockers_open=sum(line.is_blocker for line in seen),
    )
    others = others_missing() if has_more_missing(counts, own) else ""
    return Shown(project, today, judge(counts), verdict, *most_urgent(seen, launches), others)


def _deeds(viewer: User | DisplayLink, projects: Iterable[Project], now: datetime) -> list[Deed]:
    """The newest deeds, by what they were and on what."""
    if not sees_deeds_on_wall(viewer):
        return []
    names = {project.stream_id: project.name for project in projects}
    events = Event.objects.filter(stream__in=names, verb__in=JUST_NOW, at__gte=now - RECENT)
    newest = events.filter(seq__gt=F("stream__head_seq") - LOOKED_BACK).order_by("-at", "-pk")[:MOST_RECENT]
    return [Deed(e.at, what(e.verb), e.target_name, names[e.stream_id]) for e in newest]
