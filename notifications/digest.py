"""What a digest shows: everything of the reader's that is late, due today or soon, and what they answer for of others.

A digest is sent because something on the ladder is owed; then it shows the whole of the reader's near work, so that
nobody needs a second list. That is read as it stands at the moment of sending.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.wording import SOON_DAYS, day
from checklists.models import in_reader_language

from . import visibility, wording
from .links import item_url
from .models import Notification

_NEAR = f"""
SELECT i.id, i.title, i.title_en, i.due_on, i.is_blocker, i.owner_id, u.name,
       p.id, p.name, p.launch_on, p.time_zone
FROM projects_item i
JOIN projects_project p ON p.id = i.project_id AND p.finished_at IS NULL AND p.cancelled_at IS NULL
JOIN accounts_user u ON u.id = i.owner_id
WHERE i.owner_id = %(reader)s AND i.due_on <= %(until)s AND i.status IN ('todo', 'doing', 'blocked', 'in_review')
  AND {visibility.SEES_LAUNCH} AND {visibility.REACHES_ITEM}
"""  # noqa: S608


class Line(NamedTuple):
    """An open item as a digest needs it."""

    item_id: int
    title: str
    title_en: str
    due_on: date
    is_blocker: bool
    owner_id: int | None
    owner: str
    project_id: int
    launch: str
    launch_on: date
    time_zone: str


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


def group(reader: User | None, notifications: Sequence[Notification], now: datetime) -> Groups:
    """One query, for the reader's own near lines; those they are reminded of are loaded already.

    A shared channel has no reader and no lines of its own: it sees by their dates those it is reminded of.
    """
    near = _near(reader, now) if reader else []
    lines = {line.item_id: line for line in (*near, *_reminded(notifications))}
    groups = Groups()
    for line in sorted(lines.values(), key=lambda line: (line.due_on, not line.is_blocker, line.item_id)):
        entry = _entry(line, now.astimezone(ZoneInfo(line.time_zone)).date(), reader)
        if reader and entry.owner:
            groups.others.append(entry)
        else:
            {"late": groups.late, "today": groups.today, "soon": groups.soon}[entry.state].append(entry)
    return groups


def _near(reader: User, now: datetime) -> list[Line]:
    until = timezone.localdate(now) + timedelta(days=SOON_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, visibility.parameters() | {"reader": reader.pk, "until": until})
        return [Line(*row) for row in cursor.fetchall()]


def _reminded(notifications: Iterable[Notification]) -> Iterator[Line]:
    for notification in notifications:
        item, project = notification.item, notification.project
        if notification.kind == Notification.Kind.REMINDER and item and project:
            owner = item.owner.name if item.owner else ""
            yield Line(
                item.pk, item.title, item.title_en, item.due_on, item.is_blocker, item.owner_id, owner,
                project.pk, project.name, project.launch_on, project.time_zone,
            )  # fmt: skip


def _entry(line: Line, today: date, reader: User | None) -> Entry:
    late = (today - line.due_on).days
    return Entry(
        title=in_reader_language(line.title, line.title_en),
        launch=line.launch,
        opens=wording.opens(line.launch_on, today),
        url=item_url(line.project_id, line.item_id),
        due=day(line.due_on, wording.language()),
        badge=wording.due_label(line.due_on, today),
        state="late" if late > 0 else "soon" if late else "today",
        is_blocker=line.is_blocker,
        owner="" if reader and line.owner_id == reader.pk else wording.owned_by(line.owner),
    )
