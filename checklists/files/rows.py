"""A table and what its columns mean → a Content, with an error for every cell that cannot be understood.

The file goes into a draft (an empty one for a new template): its lines are found by key, else by section and title, the
n-th of the same title being the n-th. New ones are added behind their neighbour, changed ones changed, none removed; so
the same file a second time changes nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..conditions import QuestionKind
from ..content import Content, LineContent, QuestionContent, SectionContent
from .gathering import Gathered, RawLine, gather
from .grids import Row, one_line
from .known import Known
from .line_reader import LONGEST, Asked, CellError, LineReader
from .marks import with_marks
from .question_text import read_choices, read_kind
from .tables import Table
from .words import MUST, plain

LONGEST_KEY = LONGEST["key"]


class Status(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line as it will be; `counted_from` is the day of the calendar that its deadline was read from."""

    row: int
    section: str
    line: LineContent
    status: Status
    counted_from: date | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """`content` is the draft with the file in it. `unknown_departments` are (name in the file, lines), "" for none.

    The content may be stored when there are no `errors`.
    """

    content: Content
    lines: tuple[ReadLine, ...]
    errors: tuple[CellError, ...]
    unknown_departments: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]

    def count(self, status: Status) -> int:
        return sum(1 for line in self.lines if line.status == status)


def understand(table: Table, mapping: Mapping[str, int], known: Known, asked: Asked | None = None) -> Understood:
    """Read a table. `mapping` gives the column of each field (see columns.guess)."""
    return _Reading(table, mapping, known, asked or Asked()).run()


def understand_content(content: Content, known: Known, asked: Asked) -> Understood:
    """The same for a file that holds a whole Content (YAML): only its departments may be unknown here."""
    raws: list[RawLine] = []
    lines: list[LineContent] = []
    errors: list[CellError] = []
    unknown = Counter[str]()
    for section in content.sections:
        for line in section.lines:
            raws.append(RawLine(len(raws) + 1, section.title, {"title": line.title, "key": line.key}, section.title_en))
            slug = known.department(line.department) or asked.departments.get(line.department, "")
            if not slug:
                unknown[line.department] += 1
                words = _("There is no department “%(name)s”. Say above which one is meant.")
                errors.append(CellError(len(raws), "department", words % {"name": line.department}))
            if line.default_owner and not known.persons(line.default_owner):
                words = _("Nobody here is called “%(name)s”. People are not made by an import.")
                errors.append(CellError(len(raws), "owner", words % {"name": line.default_owner}))
            elif not all(person.may_own for person in known.persons(line.default_owner)):
                words = _("%(name)s has a role that cannot own items.")
                errors.append(CellError(len(raws), "owner", words % {"name": line.default_owner}))
            lines.append(replace(line, department=slug))
    befores = _Matcher(known.draft).match(raws)
    keys = {line.key: before.key if before else line.key for line, before in zip(lines, befores, strict=True)}
    lines = [
        replace(line, key=keys[line.key], waits=tuple(replace(wait, key=keys[wait.key]) for wait in line.waits))
        for line in lines
    ]
    placed, read = _placed(known.draft, raws, lines, befores, {})
    questions = {question.key: question for question in (*known.draft.questions, *content.questions)}
    found = replace(placed, questions=tuple(questions.values()))
    return Understood(found, tuple(read), tuple(errors), tuple(unknown.items()), ())


