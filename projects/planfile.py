"""An annual plan in a file: one row is one launch. Pure: a table and what is known in, rows and errors out.

Columns are found by their headings, in Korean or English and in any order, and can be corrected. Every cell that cannot
be taken is an error of its own; a plan with errors is not taken at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import Invalid
from accounts.texts import wrong_in_name
from checklists.files.deadlines import read_day
from checklists.files.grids import Row, one_line
from checklists.files.tables import Table
from checklists.files.words import plain

LONGEST_NAME, LONGEST_NOTE = 100, 2000
LOOK_FOR_HEADINGS = 20
HALF_A_YEAR = timedelta(days=182)
NEEDED = ("name", "launch_on")
LABELS = {
    "name": gettext_lazy("Launch name"),
    "launch_type": gettext_lazy("Launch type"),
    "launch_on": gettext_lazy("D-day"),
    "planner": gettext_lazy("CX planner in charge"),
    "template": gettext_lazy("Template"),
    "note": gettext_lazy("Remarks"),
}
# As people head their columns, best first.
_HEADINGS = {
    "name": "이름|런칭명|런칭 이름|런칭|행사명|프로젝트명|프로젝트|오픈명|건명|제목|행사|내용"
    "|name|launch name|launch|title|project|event|campaign",
    "launch_type": "런칭 유형|유형|종류|구분|분류|launch type|type|kind|category",
    "launch_on": "디데이|d-day|오픈일|런칭일|오픈 예정일|런칭 예정일|예정일|오픈|시작일|일자|날짜|일정"
    "|launch date|launch on|open date|go-live|date|start date|start",
    "planner": "담당|담당자|cx 담당|cx 담당자|담당 기획자|기획자|planner|owner|assignee|pic|responsible",
    "template": "템플릿|체크리스트 템플릿|체크리스트|template|checklist",
    "note": "비고|메모|설명|참고|특이사항|note|notes|remark|remarks|comment|description",
}
_RANKS = {(name, plain(word)): rank for name, words in _HEADINGS.items() for rank, word in enumerate(words.split("|"))}


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row that can be taken; `number` is its row in the file."""

    number: int
    name: str
    launch_type_id: int
    launch_on: date
    template_id: int | None = None
    planner_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlanError:
    row: int
    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a cell may name: ids by folded name (`words.plain`), several where a name is not one's own.

    `type_of` gives the launch type of a template, for rows that name only the template.
    """

    launch_types: Mapping[str, Sequence[int]] = field(default_factory=dict)
    templates: Mapping[str, Sequence[int]] = field(default_factory=dict)
    planners: Mapping[str, Sequence[int]] = field(default_factory=dict)
    type_of: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Understood:
    rows: tuple[PlanRow, ...]
    errors: tuple[PlanError, ...]


def heading_row(rows: Sequence[Row]) -> int | None:
    """The index of the first row that heads a name and a day; None when there is no such row."""
    first = enumerate(rows[:LOOK_FOR_HEADINGS])
    return next((index for index, row in first if set(NEEDED) <= guess(row.cells).keys()), None)


def guess(headings: Sequence[str]) -> dict[str, int]:
    """The column of each field that the headings name, columns from 0."""
    wishes = sorted(
        (_RANKS[name, word], column, name)
        for column, heading in enumerate(headings)
        for name in LABELS
        if (name, word := plain(heading)) in _RANKS
    )
    found: dict[str, int] = {}
    for _rank, column, name in wishes:
        if name not in found and column not in found.values():
            found[name] = column
    return found


def understand(table: Table, columns: Mapping[str, int], known: Known, *, today: date) -> Understood:
    """Every row as a launch; a day without a year is the one of the coming twelve months.

    Raises Invalid when no column is given for the names or the days.
    """
    for name in NEEDED:
        if name not in columns:
            message = _("Say which column holds this: %(field)s.") % {"field": LABELS[name]}
            raise Invalid("column_needed", message, field=name)
    rows: list[PlanRow] = []
    errors: list[PlanError] = []
    first: dict[tuple[str, date], int] = {}
    for row in table.rows:
        reader = _RowReader(row, columns, known)
        found = reader.read(today)
        if found and (found.name, found.launch_on) in first:
            words = _("Row %(row)d has the same name and D-day.")
            reader.wrong("name", words % {"row": first[found.name, found.launch_on]})
        elif found:
            first[found.name, found.launch_on] = row.number
            rows.append(found)
        errors += reader.errors
    return Understood(tuple(rows), tuple(errors))


class _RowReader:
    """One row; what is wrong with it is collected."""

    def __init__(self, row: Row, columns: Mapping[str, int], known: Known) -> None:
        self.row, self.columns, self.known = row, columns, known
        self.errors: list[PlanError] = []

    def wrong(self, name: str, sentence: str) -> None:
        self.errors.append(PlanError(self.row.number, name, sentence))

    def read(self, today: date) -> PlanRow | None:
        """None when a cell cannot be taken."""
        name, launch_on, note = self._name(), self._day(today), self._cell("note")
        template = self._one("template", self.known.templates)
        launch_type = self._one("launch_type", self.known.launch_types) or self.known.type_of.get(template or 0)
        planner = self._one("planner", self.known.planners)
        if launch_type is None and not any(error.field == "launch_type" for error in self.errors):
            self.wrong("launch_type", _("Name a launch type, or a template that has one."))
        if len(note) > LONGEST_NOTE:
            self.wrong("note", _("Please write at most %(longest)d characters.") % {"longest": LONGEST_NOTE})
        if self.errors or launch_type is None or launch_on is None:
            return None
        return PlanRow(self.row.number, name, launch_type, launch_on, template, planner, note)

    def _cell(self, name: str) -> str:
        return self.row.cell(self.columns[name]).strip() if name in self.columns else ""

    def _name(self) -> str:
        name = one_line(self._cell("name"))
        if not name:
            self.wrong("name", _("The launch has no name."))
        elif len(name) > LONGEST_NAME:
            self.wrong("name", _("Please write at most %(longest)d characters.") % {"longest": LONGEST_NAME})
        elif sentence := wrong_in_name(name):
            self.wrong("name", sentence)
        return name

    def _day(self, today: date) -> date | None:
        text = self._cell("launch_on")
        day = read_day(text, near=today + HALF_A_YEAR) if text else None
        if day is None:
            words = _("“%(text)s” is not a day. Write it like 2027-03-02, 2027년 3월 2일 or 3/2.")
            self.wrong("launch_on", words % {"text": text[:40]} if text else _("The launch has no D-day."))
        elif not today.year - 1 <= day.year <= today.year + 5:
            self.wrong("launch_on", _("Choose a date from last year to five years ahead."))
        return day

    def _one(self, name: str, known: Mapping[str, Sequence[int]]) -> int | None:
        text = self._cell(name)
        found = known.get(plain(text), ()) if text else ()
        if text and not found:
            self.wrong(name, _("“%(text)s” is not known here.") % {"text": text[:60]})
        elif len(found) > 1:
            self.wrong(name, _("Several have the name “%(text)s”.") % {"text": text[:60]})
        return found[0] if len(found) == 1 else None
