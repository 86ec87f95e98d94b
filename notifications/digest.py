"""What a digest shows: everything of the reader's that is late, due today or soon, and what they answer for of others.

Lines of launches and things of `records` stand together, by their dates.

A digest is sent because something on the ladder is owed; then it shows the whole of the reader's near work, so that
nobody needs a second list. That is read as it stands at the moment of sending.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.wording import SOON_DAYS, day
from checklists.models import in_reader_language
from records.models import Owed

from . import visibility, wording
from .links import absolute, item_url, thing_path
from .models import Notification
from .near_things import near_things

LONGEST_TITLE = 120

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
    """An open item, or something else that is owed, as a digest needs it. `launch` is empty outside launches."""

    key: str
    title: str
    title_en: str
    due_on: date
    is_blocker: bool
    owner_id: int | None
    owner: str
    url: str
    launch: str
    launch_on: date | None
    time_zone: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a digest, ready to be shown. `owner` is empty for the reader's own, `opens` outside launches."""

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
    """Two queries: the reader's own near lines, and what else is owed; lines they are reminded of are loaded already.

    A shared channel has no reader and no lines of its own: it sees by their dates those it is reminded of.
    """
    near = _near(reader, now) if reader else []
    owed = map(_owed, near_things(reader, notifications, until=_soon(now)))
    lines = {line.key: line for line in (*near, *_reminded(notifications), *owed)}
    groups = Groups()
    for line in sorted(lines.values(), key=lambda line: (line.due_on, not line.is_blocker, line.key)):
        entry = _entry(line, now.astimezone(ZoneInfo(line.time_zone)).date(), reader)
        if reader and entry.owner:
            groups.others.append(entry)
        else:
            {"late": groups.late, "today": groups.today, "soon": groups.soon}[entry.state].append(entry)
    return groups


def _soon(now: datetime) -> date:
    return timezone.localdate(now) + timedelta(days=SOON_DAYS)


def _near(reader: User, now: datetime) -> list[Line]:
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, visibility.parameters() | {"reader": reader.pk, "until": _soon(now)})
        return [_line(*row) for row in cursor.fetchall()]


def _line(item_id: int, title: str, title_en: str, due_on: date, is_blocker: bool, *rest: Any) -> Line:
    owner_id, owner, project_id, launch, launch_on, time_zone = rest
    url, key = item_url(project_id, item_id), f"item:{item_id:012}"
    return Line(key, title, title_en, due_on, is_blocker, owner_id, owner, url, launch, launch_on, time_zone)


def _reminded(notifications: Iterable[Notification]) -> Iterator[Line]:
    for notification in notifications:
        item, project = notification.item, notification.project
        if notification.kind == Notification.Kind.REMINDER and item and project:
            owner = item.owner.name if item.owner else ""
            yield _line(
                item.pk, item.title, item.title_en, item.due_on, item.is_blocker, item.owner_id, owner,
                project.pk, project.name, project.launch_on, project.time_zone,
            )  # fmt: skip


def _owed(owed: Owed) -> Line:
    project = owed.project
    return Line(
        key=owed.key,
        title=f"{Owed.Kind(owed.kind).label} · {wording.cut(owed.title, LONGEST_TITLE)}",
        title_en="",
        due_on=owed.due_on,
        is_blocker=False,
        owner_id=owed.person_id,
        owner=owed.person.name if owed.person else owed.department.local_name,
        url=absolute(thing_path(owed.kind, owed.leads_to_id, owed.project_id)),
        launch=project.name if project else "",
        launch_on=project.launch_on if project else None,
        time_zone=project.time_zone if project else settings.TIME_ZONE,
    )


def _entry(line: Line, today: date, reader: User | None) -> Entry:
    late = (today - line.due_on).days
    return Entry(
        title=in_reader_language(line.title, line.title_en),
        launch=line.launch or _("outside launches"),
        opens=wording.opens(line.launch_on, today) if line.launch_on else "",
        url=line.url,
        due=day(line.due_on, wording.language()),
        badge=wording.due_label(line.due_on, today),
        state="late" if late > 0 else "soon" if late else "today",
        is_blocker=line.is_blocker,
        owner="" if _is_own(line, reader) else wording.owned_by(line.owner),
    )


def _is_own(line: Line, reader: User | None) -> bool:
    return reader is not None and line.owner_id == reader.pk