class _Reading:
    def __init__(self, table: Table, mapping: Mapping[str, int], known: Known, asked: Asked) -> None:
        self.table, self.mapping, self.known, self.asked = table, mapping, known, asked
        self.errors: list[CellError] = []

    def run(self) -> Understood:
        gathered = gather(self.table, self.mapping)
        if self.table.is_outline:
            gathered.lines = [with_marks(raw, self.known) for raw in gathered.lines]
        if "title" not in self.mapping:
            gathered = Gathered([], [])
            self.errors.append(CellError(0, "title", _("Say which column holds the items.")))
        for row in gathered.strays:
            self.errors.append(CellError(row, "title", _("This row has no item. Give it a title, or empty it.")))
        questions = self._questions()
        befores = _Matcher(self.known.draft).match(gathered.lines)
        keys = self._keys(gathered.lines, befores)
        reader = self._reader(gathered.lines, keys, questions)
        lines = [reader.read(raw, key, before) for raw, key, before in zip(gathered.lines, keys, befores, strict=True)]
        self.errors += reader.findings.errors
        content, read = _placed(self.known.draft, gathered.lines, lines, befores, reader.findings.counted)
        return Understood(
            replace(content, questions=questions),
            tuple(read),
            tuple(sorted(self.errors, key=lambda error: error.row)),
            tuple(reader.findings.unknown.items()),
            (*self.table.notes, *self._notes(gathered, reader)),
        )

    def _reader(
        self, lines: Sequence[RawLine], keys: Sequence[str], questions: tuple[QuestionContent, ...]
    ) -> LineReader:
        names: dict[str, str] = {}
        for line in self.known.draft.lines():
            names |= {plain(line.title): line.key, plain(line.key): line.key}
        for raw, key in zip(lines, keys, strict=True):
            for name in (raw.cells.get("number", ""), raw.cells["title"], key):
                if name:
                    names[plain(name)] = key
        yes = {plain(word) or word for word in MUST[True]}
        has_yes = any((plain(raw.cells.get("must", "")) or raw.cells.get("must", "")) in yes for raw in lines)
        return LineReader(self.known, self.asked, questions, names, has_yes=has_yes)

    def _keys(self, lines: Sequence[RawLine], befores: Sequence[LineContent | None]) -> list[str]:
        """The key of each line: that of the draft, else that of the file, else the next free one of the series."""
        given = [one_line(raw.cells.get("key", "")) for raw in lines]
        for raw, key, times in zip(lines, given, map(Counter(given).get, given), strict=True):
            if key and (times or 0) > 1:
                self.errors.append(
                    CellError(raw.row, "key", _("The key “%(key)s” stands in several rows.") % {"key": key[:40]})
                )
            elif len(key) > LONGEST_KEY:
                words = _("%(count)d characters; at most %(most)d fit.")
                self.errors.append(CellError(raw.row, "key", words % {"count": len(key), "most": LONGEST_KEY}))
        taken = {line.key for line in self.known.draft.lines()} | set(given) | self.known.taken
        fresh = _fresh_keys(taken)
        return [before.key if before else key or next(fresh) for key, before in zip(given, befores, strict=True)]

    def _questions(self) -> tuple[QuestionContent, ...]:
        """The draft's questions, with those of the file's second sheet changed and added."""
        found = {question.key: question for question in self.known.draft.questions}
        for row in self.table.questions[1:]:
            if any(row.cells):
                question = self._question(row)
                found[question.key] = question
        return tuple(found.values())

    def _question(self, row: Row) -> QuestionContent:
        key, text, text_en, kind, choices = (row.cell(column) for column in range(5))
        question = QuestionContent(one_line(key), text, read_kind(kind) or "", text_en, read_choices(choices))
        needs_choices = question.kind in (QuestionKind.CHOICE, QuestionKind.CHOICES)
        if not re.fullmatch(r"[-a-zA-Z0-9_]{1,50}", question.key) or not text or len(max(text, text_en, key=len)) > 200:
            sentence = _(
                "A question needs a short name (Latin letters and digits) and a text of at most 200 characters."
            )
        elif not question.kind:
            sentence = _("“%(text)s” is no kind of question.") % {"text": kind[:40]}
        elif needs_choices and len(question.choices) < 2:
            sentence = _("This kind of question needs choices.")
        else:
            return question
        self.errors.append(CellError(row.number, "questions", sentence))
        return replace(question, kind=question.kind or QuestionKind.YES_NO)

    def _notes(self, gathered: Gathered, reader: LineReader) -> Iterator[str]:
        used = set(self.mapping.values())
        left = [h for column, h in enumerate(self.table.headings) if column not in used and h]
        if left:
            yield _("Not imported: the columns %(names)s.") % {"names": ", ".join(f"“{name[:30]}”" for name in left)}
        if n := gathered.banners:
            words = ngettext(
                "%(n)d row with one cell was read as a section.", "%(n)d rows with one cell were read as sections.", n
            )
            yield words % {"n": n}
        if n := reader.findings.without_due:
            words = ngettext(
                "%(n)d item without a deadline gets %(due)s.", "%(n)d items without a deadline get %(due)s.", n
            )
            yield words % {"n": n, "due": self.asked.default_due}
        if reader.findings.counted and self.asked.launch_on:
            words = _(
                "Dates were counted from D-day %(day)s, in business days where both are open, else in calendar days."
            )
            yield words % {"day": self.asked.launch_on.isoformat()}


