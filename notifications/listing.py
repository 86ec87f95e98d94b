"""The inbox as a list, by day: what still matters stands, what is over folds into one line a day.

Over is what is no longer true, and what was read before today and asks nothing (any more, or what a later one asks
again). What the reader deals with today keeps its place until tomorrow, so nothing jumps, and a further page begins
where the last one ended.
Queries: constant, whatever the inbox holds; a page loads only its own rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Case, Count, Max, Q, Value, When
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import pgettext

from accounts.asked import day as day_asked
from accounts.asked import number
from accounts.models import User

from .access import inbox_of
from .models import ASKS, Notification, NotificationQuerySet
from .rests import read_rest, with_rest
from .rows import Row, row

PER_PAGE = 20
MOST_LAUNCHES = 30  # in the menu, the fullest first
ASKING = Q(kind__in=[Notification.Kind.REMINDER, Notification.Kind.ALERT]) | Q(topic__in=ASKS)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; anything it does not understand is left out."""

    needs_me: bool = False
    kind: str = ""
    launch: int | None = None

    @property
    def query(self) -> str:
        """The same as an address would say it."""
        said = {"show": "needs-me" if self.needs_me else "", "kind": self.kind, "launch": self.launch or ""}
        return urlencode({name: value for name, value in said.items() if value})

    def of(self, told: NotificationQuerySet, *, but: str = "") -> NotificationQuerySet:
        """What of `told` is asked for; `but` leaves one of the conditions out, to count what it would give."""
        if self.needs_me and but != "needs_me":
            told = told.needs_me()
        if self.kind and but != "kind":
            told = told.filter(kind=self.kind)
        return told.filter(project=self.launch) if self.launch and but != "launch" else told


@dataclass(slots=True)
class Day:
    """`folded` is how many of the day are over; `is_continued` when the page before ended within it."""

    day: date
    is_continued: bool = False
    rows: list[Row] = field(default_factory=list)
    folded: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    key: str | int
    words: str
    count: int


def filters(params: Mapping[str, str]) -> Filters:
    kind = params.get("kind", "")
    return Filters(
        needs_me=params.get("show") == "needs-me",
        kind=kind if kind in Notification.Kind.values else "",
        launch=number(params.get("launch")),
    )


def past_day(params: Mapping[str, str]) -> date | None:
    """The day whose folded line was opened."""
    return day_asked(params.get("past"))


def days_of(reader: User, asked: Filters, now: datetime, page: int) -> tuple[list[Day], bool]:
    """The days of a page (from 1) and whether more follow. Within a day what asks something comes first."""
    first = (page - 1) * PER_PAGE
    before = 1 if first else 0  # the last entry of the page before says whether its day goes on
    found = _entries(reader, asked, now, first + PER_PAGE + 1)[first - before :]
    last_day = found[0][1] if before and found else None
    shown = found[before : before + PER_PAGE]
    rows = {each.notification.pk: each for each in rows_of([pk for pk, _day, is_over, _n in shown if not is_over], now)}
    days: list[Day] = []
    for pk, day, is_over, count in shown:
        if not days or days[-1].day != day:
            days.append(Day(day, is_continued=day == last_day))
        if is_over:
            days[-1].folded = count
        else:
            days[-1].rows.append(rows[pk])
    return days, len(found) > before + PER_PAGE


def _entries(reader: User, asked: Filters, now: datetime, most: int) -> list[tuple[int, date, bool, int]]:
    """The first lines of the list: a notice that stands, or a day's fold with how many it holds, below its rows."""
    marked = _marked(asked.of(inbox_of(reader)), reader, now)
    standing = marked.filter(is_over=False).order_by("-day", "-is_asking", "-created_at", "-pk")
    folds = marked.filter(is_over=True).order_by("-day").values_list("day").annotate(last=Max("pk"), count=Count("pk"))
    lines = [(pk, day, False, 1) for pk, day in standing.values_list("pk", "day")[:most]]
    lines += [(pk, day, True, count) for day, pk, count in folds[:most]]
    return sorted(lines, key=lambda line: (-line[1].toordinal(), line[2]))[:most]


def past_of(reader: User, asked: Filters, day: date, now: datetime) -> NotificationQuerySet:
    """What is over of one day, the newest first."""
    past: NotificationQuerySet = _marked(asked.of(inbox_of(reader)), reader, now).filter(day=day, is_over=True)
    return past


