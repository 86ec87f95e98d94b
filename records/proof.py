"""Who was told what, when, and who accepted it: read from the events of one handover alone, as they were hashed.

Pure: events go in, in the order of their numbers, and what comes out can be printed. Names and words are those of the
moment. Source: issue 5, point 3.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Protocol

from .differences import Change, Difference, differences
from .models import WAITING, Receipt

SHORT = 8
ANSWERS = ("receipt_opened", "receipt_accepted", "receipt_sent_back")


class Line(Protocol):
    """An event of the ledger."""

    seq: int
    at: datetime
    actor_id: int | None
    actor_name: str
    said_by: str
    said_via: str
    said_at: datetime | None
    verb: str
    target_name: str
    before: Any
    after: Any
    reason: str
    hash: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Where something stands in the history: when, by whom, on whose word, its number and the beginning of its hash."""

    at: datetime
    by: str
    said_by: str
    said_via: str
    said_at: datetime | None
    seq: int
    hash: str


@dataclass(slots=True)
class Received:
    """What became of one receiver. `answers` is who answers for a department; `stood_in` that somebody else did."""

    receipt_id: int
    department_id: int
    department: str
    answers: str
    is_department: bool
    due_on: date
    state: Receipt.State = Receipt.State.SENT
    opened: Mark | None = None
    answered: Mark | None = None
    stood_in: bool = False
    words: str = ""
    passed: list[tuple[Mark, str, str, str]] = field(default_factory=list)  # mark, from, to, reason

    @property
    def is_answered(self) -> bool:
        return self.answered is not None

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING


@dataclass(slots=True)
class Sent:
    """One version: its mark, what its sender said of the change, its text, who got it, what differs from the last."""

    number: int
    mark: Mark
    note: str
    text: str
    received: list[Received]
    changed: list[Difference] = field(default_factory=list)

    @property
    def added(self) -> int:
        return sum(line.kind == Change.ADDED for line in self.changed)

    @property
    def removed(self) -> int:
        return sum(line.kind == Change.REMOVED for line in self.changed)


@dataclass(slots=True)
class Proof:
    versions: list[Sent]
    withdrawn: Mark | None = None
    withdraw_reason: str = ""


def proof(events: Iterable[Line], *, only: frozenset[int] | None = None) -> Proof:
    """The story of a handover. With `only`, the ids of their own receipts, what a partner may read of it: the versions
    that hold one of these, and how each differs from the last of them.
    """
    found = Proof([])
    receipts: dict[int, Received] = {}
    for event in events:
        if event.verb == "handover_sent":
            found.versions.append(_sent(event))
            receipts |= {one.receipt_id: one for one in found.versions[-1].received}
        elif event.verb == "handover_withdrawn":
            found.withdrawn, found.withdraw_reason = _mark(event), event.reason
        elif event.verb == "receipt_passed_on":
            _pass_on(event, found.versions, receipts)
        elif event.verb in ANSWERS and event.after["receipt"] in receipts:
            _answer(event, receipts[event.after["receipt"]])
        for pk in event.after.get("closed", ()):
            receipts[pk].state = Receipt.State.CLOSED
    if only is not None:
        _keep(found, only)
    for before, sent in pairwise(found.versions):
        sent.changed = differences(before.text, sent.text, around=0)
    return found


def _sent(event: Line) -> Sent:
    after, given = event.after, event.after["given"]
    return Sent(
        number=after["version"],
        mark=_mark(event),
        note=after["note"],
        text=_text(given),
        received=[_received(values) for values in after["receivers"]],
    )


def _text(given: dict[str, Any]) -> str:
    """What can be compared of a version, as lines: of a brief its lines, then link and file by name and hash."""
    lines = [given["body"]] if given["body"] else []
    lines += [" ".join(filter(None, (one["label"], one["text"], one["meanwhile"]))) for one in given["lines"]]
    lines += [given["url"]] if given["url"] else []
    lines += [f"{given['file']} ({given['file_hash'][:SHORT]})"] if "file" in given else []
    return "\n".join(lines)


def _received(values: dict[str, Any]) -> Received:
    return Received(
        receipt_id=values["receipt"],
        department_id=values["department"],
        department=values["department_name"],
        answers=values["answers_name"],
        is_department=values["person"] is None,
        due_on=date.fromisoformat(values["due_on"]),
    )


def _answer(event: Line, received: Received) -> None:
    if event.verb == "receipt_opened":
        received.state, received.opened = Receipt.State.OPENED, _mark(event)
        return
    received.state, received.answered = Receipt.State(event.after["state"]), _mark(event)
    received.words = event.after["words"]
    received.stood_in = event.actor_id != event.after["answers"]


def _pass_on(event: Line, versions: list[Sent], receipts: dict[int, Received]) -> None:
    """The old receipt tells to whom it went; where that got one of its own, it stands beside it."""
    old, new = receipts.get(event.before["receipt"]), event.after["receipt"]
    if old is None:
        return
    old.passed.append((_mark(event), event.before["answers_name"], event.after["answers_name"], event.reason))
    if new == old.receipt_id:
        old.answers = event.after["answers_name"]
        return
    receipts[new] = _received(event.after)
    sent = next(sent for sent in versions if old in sent.received)
    sent.received.insert(sent.received.index(old) + 1, receipts[new])
    if not old.is_answered:
        old.state = Receipt.State.CLOSED


def _mark(event: Line) -> Mark:
    said = (event.said_by, event.said_via, event.said_at)
    return Mark(event.at, event.actor_name, *said, event.seq, event.hash[:SHORT])


def _keep(found: Proof, own: frozenset[int]) -> None:
    """Leave only these receipts, and nothing of why the company withdrew it or asked somebody else."""
    for sent in found.versions:
        sent.received = [one for one in sent.received if one.receipt_id in own]
        for one in sent.received:
            one.passed = []
    found.versions = [sent for sent in found.versions if sent.received]
    found.withdraw_reason = ""
