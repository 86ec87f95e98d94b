"""What a digest shows: everything of the reader's that is late, due today or soon, and what they answer for of others.

A digest is sent because something on the ladder is owed; then it shows the whole of the reader's near work, so that
nobody needs a second list. It is read from the database as it stands at the moment of sending.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.wording import SOON_DAYS, d_day, day
from projects.access import visible_items
from projects.models import Item, Project

from . import wording
from .models import Notification


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a digest, ready to be shown. `owner` is empty for the reader's own."""

    title: str
    launch: str
    opens: str
    url: str
    due: str
    badge: str
    state: str
    is_blocker: bool
    owner: str = ""


@dataclass(slots=True)
class Groups:
    late: list[Entry] = field(default_factory=list)
    today: list[Entry] = field(default_factory=list)
    soon: list[Entry] = field(default_factory=list)
    others: list[Entry] = field(default_factory=list)

    def counts(self) -> Counter[str]:
        """All lines by their state, others' too: "late", "today", "soon"."""
        return Counter(entry.state for entry in (*self.late, *self.today, *self.soon, *self.others))


def group(reader: User, notifications: Sequence[Notification], now: datetime) -> Groups:
    """One query for the reader's own near lines; those they are reminded of are loaded already."""
    near = (
        visible_items(reader)
        .running()
        .open()
        .filter(owner=reader)
        .due_by(timezone.localdate(now) + timedelta(days=SOON_DAYS))
        .select_related("project")
    )
    lines = {item.pk: item for item in [*near, *_reminded(notifications)]}
    groups = Groups()
    for item in sorted(lines.values(), key=lambda i: (i.due_on, not i.is_blocker, i.pk)):
        today = item.project.today_at(now)
        entry = _entry(item, item.project, today, reader)
        if entry.owner:
            groups.others.append(entry)
        elif item.due_on < today:
            groups.late.append(entry)
        else:
            (groups.soon if item.due_on > today else groups.today).append(entry)
    return groups


def _reminded(notifications: Iterable[Notification]) -> list[Item]:
    found = []
    for notification in notifications:
        if notification.kind == Notification.Kind.REMINDER and notification.item and notification.project:
            notification.item.project = notification.project
            found.append(notification.item)
    return found


def _entry(item: Item, project: Project, today: date, reader: User) -> Entry:
    late = (today - item.due_on).days
    is_own = item.owner_id == reader.pk
    return Entry(
        title=item.local_title,
        launch=project.name,
        opens=d_day(project.launch_on, today),
        url=settings.BASE_URL + reverse("projects:item-detail", args=[project.pk, item.pk]),
        due=day(item.due_on, wording.language()),
        badge=wording.due_label(item.due_on, today),
        state="late" if late > 0 else "soon" if late else "today",
        is_blocker=item.is_blocker,
        owner="" if is_own else (item.owner.name if item.owner else wording.no_owner()),
    )
