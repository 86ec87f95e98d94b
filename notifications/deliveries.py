"""What became of each message, as the log of deliveries shows it: to whom, what, over which channel, how far it came.

What a message is about may be hidden from who looks at the log; then neither its subject nor its lines are said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from ledger.models import Event
from ledger.services import company_stream

from . import wording
from .access import messages_of, seen, with_sight
from .models import DeliveryAttempt, Message, MessageLine, Notification
from .rows import url_of
from .told import MARKS, channel_of, state_of

LINES_SHOWN = 3
REFERENCE = re.compile(r"(?:[A-Za-z]-?)?(?:\d{8}-)?0*(\d{1,18})", re.ASCII)
# Why a message was given up, by how its last try ended; of one that expired, and of one that was tried too often.
REFUSED, WORN_OUT, TOO_OLD = "refused", "worn_out", "too_old"
REASONS = {
    REFUSED: gettext_lazy("Refused for good by the channel"),
    WORN_OUT: gettext_lazy("Tried again and again, and not accepted"),
    TOO_OLD: gettext_lazy("Too old to be sent when the channel came back"),
}


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of a message: what it said, and why it was left out in the end."""

    label: str
    title: str
    launch: str
    url: str
    left_out: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message as the log shows it. `more` are the lines that are not among `lines`."""

    message: Message
    who: str
    department: str
    channel: str
    state: str
    mark: str
    subject: str
    answer: str
    is_hidden: bool
    lines: list[LineShown]
    more: int

    @property
    def note(self) -> str:
        """Below the subject: its kind and first lines, without what the subject says already."""
        titles = dict.fromkeys(line.title for line in self.lines)  # several lines can speak of one item
        parts = [str(self.message.get_kind_display()), *(Truncator(title).chars(40) for title in titles)]
        if self.more:
            parts.append(ngettext("%(more)s more", "%(more)s more", self.more) % {"more": self.more})
        return " · ".join(part for part in parts if part != self.subject)

    @property
    def has_launches(self) -> bool:
        return any(line.launch for line in self.lines)

    @property
    def has_fates(self) -> bool:
        """Whether it is known of each line if it went out."""
        return self.message.accepted_at is not None or any(line.left_out for line in self.lines)


def matching(messages: QuerySet[Message], asked: dict[str, Any], user: User) -> QuerySet[Message]:
    """Those that `asked` describes: state, channel, kind, person (a part of a name), recipient (id), launch (a visible
    one), since and until (days of the reader), reference."""
    conditions = Q()
    for name in ("state", "channel", "kind", "recipient"):
        if asked.get(name):
            conditions &= Q((name, asked[name]))
    if asked.get("person"):
        part = asked["person"]
        conditions &= Q(recipient__name__icontains=part) | Q(destination__name__icontains=part)
    if asked.get("launch"):
        about = MessageLine.objects.filter(seen(user, "notification__"), notification__project=asked["launch"])
        conditions &= Q(pk__in=about.values("message"))
    if asked.get("since"):
        conditions &= Q(due_at__gte=_midnight(asked["since"]))
    if asked.get("until"):
        conditions &= Q(due_at__lt=_midnight(asked["until"] + timedelta(days=1)))
    if asked.get("reference"):
        conditions &= Q(pk=number_of(asked["reference"]))
    return messages.filter(conditions)


def number_of(reference: str) -> int:
    """The message that a reference such as R-20261125-0042 names, also without its front; 0 for no reference."""
    found = REFERENCE.fullmatch(reference.strip())
    return int(found[1]) if found else 0


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())


def for_rows(messages: QuerySet[Message], user: User, *, lines: int | None = LINES_SHOWN) -> QuerySet[Message]:
    """With everything that `delivery` shows, the latest first: two queries for any number of messages."""
    about = ("notification__item", "notification__project", "notification__recipient")
    first = MessageLine.objects.select_related(*about).order_by("notification__due_on", "notification_id")
    people = (
        "recipient__department", "destination__department", "destination__user", "invitation__department", "settled_by",
    )  # fmt: skip
    return (
        with_sight(messages, user)
        .select_related(*people)
        .annotate(line_count=_lines_in(Q()), dropped_count=_lines_in(~Q(dropped_reason="")))
        .prefetch_related(Prefetch("lines", first[:lines] if lines else first, to_attr="shown"))
        .order_by("-pk")
    )


def _lines_in(condition: Q) -> Any:
    counted = MessageLine.objects.filter(condition, message=OuterRef("pk")).order_by().values("message")
    return Subquery(counted.annotate(n=Count("pk")).values("n"))


def deliveries(messages: Iterable[Message], user: User) -> list[Delivery]:
    """`messages` from `for_rows`; of those whose lines went into a later message, what they were about. One query more
    when there are such."""
    found = list(messages)
    begun_with = {message.pk: int(message.window) for message in found if _is_merged(message)}
    about = Notification.objects.filter(seen(user), pk__in=begun_with.values()).select_related("item", "project")
    first = {notification.pk: _about(notification) for notification in about} if begun_with else {}
    return [delivery(message, first.get(begun_with.get(message.pk, 0), "")) for message in found]


def _is_merged(message: Message) -> bool:
    """Whether its lines moved on into a later message; its window still names the first of them."""
    is_merged = message.state == Message.State.SUPERSEDED and message.kind == Message.Kind.AT_ONCE
    return is_merged and message.window.isdecimal()


def _about(notification: Notification) -> str:
    title, project = wording.title(notification), notification.project
    return f"{title} · {project.name}" if project and project.name not in title else title


def delivery(message: Message, began_with: str = "") -> Delivery:
    """`message` from `for_rows`; `began_with` is said of one that has no lines any more."""
    row: Any = message  # carries the annotations
    lines = [] if row.is_hidden else [_line(line, message) for line in row.shown]
    owner = message.addressee
    return Delivery(
        message=message,
        who=owner.name or getattr(owner, "email", ""),
        department=owner.department.local_name if owner.department else "",
        channel=channel_of(message),
        state=state_of(message),
        mark=MARKS.get(Message.State(message.state), ""),
        subject=_("Confidential launch") if row.is_hidden else message.subject or began_with or _unsent(message, lines),
        answer=wording.answer_of(message.answer),
        is_hidden=row.is_hidden,
        lines=lines,
        more=0 if row.is_hidden else (row.line_count or 0) - len(lines),
    )


def _unsent(message: Message, lines: list[LineShown]) -> str:
    """A subject is written when the message is; until then its first line says what it is about."""
    return lines[0].title if len(lines) == 1 else str(message.get_kind_display())


def _line(line: MessageLine, message: Message) -> LineShown:
    notification = line.notification
    said_on = timezone.localdate(message.accepted_at or message.due_at)
    project = notification.project
    title = wording.title(notification)
    return LineShown(
        label=wording.label(notification, said_on),
        title=title,
        launch=project.name if project and project.name != title else "",
        url=url_of(notification),
        left_out=str(wording.REASONS.get(line.dropped_reason, line.dropped_reason)),
    )


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened to a message: a try, or somebody's hand. `answer` is what the channel said."""

    at: datetime
    what: str
    mark: str = ""
    answer: str = ""
    ended_at: datetime | None = None
    number: int = 0


