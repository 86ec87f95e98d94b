"""What an open page watches: the streams of events it shows, signed into a token that its polls bring.

A poll learns only that numbers moved. What moved is then asked for by an ordinary, authorised GET. The decision and
its measurements: docs/adr/0021.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.urls import reverse

from accounts.models import User
from accounts.pages import PageRequest
from ledger.models import Event

from .access import projects_on_wall, visible_items, visible_projects
from .models import DisplayLink
from .models.project import ProjectQuerySet

P = ParamSpec("P")
SALT = "live"
MAX_AGE_SECONDS = 12 * 3600  # a working day; then the page reads itself anew and gets another
MOST_STREAMS = 300  # the nearest launches, so that a token fits into a header


@dataclass(frozen=True, slots=True)
class Watched:
    """What a token says: who reads (None on a display), which streams, by whose midnight."""

    reader_id: int | None
    streams: list[int]
    time_zone: str


@dataclass(frozen=True, slots=True)
class Watch:
    """`seen` is the sum of the streams' heads as it was before the page read anything else.

    `changes` is the address that answers what changed in the one launch of the page; without it a page that has
    streams reads itself anew.
    """

    reader_id: int | None
    time_zone: str
    streams: tuple[int, ...] = ()
    seen: int = 0
    changes: str = ""
    is_renewed: bool = True  # False where only the counts of the rail follow what happens

    @property
    def day(self) -> date:
        return datetime.now(ZoneInfo(self.time_zone)).date()

    @property
    def token(self) -> str:
        return signing.dumps([self.reader_id, self.streams, self.time_zone], salt=SALT, compress=True)


def read_token(token: str) -> Watched:
    """Raises signing.SignatureExpired after a working day, signing.BadSignature for anything that is not ours."""
    return Watched(*signing.loads(token, salt=SALT, max_age=MAX_AGE_SECONDS))


def watches(
    find: Callable[..., Watch],
) -> Callable[[Callable[Concatenate[PageRequest, P], HttpResponse]], Callable[..., HttpResponse]]:
    """For a view that gives a whole page: `find(user, **parameters of the address)` says what it shows.

    It is asked before the view, so that nothing which happens meanwhile is missed.
    """

    def decorate(view: Callable[Concatenate[PageRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def watched(request: PageRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method == "GET" and not request.htmx:
                request.live = find(request.user, *args, **kwargs)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return watched

    return decorate


def nothing(user: User) -> Watch:
    """A page that shows no launch: only the reader's inbox count moves."""
    return Watch(user.pk, user.time_zone, is_renewed=False)


def one_launch(user: User, project_id: int, **_more: Any) -> Watch:
    """The checklist of a launch, whose changes come in parts."""
    return replace(whole_launch(user, project_id), changes=reverse("projects:project-changes", args=[project_id]))


def whole_launch(user: User, project_id: int, **_more: Any) -> Watch:
    """Another page of a launch, which reads itself anew."""
    found = visible_projects(user).filter(pk=project_id).values_list("stream_id", "stream__head_seq", "time_zone")
    stream, seen, zone = found.first() or (0, 0, user.time_zone)
    return Watch(user.pk, zone, (stream,) if stream else (), seen)


def seen_launches(user: User, **_more: Any) -> Watch:
    """Every running launch that this person sees."""
    return _watch(user, visible_projects(user).running())


def own_launches(user: User, **_more: Any) -> Watch:
    """The running launches in which this person or their department has lines."""
    theirs = Q(owner=user) | Q(department=user.department_id or 0)
    lines = visible_items(user).filter(theirs, project=OuterRef("pk"))
    return _watch(user, visible_projects(user).running().filter(Exists(lines)))


def on_wall(viewer: User | DisplayLink) -> Watch:
    """What a wall may show; a display has no reader."""
    reader = viewer if isinstance(viewer, User) else None
    zone = reader.time_zone if reader else settings.TIME_ZONE
    return _watched(projects_on_wall(viewer).running(), reader.pk if reader else None, zone)


def _watch(user: User, projects: ProjectQuerySet) -> Watch:
    return _watched(projects, user.pk, user.time_zone)


def _watched(projects: ProjectQuerySet, reader_id: int | None, zone: str) -> Watch:
    heads = list(projects.order_by("launch_on", "pk").values_list("stream_id", "stream__head_seq")[:MOST_STREAMS])
    return Watch(reader_id, zone, tuple(stream for stream, _seq in heads), sum(seq for _id, seq in heads))


# Events that change one line and the counts above it. After any other the page reads itself anew.
OF_A_LINE = frozenset({
    "item_started", "item_done", "item_handed_in", "item_approved", "item_sent_back", "item_blocked", "item_unblocked",
    "item_waived", "item_reopened", "item_assigned", "due_set", "due_cleared", "due_moved", "scenario_verified",
    "scenario_unverified", "evidence_added", "evidence_withdrawn", "commented", "reminder_acknowledged",
})  # fmt: skip
MOST_LINES = 20  # more than these are quicker read as one page


def lines_changed(events: Iterable[Event]) -> dict[int, Event] | None:
    """The lines that these events touched, each with its latest event; None when that is not all they did."""
    lines: dict[int, Event] = {}
    for event in events:
        kind, _colon, key = event.target.partition(":")
        if event.verb not in OF_A_LINE or kind != "item":
            return None
        lines[int(key)] = event
    return lines if len(lines) <= MOST_LINES else None
