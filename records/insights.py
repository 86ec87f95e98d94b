"""Figures of notice, work and surprises, judged from facts. Pure: facts of one span in, figures out, no words.

Source: product.md section 9 and domain.md section 3. Notice is kept when as many open days were given as were owed. An
item is on time when it was done on its due date or before; what no longer applies, what was waived, what is not due
yet and what belongs to a cancelled launch is no part of the rate. Days late are calendar days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from .noticing import COUNTED, Noticed
from .periods import first_of_month, quarter_of

MOST_MISSED = 10
Key = TypeVar("Key", bound=Hashable)
Fact = TypeVar("Fact")


@dataclass(frozen=True, slots=True)
class LaunchFact:
    """`owed` and `given` in open days; `given` is negative when CX was told afterwards. `departments` have lines."""

    id: int
    name: str
    launch_on: date
    owed: int
    given: int
    departments: frozenset[int] = frozenset()

    @property
    def is_kept(self) -> bool:
        return self.given >= self.owed


@dataclass(frozen=True, slots=True)
class ItemFact:
    """`count` items of a department that are alike: `days_late` is 0 when on time, None when due and still open.

    `line` is (template id, key of the line); None for what was added to a launch by hand.
    """

    department_id: int
    days_late: int | None
    count: int = 1
    line: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class SurpriseFact:
    noticed_on: date
    kind: Noticed
    inquiries: int = 0
    department_id: int | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    launches: int
    kept: int
    mean_owed: float
    mean_given: float

    @property
    def rate(self) -> float:
        return percent(self.kept, self.launches)


@dataclass(frozen=True, slots=True)
class Work:
    """`late` were done after their date, `missed` are open after it; `days` of those done late, in order."""

    on_time: int = 0
    late: int = 0
    missed: int = 0
    days: tuple[int, ...] = ()

    @property
    def due(self) -> int:
        return self.on_time + self.late + self.missed

    @property
    def behind(self) -> int:
        return self.late + self.missed

    @property
    def rate(self) -> float:
        return percent(self.on_time, self.due)

    @property
    def median_days(self) -> float | None:
        middle = len(self.days) // 2
        if not self.days:
            return None
        return float(self.days[middle]) if len(self.days) % 2 else (self.days[middle - 1] + self.days[middle]) / 2

    @property
    def longest_days(self) -> int | None:
        return self.days[-1] if self.days else None


@dataclass(frozen=True, slots=True)
class Surprises:
    """How many of each kind; inquiries of those that count."""

    by_kind: dict[Noticed, int] = field(default_factory=dict)
    inquiries: int = 0

    def of(self, kind: Noticed) -> int:
        return self.by_kind.get(kind, 0)

    @property
    def counted(self) -> int:
        return sum(self.of(kind) for kind in COUNTED)


def percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def notice_of(launches: Sequence[LaunchFact]) -> Notice:
    count = len(launches)
    return Notice(
        count,
        sum(launch.is_kept for launch in launches),
        sum(launch.owed for launch in launches) / count if count else 0.0,
        sum(launch.given for launch in launches) / count if count else 0.0,
    )


def notice_by_department(launches: Iterable[LaunchFact]) -> dict[int, Notice]:
    """A launch counts for every department that has a line in it."""
    found: dict[int, list[LaunchFact]] = defaultdict(list)
    for launch in launches:
        for department in launch.departments:
            found[department].append(launch)
    return {department: notice_of(of_it) for department, of_it in found.items()}


def notice_by_quarter(launches: Iterable[LaunchFact]) -> dict[date, Notice]:
    """By the first day of the calendar quarter of D-day, in order."""
    by_quarter = _grouped(launches, lambda each: quarter_of(each.launch_on))
    return {quarter: notice_of(by_quarter[quarter]) for quarter in sorted(by_quarter)}


def work_of(items: Iterable[ItemFact]) -> Work:
    on_time = late = missed = 0
    days: list[int] = []
    for item in items:
        if item.days_late is None:
            missed += item.count
        elif item.days_late <= 0:
            on_time += item.count
        else:
            late += item.count
            days += [item.days_late] * item.count
    return Work(on_time, late, missed, tuple(sorted(days)))


def work_by_department(items: Iterable[ItemFact]) -> dict[int, Work]:
    return {
        department: work_of(of_it) for department, of_it in _grouped(items, lambda each: each.department_id).items()
    }


def most_missed(items: Iterable[ItemFact]) -> list[tuple[tuple[int, str], Work]]:
    """The template lines that were late or missed most often; among equals those with the lower rate first."""
    by_line = _grouped((item for item in items if item.line), lambda each: each.line or (0, ""))
    lines = [(line, work) for line, of_it in by_line.items() if (work := work_of(of_it)).behind]
    return sorted(lines, key=lambda pair: (-pair[1].behind, pair[1].rate, pair[0]))[:MOST_MISSED]


def surprises_of(surprises: Iterable[SurpriseFact]) -> Surprises:
    kinds: dict[Noticed, int] = defaultdict(int)
    inquiries = 0
    for surprise in surprises:
        kinds[surprise.kind] += 1
        inquiries += surprise.inquiries if surprise.kind in COUNTED else 0
    return Surprises(dict(kinds), inquiries)


def surprises_by_month(surprises: Iterable[SurpriseFact], months: Iterable[date]) -> dict[date, Surprises]:
    """Every one of `months` (first days), also those without any."""
    found = _grouped(surprises, lambda each: first_of_month(each.noticed_on))
    return {month: surprises_of(found.get(month, [])) for month in months}


def surprises_by_department(surprises: Iterable[SurpriseFact]) -> dict[int | None, Surprises]:
    return {
        department: surprises_of(of_it)
        for department, of_it in _grouped(surprises, lambda each: each.department_id).items()
    }


def _grouped(facts: Iterable[Fact], by: Callable[[Fact], Key]) -> dict[Key, list[Fact]]:
    found: dict[Key, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[by(fact)].append(fact)
    return dict(found)
