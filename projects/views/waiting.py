"""What waits for one person's word: work sent back, lines that others cannot start, unanswered mentions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from ledger.models import Event
from projects.access import visible_items
from projects.models import OPEN_STATUSES, Comment, Item, ItemWait, Project, Status

from .rows import item_url

MENTION_DAYS = 14
MOST = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    kind: str
    title: str
    url: str
    note: str
    project: Project
    today: date
    since: date | None
    is_late: bool = False

    @property
    def days(self) -> int:
        return (self.today - self.since).days if self.since else 0


def waiting_for(user: User, now: datetime) -> list[Waiting]:
    found = [
        *_held_up(user, now),
        *_sent_back(user, now),
        *_mentions(user, now),
    ]
    return found[:MOST]


def _sent_back(user: User, now: datetime) -> list[Waiting]:
    items = visible_items(user).running().filter(owner=user, status=Status.DOING).select_related("project")
    by_target = {f"item:{item.pk}": item for item in items}
    verbs = ("item_sent_back", "item_done", "item_approved", "item_handed_in", "item_reopened")
    latest = (
        Event.objects.filter(
            stream__in={item.project.stream_id for item in by_target.values()}, target__in=by_target, verb__in=verbs
        )
        .order_by("target", "-seq")
        .distinct("target")
    )
    return [
        _waiting(
            _("Sent back"),
            by_target[event.target],
            now,
            f"{event.actor_name}: “{event.reason}”",
            timezone.localdate(event.at),
        )
        for event in latest
        if event.verb == "item_sent_back"
    ]


def _held_up(user: User, now: datetime) -> list[Waiting]:
    """Open lines of others that stand still because of a line of mine that is due, or because of me."""
    seen = visible_items(user).running().open().exclude(owner=user)
    due = Q(owner=user, status__in=OPEN_STATUSES, due_on__lte=timezone.localdate(now))
    before = ItemWait.objects.filter(item=OuterRef("pk"), predecessor__in=Item.objects.filter(due))
    blocked = Q(status=Status.BLOCKED) & (Q(blocked_by_user=user) | Q(blocked_by_item__owner=user))
    items = (
        seen.filter(blocked | Exists(before)).select_related("project", "owner__department").order_by("due_on", "pk")
    )
    return [
        _waiting(
            _("Next item"),
            item,
            now,
            item.blocked_reason or _by(item.owner, _("waits for an item of yours")),
            timezone.localdate(item.blocked_at) if item.blocked_at else None,
        )
        for item in items[:MOST]
    ]


def _mentions(user: User, now: datetime) -> list[Waiting]:
    """Comments that call me, unless I wrote on that line afterwards."""
    answers = Comment.objects.filter(item=OuterRef("item"), author=user, created_at__gt=OuterRef("created_at"))
    comments = Comment.objects.filter(
        ~Exists(answers),
        mentioned=user,
        created_at__gte=now - timedelta(days=MENTION_DAYS),
        item__in=visible_items(user).running(),
    )
    return [
        _waiting(
            _("Mentioned"),
            comment.item,
            now,
            f"{comment.author.name}: “{comment}”",
            timezone.localdate(comment.created_at),
        )
        for comment in comments.select_related("author", "item__project")[:MOST]
    ]


def _waiting(kind: str, item: Item, now: datetime, note: str, since: date | None) -> Waiting:
    today = item.project.today_at(now)
    return Waiting(kind, item.local_title, item_url(item), note, item.project, today, since, item.is_late_on(today))


def _by(person: User | None, what: str) -> str:
    if person is None:
        return what
    return f"{person.name} · {person.department} — {what}" if person.department else f"{person.name} — {what}"