class _Matcher:
    """Finds the line of the draft that a line of the file is."""

    def __init__(self, draft: Content) -> None:
        self.by_key = {line.key: line for line in draft.lines()}
        self.by_title: dict[tuple[str, str], list[LineContent]] = {}
        for section in draft.sections:
            for line in section.lines:
                for title in (section.title, ""):
                    self.by_title.setdefault((plain(title), plain(line.title)), []).append(line)

    def match(self, lines: Sequence[RawLine]) -> list[LineContent | None]:
        given = {one_line(raw.cells.get("key", "")) for raw in lines} & self.by_key.keys()
        used = set(given)
        found: list[LineContent | None] = []
        for raw in lines:
            line = self.by_key.get(one_line(raw.cells.get("key", "")))
            if line is None:
                same = self.by_title.get((plain(raw.section), plain(raw.cells["title"])), [])
                line = next((each for each in same if each.key not in used), None)
                used |= {line.key} if line else set()
            found.append(line)
        return found


def _placed(
    draft: Content,
    raws: Sequence[RawLine],
    lines: Sequence[LineContent],
    befores: Sequence[LineContent | None],
    counted: Mapping[int, date],
) -> tuple[Content, list[ReadLine]]:
    """The draft with the lines in it, and what became of each."""
    titles = {plain(section.title): section for section in draft.sections}
    order = {plain(section.title): [line.key for line in section.lines] for section in draft.sections}
    at = {line.key: plain(section.title) for section in draft.sections for line in section.lines}
    by_key = {line.key: line for line in draft.lines()}
    read, previous = [], ""
    for raw, line, before in zip(raws, lines, befores, strict=True):
        title = raw.section or (titles[at[line.key]].title if line.key in at else _("Checklist"))
        place = plain(title)
        section = titles.setdefault(place, SectionContent(title))
        titles[place] = replace(section, title_en=raw.section_en or section.title_en)
        is_moved = at.get(line.key, place) != place
        if at.get(line.key) != place:
            if is_moved:
                order[at[line.key]].remove(line.key)
            keys = order.setdefault(place, [])
            index = len(keys) if not keys or keys[-1] == previous or previous not in keys else keys.index(previous) + 1
            keys.insert(index, line.key)
            at[line.key] = place
        by_key[line.key], previous = line, line.key
        status = Status.NEW if before is None else Status.CHANGED if line != before or is_moved else Status.SAME
        read.append(ReadLine(raw.row, title, line, status, counted.get(raw.row)))
    sections = (
        replace(section, lines=tuple(by_key[key] for key in order.get(place, ()))) for place, section in titles.items()
    )
    return Content(tuple(sections), draft.questions), read


def _fresh_keys(taken: set[str]) -> Iterator[str]:
    """Keys that go on in the series that is there, as P54 → P55; "A01" begins one."""
    series = [match for key in taken if (match := re.fullmatch(r"([^\W\d]+)0*([0-9]{1,9})", key))]
    prefix = Counter(match[1] for match in series).most_common(1)[0][0] if series else "A"
    number = max((int(match[2]) for match in series if match[1] == prefix), default=0)
    while True:
        number += 1
        if (key := f"{prefix}{number:02d}") not in taken:
            yield key