def rows_of(ids: list[int], now: datetime) -> list[Row]:
    """Notices as rows, the newest first. A lead's reminder of somebody else's receipt says whose it is."""
    listed = with_rest(Notification.objects.filter(pk__in=ids).select_related("item__owner", "project", "recipient"))
    notifications = list(listed)
    people = {each.pk: each.data["person"] for each in notifications if isinstance(each.data.get("person"), int)}
    names = dict(User.objects.filter(pk__in=people.values()).values_list("pk", "name")) if people else {}
    latest = _latest_alerts(notifications)
    return [
        row(each, now, read_rest(each), whose=names.get(people.get(each.pk, 0), ""), is_latest=each.pk in latest)
        for each in notifications
    ]


def _latest_alerts(notifications: list[Notification]) -> set[int]:
    """Of the launches that these alert to, each reader's last alert: the one whose lines are worth the room."""
    alerts = [each for each in notifications if each.kind == Notification.Kind.ALERT]
    if not alerts:
        return set()
    about = {
        "recipient__in": {each.recipient_id for each in alerts},
        "project__in": {each.project_id for each in alerts},
    }
    said = Notification.objects.open().filter(kind=Notification.Kind.ALERT, **about).order_by()
    return set(said.values("recipient", "project").annotate(last=Max("pk")).values_list("last", flat=True))


def kinds_of(reader: User, asked: Filters, now: datetime) -> list[Choice]:
    """Every kind that the reader was ever told, with how many of it stand."""
    listed = _marked(asked.of(inbox_of(reader), but="kind"), reader, now).order_by()
    found = listed.values("kind").annotate(count=Count("pk", filter=Q(is_over=False)))
    counts = {each["kind"]: each["count"] for each in found}
    words = dict(Notification.Kind.choices) | {Notification.Kind.NOTICE: pgettext("kind of notice", "News")}
    return [Choice(kind, str(words[kind]), counts[kind]) for kind in Notification.Kind.values if kind in counts]


def launches_of(reader: User, asked: Filters, now: datetime) -> list[Choice]:
    """The launches that something stands of, the fullest first; the chosen one in any case."""
    listed = _marked(asked.of(inbox_of(reader), but="launch"), reader, now).order_by().filter(project__isnull=False)
    standing = listed.filter(Q(is_over=False) | Q(project=asked.launch))
    counted = standing.values_list("project", "project__name").annotate(count=Count("pk", filter=Q(is_over=False)))
    return [Choice(*each) for each in counted.order_by("-count", "project__name")[:MOST_LAUNCHES]]


def needing(reader: User, asked: Filters, now: datetime) -> int:
    """How many of what is asked for stand and need an answer."""
    asking = _marked(asked.of(inbox_of(reader), but="needs_me").needs_me(), reader, now).order_by()
    return int(asking.filter(is_over=False).count())


def _marked(told: NotificationQuerySet, reader: User, now: datetime) -> Any:
    """`told` with `day` in the reader's time zone, `is_over` and `is_asking` annotated."""
    morning = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    settled = ~ASKING | Q(acknowledged_at__lt=morning) | _is_said_again(reader)
    over = ~Q(state=Notification.State.OPEN) | (Q(read_at__lt=morning) & settled)
    return told.annotate(day=TruncDate("created_at"), is_over=_flag(over), is_asking=_flag(ASKING))


def _is_said_again(reader: User) -> Q:
    """A later reminder of the same line, or a later alert of the same launch, asks the same: one answer is enough."""
    said = Notification.objects.open().filter(recipient=reader).order_by()
    reminders = said.filter(kind=Notification.Kind.REMINDER, item__isnull=False)
    alerts = said.filter(kind=Notification.Kind.ALERT)
    last_reminders = reminders.values("item").annotate(last=Max("pk")).values("last")
    last_alerts = alerts.values("project").annotate(last=Max("pk")).values("last")
    reminded = Q(kind=Notification.Kind.REMINDER, item__isnull=False) & ~Q(pk__in=last_reminders)
    return reminded | (Q(kind=Notification.Kind.ALERT) & ~Q(pk__in=last_alerts))


def _flag(condition: Q) -> Any:
    """True or False, never unknown: a moment that is missing counts as not met."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
