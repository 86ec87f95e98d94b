"""One launch's week: its lines at the start and at the end, and what its events say happened in between. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.models import User
from projects.access import may_see_gate
from projects.models import Project
from projects.readiness import Readiness, Tally, judge, tally
from projects.syncing import What

from .launch import Decided, Deed, LaunchMove, LaunchReport, LineMove, Rest, SignedOff, by_date, late_by_department
from .lines import Line, Week, item_of, launch_day_at, rewound

if TYPE_CHECKING:
    from ledger.models import Event

DONE_VERBS = ("item_done", "item_approved")
# Of these the last one of a week says what became of a line.
FATE_VERBS = (*DONE_VERBS, "item_waived", "item_reopened")
CAME = (What.ADDED, What.RETURNED)
DUE_VERBS = ("due_set", "due_cleared", "due_moved")


def report_of(
    project: Project,
    lines: Sequence[Line],
    events: Sequence[Event],
    *,
    reader: User,
    week: Week,
    day: date,
    people: Mapping[int, str],
    departments: Mapping[int, str],
    rest: Rest,
) -> LaunchReport:
    """`lines` as they are now, at least those that changed since the week began and those open and due until the end of
    the next one; `rest` counts the others. `events` all since the week began, in order."""
    start, end = week.bounds(project.time_zone)
    at_end = rewound(lines, events, end, people)
    at_start = rewound(lines, events, start, people)
    counted = tally(at_end.values(), day) + rest.after
    was = tally(at_start.values(), week.before) + rest.before
    seen = {line.item_id: line for line in at_end.values() if line.is_seen}
    story = _Story(project, seen, [event for event in events if start <= event.at < end], reader)
    is_over = _ended(project, end)
    open_lines = [] if is_over else [line for line in seen.values() if line.is_open]
    owed = [line for line in open_lines if day <= line.due_on <= week.next_until]
    return LaunchReport(
        project=project,
        week=week,
        day=day,
        launch_on=launch_day_at(end, events, project.launch_on),
        before=_judged(was, reader) if project.created_at < start else None,
        after=_judged(counted, reader),
        counts=None if reader.is_partner else counted,
        ended=is_over,
        done=story.deeds(DONE_VERBS),
        waived=story.deeds(("item_waived",)),
        reopened=[deed for deed in story.deeds(("item_reopened",)) if _was_closed(at_start.get(deed.line.item_id))],
        added=story.added(),
        decided=story.decided(),
        signed_off=story.signed_off(departments),
        launch_moves=story.launch_moves(),
        line_moves=story.line_moves(),
        late=late_by_department(line for line in open_lines if line.is_late_on(day)),
        next=sorted(owed, key=by_date),
    )


def _judged(counted: Tally, reader: User) -> Readiness:
    """The judgement; a partner is given no reason, because it counts lines that the partner does not see."""
    readiness = judge(counted)
    return replace(readiness, reason="") if reader.is_partner else readiness


def _was_closed(line: Line | None) -> bool:
    return line is not None and not line.is_open


def _ended(project: Project, end: datetime) -> str:
    """ "finished" or "cancelled" when the launch had ended by the end of the week."""
    for name, at in (("finished", project.finished_at), ("cancelled", project.cancelled_at)):
        if at and at < end:
            return name
    return ""


class _Story:
    """What the events of a week say, as far as the reader may know. `seen` are the lines that the reader sees."""

    def __init__(self, project: Project, seen: Mapping[int, Line], events: Sequence[Event], reader: User) -> None:
        self.zone, self.seen, self.events, self.reader = ZoneInfo(project.time_zone), seen, events, reader
        self.last: dict[int, Event] = {}
        for event in events:
            if event.verb in FATE_VERBS:
                self.last[item_of(event) or 0] = event

    def _of(self, *verbs: str) -> list[Event]:
        return [event for event in self.events if event.verb in verbs]

    def _on(self, event: Event) -> date:
        return event.at.astimezone(self.zone).date()

    def _deed(self, line: Line, event: Event) -> Deed:
        follow_up = event.after.get("follow_up_on")
        return Deed(
            line=line,
            on=self._on(event),
            by=event.actor_name,
            reason=event.reason,
            fallback=event.after.get("fallback", ""),
            follow_up_on=date.fromisoformat(follow_up) if follow_up else None,
        )

    def deeds(self, verbs: Sequence[str]) -> list[Deed]:
        """The lines for which one of `verbs` was the last word of the week."""
        last = [(self.seen.get(item_id), event) for item_id, event in self.last.items()]
        found = [self._deed(line, event) for line, event in last if line and event.verb in verbs]
        return sorted(found, key=lambda deed: (deed.on, deed.line.item_id))

    def added(self) -> list[Deed]:
        """Lines added by hand, and those that came with a new version of the template or with other answers."""
        came = [(item_of(event), event) for event in self._of("item_added")]
        for event in self._of("template_synced", "answers_changed"):
            came += [(line["item"], event) for line in event.after["lines"] if line["what"] in CAME]
        lines = [(self.seen.get(item_id or 0), event) for item_id, event in came]
        return [self._deed(line, event) for line, event in lines if line and line.applies]

    def decided(self) -> list[Decided]:
        """A partner reads what was decided, and not the internal note."""
        if not may_see_gate(self.reader):
            return []
        return [
            Decided(
                verdict=event.after["verdict"],
                on=self._on(event),
                by=event.actor_name,
                note="" if self.reader.is_partner else event.after.get("note", ""),
                conditions=0 if self.reader.is_partner else len(event.after.get("conditions", [])),
            )
            for event in self._of("decided")
        ]

    def signed_off(self, departments: Mapping[int, str]) -> list[SignedOff]:
        """A partner reads its own department's only."""
        if not may_see_gate(self.reader):
            return []
        return [
            SignedOff(
                departments.get(event.after["department"], ""),
                event.after["verdict"],
                self._on(event),
                event.actor_name,
                event.after.get("note", ""),
            )
            for event in self._of("signed_off")
            if not self.reader.is_partner or event.after["department"] == self.reader.department_id
        ]

    def launch_moves(self) -> list[LaunchMove]:
        return [
            LaunchMove(
                before=date.fromisoformat(event.before["launch_on"]),
                after=date.fromisoformat(event.after["launch_on"]),
                on=self._on(event),
                by=event.actor_name,
                reason=event.reason,
                lines=None if self.reader.is_partner else len(event.after["changes"]),
            )
            for event in self._of("launch_moved")
        ]

    def line_moves(self) -> list[LineMove]:
        """One per line: from its first date of the week to its last, with the latest cause."""
        by_line: dict[int, list[Event]] = defaultdict(list)
        for event in self._of(*DUE_VERBS):
            by_line[item_of(event) or 0].append(event)
        moves = [
            LineMove(
                line=self.seen[item_id],
                before=date.fromisoformat(events[0].before["due_on"]),
                after=date.fromisoformat(events[-1].after["due_on"]),
                reason=self._cause(events[-1]),
            )
            for item_id, events in by_line.items()
            if item_id in self.seen
        ]
        return sorted((move for move in moves if move.before != move.after), key=lambda move: by_date(move.line))

    def _cause(self, event: Event) -> str:
        """The reason given, or the line whose delay moved it; one that the reader may not see stays unnamed."""
        if "moved_by" not in event.after:
            return event.reason
        cause = self.seen.get(event.after["moved_by"])
        title = cause.title if cause else _("an item of another department")
        return _("because of: %(title)s") % {"title": title}
