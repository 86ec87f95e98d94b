"""Who was told: of a line or of a whole launch, whom, when, why, over which channel, and how far it came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _

from accounts.asked import number
from accounts.models import User
from checklists.models import in_reader_language
from projects.models import Item, Project

from . import wording
from .access import tellings_of
from .models import Message, MessageLine, Notification, NotificationQuerySet

GIVEN_UP = (Message.State.FAILED, Message.State.EXPIRED)


@dataclass(frozen=True, slots=True)
class Way:
    """One message it went in. `reference` stands on the message, `message_id` leads to its page."""

    channel: str
    words: str
    mark: str
    attempts: int
    reference: str
    message_id: int


@dataclass(frozen=True, slots=True)
class Told:
    """One line of "who was told". `who` is a person or a shared channel, `instead_of` the person they stand in for."""

    at: datetime
    notification: Notification
    who: str
    department: str
    instead_of: str
    why: str
    about: str
    note: str
    ways: list[Way]

    @property
    def confirmed_at(self) -> datetime | None:
        return self.notification.acknowledged_at


def told_about(item: Item, user: User) -> Sequence[Told]:
    """Who was told of a line that `user` sees, newest first, as far as `user` may see deliveries. Two queries."""
    return [telling(found) for found in loaded(of_item(tellings_of(user), item))]


def of_item(told: NotificationQuerySet, item: Item) -> NotificationQuerySet:
    """Also what was told of several lines at once, this one among them."""
    return told.filter(Q(item=item) | Q(project=item.project_id, data__items__contains=[{"id": item.pk}]))


def loaded(told: NotificationQuerySet) -> NotificationQuerySet:
    """With everything that `telling` says, newest first."""
    lines = Prefetch("lines", MessageLine.objects.select_related("message__destination").order_by("pk"))
    about = ("recipient__department", "destination__department", "instead_of", "item", "project")
    return told.select_related(*about).prefetch_related(lines).order_by("-created_at", "-pk")


def telling(notification: Notification) -> Told:
    recipient, shared = notification.recipient, notification.destination
    return Told(
        at=notification.created_at,
        notification=notification,
        who=recipient.name if recipient else str(shared),
        department=_department(notification),
        instead_of=notification.instead_of.name if notification.instead_of else "",
        why=wording.why_told(notification),
        about=wording.title(notification),
        note=_note(notification),
        ways=[_way(line) for line in notification.lines.all()],
    )


def _department(notification: Notification) -> str:
    owner: Any = notification.recipient or notification.destination
    return owner.department.local_name if owner and owner.department else ""


def _note(notification: Notification) -> str:
    """What is true of it whatever the messages did."""
    if not notification.is_open and not any(line.dropped_reason for line in notification.lines.all()):
        reason = wording.REASONS.get(notification.closed_reason, notification.get_state_display())
        return _("no longer needed: %(reason)s") % {"reason": reason}
    return "" if notification.lines.all() else _("in the inbox only")


def _way(line: MessageLine) -> Way:
    message = line.message
    reason = wording.REASONS.get(line.dropped_reason, line.dropped_reason)
    return Way(
        channel=channel_of(message),
        words=_("left out: %(reason)s") % {"reason": reason} if reason else state_of(message),
        mark="" if reason else MARKS.get(Message.State(message.state), ""),
        attempts=message.attempts,
        reference=message.reference,
        message_id=message.pk,
    )


MARKS = {
    Message.State.ACCEPTED: "ok",
    Message.State.FAILED: "risk",
    Message.State.EXPIRED: "risk",
    Message.State.DUE: "idle",
    Message.State.LEASED: "idle",
}


def channel_of(message: Message) -> str:
    """The kind of channel, and which one where a person or a department may have several."""
    name = f" · {message.destination.name}" if message.destination else ""
    return f"{message.get_channel_display()}{name}"


def state_of(message: Message) -> str:
    """Its state in words; one that waits for another try says so, one that was dealt with by hand too."""
    if message.settled_at:
        return _("%(state)s, settled") % {"state": message.get_state_display()}
    if message.state == Message.State.DUE and message.attempts:
        return _("Waiting for another try")
    return str(message.get_state_display())


@dataclass(slots=True)
class Person:
    """Everything one person or shared channel was told of a launch, counted."""

    key: str
    name: str
    department: str
    count: int = 0
    confirmed: int = 0
    failed: int = 0
    last_at: datetime | None = None


@dataclass(slots=True)
class Line:
    """A line of a launch, or without one the launch as a whole, and whom was told of it."""

    item: Item | None
    count: int = 0
    people: set[str] = field(default_factory=set)
    last_at: datetime | None = None


def by_person(project: Project, user: User) -> list[Person]:
    """One query, however many were told."""
    lines = MessageLine.objects.filter(notification=OuterRef("pk"))
    failed, arrived = lines.filter(message__state__in=GIVEN_UP), lines.filter(message__state=Message.State.ACCEPTED)
    rows = (
        tellings_of(user)
        .filter(project=project)
        .annotate(has_failed=Exists(failed) & ~Exists(arrived))
        .order_by()
        .values(
            *("recipient_id", "recipient__name", "recipient__department__name", "recipient__department__name_en"),
            *("destination_id", "destination__name", "destination__department__name"),
            "destination__department__name_en",
        )
        .annotate(
            count=Count("pk"),
            confirmed=Count("pk", filter=Q(acknowledged_at__isnull=False)),
            failed=Count("pk", filter=Q(has_failed=True)),
            last_at=Max("created_at"),
        )
    )
    found = [_person(row) for row in rows]
    return sorted(found, key=lambda person: (person.department, person.name))


def _person(row: dict[str, Any]) -> Person:
    kind = "recipient" if row["recipient_id"] else "destination"
    names = (row[f"{kind}__department__name"] or "", row[f"{kind}__department__name_en"] or "")
    return Person(
        key=f"{'p' if kind == 'recipient' else 'c'}{row[f'{kind}_id']}",
        name=row[f"{kind}__name"],
        department=in_reader_language(*names),
        **{name: row[name] for name in ("count", "confirmed", "failed", "last_at")},
    )


def of_person(told: NotificationQuerySet, key: str) -> NotificationQuerySet:
    """Only what went to the person or channel that `Person.key` names; a key that names nobody finds nothing."""
    kind, pk = key[:1], number(key[1:])
    if kind not in ("p", "c") or pk is None:
        return told.none()
    return told.filter(**{"recipient_id" if kind == "p" else "destination_id": pk})


def by_line(project: Project, user: User, items: Iterable[Item]) -> list[Line]:
    """The lines in their order and the launch as a whole, each with who was told. One query.

    What was told of several lines at once counts for each of them.
    """
    lines: dict[int | None, Line] = {None: Line(None)} | {item.pk: Line(item) for item in items}
    rows = tellings_of(user).filter(project=project).order_by()
    fields = ("item_id", "data__items", "recipient_id", "destination_id", "created_at")
    for item_id, listed, recipient_id, destination_id, at in rows.values_list(*fields):
        keys = [item_id] if item_id or not listed else [entry["id"] for entry in listed]
        for key in keys:
            if line := lines.get(key):
                line.count += 1
                line.people.add(f"p{recipient_id}" if recipient_id else f"c{destination_id}")
                line.last_at = max(line.last_at or at, at)
    return list(lines.values())