TRY_MARKS = {"accepted": "ok", "transient": "watch", "permanent": "risk", "unknown": "watch", "started": "idle"}


def timeline(message: Message) -> list[Moment]:
    """From the sweep that made it to its end: tries with their answers, and what people did to it. Two queries."""
    tries = [_try(attempt) for attempt in message.tries.all()]
    events = Event.objects.filter(stream=company_stream(), target=f"message:{message.pk}")
    deeds = [Moment(event.at, _deed(event), answer=event.reason) for event in events]
    return [Moment(message.due_at, _("Due to be sent")), *sorted([*tries, *deeds], key=lambda moment: moment.at)]


def _try(attempt: DeliveryAttempt) -> Moment:
    return Moment(
        at=attempt.started_at,
        what=str(attempt.get_outcome_display()),
        mark=TRY_MARKS.get(attempt.outcome, ""),
        answer=attempt.answer,
        ended_at=attempt.finished_at,
        number=attempt.number,
    )


def _deed(event: Event) -> str:
    words = {"message_replayed": _("%(name)s sent it again"), "message_settled": _("%(name)s settled it")}
    return words.get(event.verb, "%(name)s") % {"name": event.actor_name or _("The system")}


def chain_of(message: Message, user: User) -> list[Message]:
    """The message that failed on another channel and those that carried its lines on, in order, without itself."""
    found = messages_of(user).filter(Q(pk=message.fallback_of_id) | Q(fallback_of=message.pk))
    return list(found.select_related("recipient", "destination", "invitation").order_by("pk"))


@dataclass(frozen=True, slots=True)
class Group:
    """Failed messages of one channel with one reason. `answer` is the channel's, when all have the same."""

    channel: str
    reason: str
    answer: str
    rows: list[Delivery]


def with_reason(messages: QuerySet[Message]) -> QuerySet[Message]:
    last = DeliveryAttempt.objects.filter(message=OuterRef("pk")).order_by("-number").values("outcome")[:1]
    return messages.annotate(last_outcome=Subquery(last))


def grouped(messages: Iterable[Message]) -> list[Group]:
    """Failed messages (from `with_reason`) by channel and reason; the group with the newest comes first."""
    groups: dict[tuple[str, str], list[Delivery]] = {}
    for message in messages:
        groups.setdefault((message.get_channel_display(), _reason(message)), []).append(delivery(message))
    return [
        Group(channel, str(REASONS[reason]), _common(row.answer for row in rows), rows)
        for (channel, reason), rows in groups.items()
    ]


def _reason(message: Message) -> str:
    if message.state == Message.State.EXPIRED:
        return TOO_OLD
    row: Any = message
    return REFUSED if row.last_outcome == DeliveryAttempt.Outcome.PERMANENT else WORN_OUT


def _common(answers: Iterable[str]) -> str:
    found = set(answers)
    return found.pop() if len(found) == 1 else ""
