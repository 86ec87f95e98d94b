"""Who must be told what, worked out once more and differently: day by day, line by line, person by person.

It shares no rule with the product. At every tick it is given facts (the lines as they stand, the people, what was done
since), walks calendars one day at a time, and keeps what it owes in plain lists. Slow and simple on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

HOLIDAYS = {date(2026, 12, 25)}
STEPS = ((-7, "D-7"), (-3, "D-3"), (-1, "D-1"), (0, "D-day"), (1, "D+1"), (2, "D+2"))
IN_DIGEST = ("D-7", "D-3")
ALERTS = (14, 7, 3, 1)
SHOWN_AHEAD = timedelta(days=3)
OPEN = ("todo", "doing", "blocked", "in_review")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Person:
    pk: int
    name: str
    role: str
    department: str


@dataclass(frozen=True)
class Line:
    pk: int
    key: str
    department: str
    owner: int | None
    status: str
    due_on: date
    is_blocker: bool
    approval: str
    held_by: int | None  # the person it waits for while it is blocked

    @property
    def asked(self) -> int | None:
        """Who is reminded of it: whoever holds it up, else the owner."""
        return self.held_by or self.owner

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


@dataclass(frozen=True)
class Owed:
    """Something one person is to be told; `lines` are the ids it links to."""

    kind: str
    topic: str
    at_once: bool
    lines: tuple[int, ...]
    due_on: date | None = None
    to_owner: bool = False


@dataclass
class Oracle:
    people: list[Person]
    planner: int
    launch_on: date
    saturday_departments: frozenset[str]
    reminders: list[tuple[date, int, str, int]] = field(default_factory=list)
    alerts: list[tuple[date, int, str]] = field(default_factory=list)
    mails: list[tuple[date, int, str, frozenset[int]]] = field(default_factory=list)
    known: set[Any] = field(default_factory=set)
    pending: dict[int, list[Owed]] = field(default_factory=dict)
    was_red: bool = False

    def tick(self, now: datetime, lines: Iterable[Line], events: Iterable[Any]) -> None:
        today, by_id = now.date(), {line.pk: line for line in lines}
        for event in events:
            self._hear(event, by_id)
        for line in by_id.values():
            if line.is_open:
                self._remind(line, today)
        self._alert(by_id, today)
        for person in self.people:
            self._write_to(person, by_id, now)

    # --- calendars, one day at a time ---

    def is_open_day(self, day: date, department: str) -> bool:
        last = 5 if department in self.saturday_departments else 4
        return day.weekday() <= last and day not in HOLIDAYS

    def walk(self, day: date, steps: int, department: str) -> date:
        """`steps` open days away from `day`, which itself does not count."""
        way = DAY if steps > 0 else -DAY
        for _ in range(abs(steps)):
            day += way
            while not self.is_open_day(day, department):
                day += way
        return day

    # --- the ladder ---

    def _remind(self, line: Line, today: date) -> None:
        reached = [
            name
            for offset, name in STEPS
            if (name != "D+2" or line.is_blocker) and self.walk(line.due_on, offset, line.department) <= today
        ]
        if not reached:
            return
        step, on = reached[-1], None
        if step == "D+2":
            on = today
            while not self.is_open_day(on, line.department):
                on -= DAY
        for who, to_owner in self._audience(step, line).items():
            key = ("reminder", line.pk, step, on, line.due_on, who)
            if key not in self.known:
                self.known.add(key)
                self.reminders.append((today, who, step, line.pk))
                self._owe(who, Owed("reminder", step, step not in IN_DIGEST, (line.pk,), line.due_on, to_owner))

    def _audience(self, step: str, line: Line) -> dict[int, bool]:
        """Who hears of it, and whether as the owner."""
        leads = self._leads(self._person(line.held_by).department if line.held_by else line.department)
        found: dict[int, bool] = {}
        if step in ("D-7", "D-3", "D-1", "D-day"):
            if line.asked:
                found[line.asked] = True
            else:
                found |= dict.fromkeys(leads or [self.planner], False)
        if step in ("D-day", "D+1"):
            found = dict.fromkeys(leads or [self.planner], False) | found
        if step in ("D+1", "D+2"):
            found[self.planner] = False
        if step == "D+2":
            found |= dict.fromkeys(self._centre_leads(), False)
        return {who: as_owner for who, as_owner in found.items() if self._sees(who, line)}

    def _leads(self, department: str) -> list[int]:
        return [p.pk for p in self.people if p.department == department and p.role in ("lead", "partner_lead")]

    def _centre_leads(self) -> list[int]:
        return self._leads("centre")

    def _sees(self, who: int, line: Line) -> bool:
        person = self._person(who)
        if person.role == "partner_lead":
            return line.department == person.department
        return person.role != "partner_agent" or line.owner == who

    def _person(self, who: int) -> Person:
        return next(person for person in self.people if person.pk == who)

    # --- alerts ---

    def _alert(self, lines: dict[int, Line], today: date) -> None:
        left = (self.launch_on - today).days
        if not 0 <= left <= max(ALERTS):
            return
        is_red = any(line.is_open and line.is_blocker and line.due_on < today for line in lines.values())
        topic = f"D-{min(day for day in ALERTS if left <= day)}"
        if ("alert", topic) in self.known:
            topic = "red" if is_red and not self.was_red else ""
        self.known.add(("alert", topic))
        self.was_red = is_red
        if topic:
            for who in self._centre_leads():
                self.alerts.append((today, who, topic))
                self._owe(who, Owed("alert", topic, True, ()))

    # --- what was done, told to whom ---

    def _hear(self, event: Any, lines: dict[int, Line]) -> None:
        line = lines.get(int(event.target.removeprefix("item:"))) if event.target.startswith("item:") else None
        answers: dict[str, Callable[[Line], list[int]]] = {
            "item_assigned": lambda _line: [event.after["owner"]],
            "item_added": lambda _line: [event.after["owner"]],
            "item_handed_in": lambda line: (
                (line.approval == "department" and self._leads(line.department)) or [self.planner]
            ),
            "item_sent_back": self._answerable,
            "item_approved": self._answerable,
            "item_blocked": lambda _line: [event.after["by_user"]],
            "item_unblocked": self._answerable,
            "due_moved": self._answerable,
            "commented": lambda _line: event.after["mentioned"],
        }
        if event.verb in answers and line:
            at_once = event.verb not in ("item_approved", "item_unblocked", "due_moved")
            for who in answers[event.verb](line):
                self._tell(event, who, Owed("notice", event.verb, at_once, (line.pk,)))
        elif event.verb == "launch_started":
            mine: dict[int, list[int]] = {}
            for pk, who in event.after["owners"].items():
                mine.setdefault(who, []).append(int(pk))
            for who, pks in mine.items():
                self._tell(event, who, Owed("notice", event.verb, True, tuple(pks)))
        elif event.verb == "decided":
            still_open = [line for line in lines.values() if line.is_open]
            involved = {line.owner for line in still_open} | {self.planner, *self._centre_leads()}
            for who in involved.union(*(self._leads(line.department) for line in still_open)):
                self._tell(event, who, Owed("notice", event.verb, True, ()))

    def _answerable(self, line: Line) -> list[int]:
        return [line.owner] if line.owner else self._leads(line.department) or [self.planner]

    def _tell(self, event: Any, who: int | None, owed: Owed) -> None:
        if who is not None and who != event.actor_id:
            self._owe(who, owed)

    def _owe(self, who: int, owed: Owed) -> None:
        self.pending.setdefault(who, []).append(owed)

    # --- mails ---

    def _write_to(self, person: Person, lines: dict[int, Line], now: datetime) -> None:
        waiting = [owed for owed in self.pending.pop(person.pk, []) if self._holds(owed, person, lines)]
        is_time = now.hour >= 9
        may_work = is_time and self.is_open_day(now.date(), person.department)
        digest_key = ("digest", person.pk, now.date())
        wants_digest = any(owed.kind == "reminder" or not owed.at_once for owed in waiting)
        is_digest = wants_digest and may_work and digest_key not in self.known
        together: list[Owed] = []
        for owed in waiting:
            if owed.kind == "alert":
                self.mails.append((now.date(), person.pk, f"alert {owed.topic}", frozenset()))
            elif is_digest or (owed.at_once and (owed.kind == "notice" or may_work)):
                together.append(owed)
            else:
                self._owe(person.pk, owed)
        if not together:
            return
        shown = {pk for owed in together for pk in owed.lines}
        if is_digest:
            self.known.add(digest_key)
            shown |= {
                line.pk
                for line in lines.values()
                if line.is_open and line.owner == person.pk and line.due_on <= now.date() + SHOWN_AHEAD
            }
        self.mails.append((now.date(), person.pk, "digest" if is_digest else "at once", frozenset(shown)))

    def _holds(self, owed: Owed, person: Person, lines: dict[int, Line]) -> bool:
        """Whether it is still worth saying."""
        if owed.kind == "alert" or owed.topic in ("launch_started", "decided"):
            return True
        line = lines[owed.lines[0]]
        if owed.kind == "reminder":
            return line.is_open and line.due_on == owed.due_on and (not owed.to_owner or line.asked == person.pk)
        needs = {"item_handed_in": ("in_review",), "item_blocked": ("blocked",), "item_sent_back": OPEN}
        if owed.topic in ("item_assigned", "item_added"):
            return line.is_open and line.owner == person.pk
        return owed.topic not in needs or line.status in needs[owed.topic]
