"""The lines of a launch as they stood at a moment, worked out from what they are now and the events since. Pure.

Nothing of the past is stored: every event that changes a line keeps what was before it, so undoing the events after a
moment gives the line of that moment. Dates are local dates of the launch; moments are aware.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from projects.models import OPEN_STATUSES, Status
from projects.syncing import What

DAYS = 7


@dataclass(frozen=True, slots=True)
class Week:
    until: date

    @property
    def first(self) -> date:
        return self.until - timedelta(days=DAYS - 1)

    @property
    def next_until(self) -> date:
        """The last day of "next week": what is owed by then is listed."""
        return self.until + timedelta(days=DAYS)

    @property
    def before(self) -> date:
        """What the report of the week before ends with."""
        return self.until - timedelta(days=DAYS)

    def bounds(self, zone: str) -> tuple[datetime, datetime]:
        """Its first moment in a time zone, and the first one after it."""
        midnight = time(tzinfo=ZoneInfo(zone))
        return datetime.combine(self.first, midnight), datetime.combine(self.until + timedelta(days=1), midnight)


class Happened(Protocol):
    """An event of the ledger, as far as it is needed here."""

    at: datetime
    verb: str
    target: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Line:
    """An item on one day. `is_seen` says whether the reader may see it; lines that are not seen only count."""

    item_id: int
    project_id: int
    launch: str
    title: str
    department_id: int
    department: str
    owner_id: int | None
    owner: str
    status: str
    due_on: date
    is_blocker: bool
    blocked_reason: str = ""
    is_seen: bool = True

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def is_blocked(self) -> bool:
        return self.status == Status.BLOCKED

    @property
    def applies(self) -> bool:
        return self.status != Status.DROPPED

    def is_late_on(self, day: date) -> bool:
        return self.is_open and self.due_on < day


def item_of(event: Happened) -> int | None:
    kind, _colon, key = event.target.partition(":")
    return int(key) if kind == "item" else None


def rewound(
    lines: Iterable[Line], events: Iterable[Happened], moment: datetime, people: Mapping[int, str]
) -> dict[int, Line]:
    """The lines by item as they stood at `moment`; those added later are left out.

    `events` in the order of their stream, at least all since `moment`; `people` are names of owners by their id.
    """
    was: dict[int, dict[str, Any]] = defaultdict(dict)
    for event in events:
        if event.at >= moment:
            for item_id, facts in _undone(event):
                # The first event after the moment knows what stood at it.
                was[item_id] = facts | was[item_id]
    return {line.item_id: _as_of(line, was[line.item_id], people) for line in lines if "added" not in was[line.item_id]}


def touched(events: Iterable[Happened]) -> set[int]:
    """The lines that these events changed, and those that they name as the cause of it."""
    found = set()
    for event in events:
        found |= {item_id for item_id, _facts in _undone(event)}
        if cause := event.after.get("moved_by"):
            found.add(cause)
    return found


def owners_before(events: Iterable[Happened]) -> set[int]:
    """Everybody who owned a line before one of these events."""
    return {event.before["owner"] for event in events if event.before.get("owner")}


def launch_day_at(moment: datetime, events: Iterable[Happened], launch_on: date) -> date:
    """D-day as it stood at `moment`; `launch_on` is what it is now."""
    moves = (event for event in events if event.verb == "launch_moved" and event.at >= moment)
    first = next(iter(moves), None)
    return date.fromisoformat(first.before["launch_on"]) if first else launch_on


def _undone(event: Happened) -> Iterator[tuple[int, dict[str, Any]]]:
    """Which lines an event changed, and what stood before it."""
    for change in event.after.get("changes", ()):
        yield change["item"], {"due_on": date.fromisoformat(change["before"])}
    for line in event.after.get("lines", ()):
        yield line["item"], _of_line(line)
    if event.target.startswith("project:"):
        return
    item_id = item_of(event)
    if item_id is None:
        return
    facts: dict[str, Any] = {"added": True} if event.verb == "item_added" else {}
    for name in ("status", "owner"):
        if name in event.before:
            facts[name] = event.before[name]
    if "due_on" in event.before:
        facts["due_on"] = date.fromisoformat(event.before["due_on"])
    yield item_id, facts


def _of_line(line: Mapping[str, Any]) -> dict[str, Any]:
    """What stood in a line before an event that changed many."""
    if line["what"] == What.ADDED:
        return {"added": True}
    return {name: line["before"][name] for name in ("status", "owner", "is_blocker") if name in line["before"]}


def _as_of(line: Line, was: Mapping[str, Any], people: Mapping[int, str]) -> Line:
    if not was:
        return line
    facts = {name: was[name] for name in ("status", "due_on", "is_blocker") if name in was}
    if "status" in was:
        facts["blocked_reason"] = ""  # why it was blocked then is not known from later events
    if "owner" in was:
        facts |= {"owner_id": was["owner"], "owner": people.get(was["owner"] or 0, "")}
    return replace(line, **facts)
