"""A launch as it stood at the end of a day, rebuilt from its events alone. Pure: no rows are read.

Rows say how things are; only the events say how they were. `launch_started` carries every line, each later event what
it changed, so folding them up to a day gives back that day. Where the rows of today do not equal the fold of all
events, somebody changed rows without a record: `tests/projects/test_replay.py` holds them against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, Protocol


class EventLike(Protocol):
    """What is read of a ledger event."""

    verb: Any
    target: Any
    target_name: Any
    before: Any
    after: Any
    reason: Any
    at: Any


class NotToldError(Exception):
    """The launch started before events carried its lines, so a day of it cannot be rebuilt."""


@dataclass(frozen=True, slots=True)
class LineThen:
    """A line of that day. People and departments are ids; `reason` says why it was blocked or waived."""

    pk: int
    key: str
    title: str
    title_en: str
    section: str
    department: int
    owner: int | None
    due_on: date
    is_due_fixed: bool
    is_blocker: bool
    status: str = "todo"
    reason: str = ""
    verified: frozenset[int] = frozenset()
    evidence: frozenset[int] = frozenset()
    comments: int = 0

    @property
    def owner_id(self) -> int | None:
        return self.owner

    @property
    def is_open(self) -> bool:
        return self.status not in ("done", "waived", "dropped")

    def is_late_on(self, day: date) -> bool:
        return self.is_open and self.due_on < day


@dataclass(frozen=True, slots=True)
class LaunchThen:
    """The launch of that day. `sign_offs` and `verdict` are the latest words of each department and of CX."""

    launch_on: date
    template: str
    notice_given: int
    answers: Mapping[str, Any]
    lines: Mapping[int, LineThen] = field(default_factory=dict)
    sign_offs: Mapping[int, str] = field(default_factory=dict)
    verdict: str = ""
    state: str = "running"  # or "finished", "cancelled"


# What an event about a line may say of it, by the names of LineThen.
_PLAIN = frozenset(f.name for f in fields(LineThen)) - {"pk", "due_on", "verified", "evidence", "comments", "reason"}
_GIVES_REASON = ("item_blocked", "item_waived")


def replay(events: Iterable[EventLike]) -> LaunchThen | None:
    """The launch after these events of its stream, which come in order; None when it had not started.

    Raises NotToldError for a launch whose start does not carry its lines.
    """
    launch: LaunchThen | None = None
    for event in events:
        if event.verb == "launch_started":
            launch = _started(event)
        elif launch is not None:
            launch = _after(launch, event)
    return launch


def _started(event: EventLike) -> LaunchThen:
    told = event.after
    if "checklist" not in told:
        raise NotToldError
    lines = [_line(values) for values in told["checklist"]]
    return LaunchThen(
        launch_on=date.fromisoformat(told["launch_on"]),
        template=told["template"],
        notice_given=told["notice_given"],
        answers=told["answers"],
        lines={line.pk: line for line in lines},
    )


def _line(values: Mapping[str, Any]) -> LineThen:
    """A line as the event that brought it tells it (`services.locking.line_values`)."""
    told = {name: value for name, value in values.items() if name in _PLAIN}
    return LineThen(pk=values["item"], due_on=date.fromisoformat(values["due_on"]), **told)


def _after(launch: LaunchThen, event: EventLike) -> LaunchThen:
    kind, _colon, key = event.target.partition(":")
    if kind == "item" and key.isdecimal():
        return _with(launch, _changed(launch.lines.get(int(key)), event))
    if kind != "project":
        return launch
    told = event.after
    match event.verb:
        case "launch_moved":
            moved = replace(launch, launch_on=date.fromisoformat(told["launch_on"]), notice_given=told["notice_given"])
            return _with(moved, *_moved(moved, told["changes"]))
        case "template_synced" | "answers_changed":
            return _synced(launch, told)
        case "signed_off":
            return replace(launch, sign_offs={**launch.sign_offs, told["department"]: told["verdict"]})
        case "decided":
            return replace(launch, verdict=told["verdict"])
        case "launch_finished" | "launch_cancelled":
            return replace(launch, state=event.verb.removeprefix("launch_"))
    return launch


def _with(launch: LaunchThen, *lines: LineThen | None) -> LaunchThen:
    return replace(launch, lines={**launch.lines, **{line.pk: line for line in lines if line}})


def _changed(line: LineThen | None, event: EventLike) -> LineThen | None:
    """The line after an event about it; one that it brings, if there was none."""
    told = event.after
    if line is None:
        return _line(told) if event.verb == "item_added" else None
    match event.verb:
        case "scenario_verified":
            return replace(line, verified=line.verified | {told["scenario"]})
        case "scenario_unverified":
            return replace(line, verified=line.verified - {told["scenario"]})
        case "evidence_added":
            return replace(line, evidence=line.evidence | {told["evidence"]})
        case "evidence_withdrawn":
            return replace(line, evidence=line.evidence - {told["evidence"]})
        case "commented":
            return replace(line, comments=line.comments + 1)
    reason = line.reason if "status" not in told else event.reason if event.verb in _GIVES_REASON else ""
    return replace(_told(line, told), reason=reason)


def _told(line: LineThen, told: Mapping[str, Any]) -> LineThen:
    plain = {name: value for name, value in told.items() if name in _PLAIN}
    due_on = date.fromisoformat(told["due_on"]) if "due_on" in told else line.due_on
    return replace(line, due_on=due_on, **plain)


def _moved(launch: LaunchThen, changes: Iterable[Mapping[str, Any]]) -> list[LineThen]:
    return [replace(launch.lines[change["item"]], due_on=date.fromisoformat(change["after"])) for change in changes]


def _synced(launch: LaunchThen, told: Mapping[str, Any]) -> LaunchThen:
    """Lines that came, changed, went and came back, and the dates that moved with them."""
    renamed = told.get("sections", {})
    lines = {pk: replace(line, section=renamed.get(line.section, line.section)) for pk, line in launch.lines.items()}
    for change in told["lines"]:
        known = lines.get(change["item"])
        lines[change["item"]] = _told(known, change["after"]) if known else _line({**change, **change["after"]})
    synced = replace(
        launch, lines=lines, template=told.get("template", launch.template), answers=told.get("answers", launch.answers)
    )
    return _with(synced, *_moved(synced, told["changes"]))
