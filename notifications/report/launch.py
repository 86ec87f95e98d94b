"""The shapes of one launch's week: what a report holds, before any wording. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from projects.models import Project, SignOff
from projects.readiness import Readiness, Tally

from .lines import Line, Week

SHAPES = {"at_risk": "▲", "needs_attention": "◆", "not_started": "○", "on_track": "●"}


def by_date(line: Line) -> tuple[date, bool, int]:
    """A key for sorting: the oldest date first, of one day the must-haves."""
    return line.due_on, not line.is_blocker, line.item_id


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done to a line; `fallback` and `follow_up_on` only where it was waived."""

    line: Line
    on: date
    by: str
    reason: str = ""
    fallback: str = ""
    follow_up_on: date | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """`conditions` counts the must-haves that a conditional GO accepted."""

    verdict: str
    on: date
    by: str
    note: str
    conditions: int


@dataclass(frozen=True, slots=True)
class SignedOff:
    department: str
    verdict: str
    on: date
    by: str
    note: str

    @property
    def label(self) -> str:
        return str(SignOff.Verdict(self.verdict).label)


@dataclass(frozen=True, slots=True)
class LaunchMove:
    """`lines` is how many dates went along; None for who may not know."""

    before: date
    after: date
    on: date
    by: str
    reason: str
    lines: int | None


@dataclass(frozen=True, slots=True)
class LineMove:
    """A date moved by itself or because of another line; `reason` names the cause."""

    line: Line
    before: date
    after: date
    reason: str


@dataclass(frozen=True, slots=True)
class LateOwner:
    """`name` is empty for lines that nobody owns."""

    name: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class LateDepartment:
    name: str
    owners: Sequence[LateOwner]

    @property
    def count(self) -> int:
        return sum(len(owner.lines) for owner in self.owners)

    @property
    def blockers(self) -> int:
        return sum(line.is_blocker for owner in self.owners for line in owner.lines)


@dataclass(frozen=True, slots=True)
class LateRow:
    """A late line with the department it stands under, which counts all of its own; `owner` is empty for nobody."""

    department: LateDepartment
    owner: str
    line: Line


@dataclass(frozen=True, slots=True)
class Rest:
    """The counts of those lines of a launch of which a report has nothing else to say, a week ago and now."""

    before: Tally = field(default_factory=Tally)
    after: Tally = field(default_factory=Tally)


@dataclass(frozen=True, slots=True)
class LaunchReport:
    """`day` is the last day of the week, or today in the launch's zone if that is earlier; lateness counts from it.

    `before` is None when the launch did not exist a week ago, `counts` for who may not know of every line.
    """

    project: Project
    week: Week
    day: date
    launch_on: date
    before: Readiness | None
    after: Readiness
    counts: Tally | None
    ended: str
    done: Sequence[Deed]
    waived: Sequence[Deed]
    reopened: Sequence[Deed]
    added: Sequence[Deed]
    decided: Sequence[Decided]
    signed_off: Sequence[SignedOff]
    launch_moves: Sequence[LaunchMove]
    line_moves: Sequence[LineMove]
    late: Sequence[LateDepartment]
    next: Sequence[Line]

    @property
    def change(self) -> int | None:
        """Readiness gained in the week, in points."""
        return self.after.percent - self.before.percent if self.before else None

    @property
    def lost(self) -> int:
        return -min(self.change or 0, 0)

    @property
    def late_lines(self) -> list[Line]:
        return [line for department in self.late for owner in department.owners for line in owner.lines]

    @property
    def change_words(self) -> str:
        """ "+11%p", or that the launch is new."""
        if self.change is None:
            return _("new")
        return f"{self.change:+d}{_('pts')}" if self.change else f"±0{_('pts')}"

    @property
    def state_words(self) -> str:
        """The state with its shape, or how the launch ended."""
        ended = {"finished": _("Finished"), "cancelled": _("Cancelled")}
        return ended.get(self.ended) or f"{SHAPES[self.after.state]} {self.after.state.label}"

    @property
    def has_changes(self) -> bool:
        """Whether anything was decided or moved."""
        return any((self.decided, self.signed_off, self.launch_moves, self.line_moves))


def late_rows(late: Iterable[LateDepartment]) -> list[LateRow]:
    """All lines in the order they are listed in, to be cut into pages."""
    return [
        LateRow(department, owner.name, line)
        for department in late
        for owner in department.owners
        for line in owner.lines
    ]


def late_by_department(lines: Iterable[Line]) -> list[LateDepartment]:
    """Most late first, departments and their owners alike; within an owner the oldest date first."""
    found: dict[str, dict[str, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for line in sorted(lines, key=by_date):
        found[line.department][line.owner].append(line)
    departments = [
        LateDepartment(
            name, [LateOwner(owner, late) for owner, late in sorted(owners.items(), key=lambda pair: -len(pair[1]))]
        )
        for name, owners in found.items()
    ]
    return sorted(departments, key=lambda department: (-department.count, department.name))
