"""What differs between two contents, line by line: added, removed, moved, changed, each change in words.

Lines and questions are the same thing in both when they have the same key. Sections have no key: they are the same when
they have the same title, or else share the most lines. A deadline counts as changed only when it gives other dates.
Nothing here touches a database; words are in the reader's language.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest
from typing import TypeVar

from .compare_words import LINE, QUESTION, SECTION, Context, Names, Property, summary
from .content import Content, LineContent, QuestionContent, SectionContent
from .models import in_reader_language

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Kind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    SAME = "same"  # a section in which only lines differ


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One property, in words: several where it is a list or a text of several lines, none where it is empty."""

    name: str
    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    def rows(self) -> list[tuple[str, str, bool]]:
        """(before, after, is_same) side by side; "" where one side has nothing to set against the other."""
        found: list[tuple[str, str, bool]] = []
        for how, a, b, c, d in SequenceMatcher(None, self.before, self.after, autojunk=False).get_opcodes():
            pairs = zip_longest(self.before[a:b], self.after[c:d], fillvalue="")
            found += [(old, new, how == "equal") for old, new in pairs]
        return found


@dataclass(frozen=True, slots=True)
class LineChange:
    """`before` is None for an added line, `after` for a removed one; `came_from` is the title of the section it left.

    `summary` says of an added or removed line who does it and by when.
    """

    kind: Kind
    key: str
    before: LineContent | None
    after: LineContent | None
    fields: tuple[FieldChange, ...]
    is_moved: bool = False
    came_from: str = ""
    summary: str = ""

    @property
    def title(self) -> str:
        return _title(self.after or self.before)


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section in which anything differs, with those of its lines that do."""

    kind: Kind
    before: SectionContent | None
    after: SectionContent | None
    fields: tuple[FieldChange, ...]
    lines: tuple[LineChange, ...]
    is_moved: bool = False

    @property
    def title(self) -> str:
        return _title(self.after or self.before)


@dataclass(frozen=True, slots=True)
class QuestionChange:
    kind: Kind
    key: str
    before: QuestionContent | None
    after: QuestionContent | None
    fields: tuple[FieldChange, ...]
    is_moved: bool = False

    @property
    def title(self) -> str:
        question = self.after or self.before
        return in_reader_language(question.text, question.text_en) if question else ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """In the order of `after`, what it lacks where it stood. Its `len` is how many things differ; 0 is false."""

    sections: tuple[SectionChange, ...] = ()
    questions: tuple[QuestionChange, ...] = ()

    def __len__(self) -> int:
        return len(self.changes())

    def lines(self) -> Iterator[LineChange]:
        for section in self.sections:
            yield from section.lines

    def changes(self) -> list[LineChange | SectionChange | QuestionChange]:
        """Every section, line and question that differs itself."""
        sections = [section for section in self.sections if section.kind != Kind.SAME]
        return [*sections, *self.lines(), *self.questions]

    def counts(self) -> dict[str, int]:
        """How many are added, removed, changed and moved; what is both changed and moved counts as changed."""
        kinds = Counter(change.kind for change in self.changes())
        return {kind.value: kinds[kind] for kind in Kind if kind != Kind.SAME}


def compare(before: Content, after: Content, names: Names | None = None) -> Comparison:
    """Everything that differs; nothing for equal contents. `names` gives the words for departments and people."""
    return _Comparing(before, after, names or Names()).comparison()


class _Comparing:
    def __init__(self, before: Content, after: Content, names: Names) -> None:
        self.before, self.after = before, after
        self.contexts = Context.of(before, names), Context.of(after, names)
        self.old = {line.key: (section, line) for section in before.sections for line in section.lines}
        self.new = {line.key: line for line in after.lines()}

    def comparison(self) -> Comparison:
        pairs = _paired(self.before.sections, self.after.sections)
        # A section's id is its place in `before`; one that is new there gets a number below zero.
        old = dict(enumerate(self.before.sections))
        new = {pairs.get(place, -1 - place): section for place, section in enumerate(self.after.sections)}
        in_place = _in_place(list(old), list(new))
        sections = (self._section(old.get(n), new.get(n), n in in_place) for n in _merged(list(old), list(new)))
        found = tuple(section for section in sections if section.kind != Kind.SAME or section.lines)
        return Comparison(found, tuple(self._questions()))

    def _section(self, before: SectionContent | None, after: SectionContent | None, is_in_place: bool) -> SectionChange:
        fields = self._fields(SECTION, before, after)
        is_moved = before is not None and after is not None and not is_in_place
        kind = _kind(before, after, fields, is_moved)
        return SectionChange(kind, before, after, fields, tuple(self._lines(before, after)), is_moved)

    def _lines(self, before: SectionContent | None, after: SectionContent | None) -> Iterator[LineChange]:
        here = [line.key for line in after.lines] if after else []
        known = set(here)
        there = [line.key for line in before.lines if line.key in known or line.key not in self.new] if before else []
        in_place = _in_place(there, here)
        for key in _merged(there, here):
            section, old = self.old.get(key, (None, None))
            new = self.new.get(key)
            fields = self._fields(LINE, old, new)
            is_moved = old is not None and new is not None and key not in in_place
            kind = _kind(old, new, fields, is_moved)
            if kind != Kind.SAME:
                came_from = _title(section) if is_moved and section is not before else ""
                yield LineChange(kind, key, old, new, fields, is_moved, came_from, self._summary(old, new))

    def _summary(self, before: LineContent | None, after: LineContent | None) -> str:
        if before is None and after is not None:
            return summary(after, self.contexts[1])
        return summary(before, self.contexts[0]) if before is not None and after is None else ""

    def _questions(self) -> Iterator[QuestionChange]:
        old = {question.key: question for question in self.before.questions}
        new = {question.key: question for question in self.after.questions}
        in_place = _in_place(list(old), list(new))
        for key in _merged(list(old), list(new)):
            before, after = old.get(key), new.get(key)
            fields = self._fields(QUESTION, before, after)
            is_moved = before is not None and after is not None and key not in in_place
            kind = _kind(before, after, fields, is_moved)
            if kind != Kind.SAME:
                yield QuestionChange(kind, key, before, after, fields, is_moved)

    def _fields(self, properties: Sequence[Property[T]], before: T | None, after: T | None) -> tuple[FieldChange, ...]:
        found = []
        for each in properties:
            if before is not None and after is not None and each.meaning(before) == each.meaning(after):
                continue
            old = each.words(before, self.contexts[0]) if before is not None else ()
            new = each.words(after, self.contexts[1]) if after is not None else ()
            if old or new or (before is not None and after is not None):
                found.append(FieldChange(each.name, str(each.label), old, new))
        return tuple(found)


def _title(thing: LineContent | SectionContent | None) -> str:
    return in_reader_language(thing.title, thing.title_en) if thing else ""


def _kind(before: object, after: object, fields: Sequence[FieldChange], is_moved: bool) -> Kind:
    if before is None or after is None:
        return Kind.ADDED if before is None else Kind.REMOVED
    if fields:
        return Kind.CHANGED
    return Kind.MOVED if is_moved else Kind.SAME


def _paired(before: Sequence[SectionContent], after: Sequence[SectionContent]) -> dict[int, int]:
    """For places in `after` the place in `before` of the same section: by title first, then by the lines they share."""
    titles: dict[str, list[int]] = defaultdict(list)
    for place, section in reversed(list(enumerate(before))):
        titles[section.title].append(place)
    pairs = {place: titles[section.title].pop() for place, section in enumerate(after) if titles.get(section.title)}
    taken = set(pairs.values())
    keys = [{line.key for line in section.lines} for section in before]
    shared = [
        (len(keys[old].intersection(line.key for line in section.lines)), old, new)
        for new, section in enumerate(after)
        if new not in pairs
        for old in range(len(before))
        if old not in taken
    ]
    for count, old, new in sorted(shared, key=lambda found: (-found[0], found[1] + found[2])):
        if count and new not in pairs and old not in taken:
            pairs[new] = old
            taken.add(old)
    return pairs


def _merged(before: Sequence[K], after: Sequence[K]) -> list[K]:
    """`after`, with what only `before` has put where it stood: behind its neighbour."""
    known, found = set(after), list(after)
    previous: K | None = None
    for key in before:
        if key not in known:
            found.insert(found.index(previous) + 1 if previous is not None else 0, key)
        previous = key
    return found


def _in_place(before: Sequence[K], after: Sequence[K]) -> set[K]:
    """As many as possible of the keys in both that follow each other in the same order: all others have moved."""
    places = {key: place for place, key in enumerate(before)}
    common = [key for key in after if key in places]
    ends: list[int] = []  # the lowest place a row of this length can end at
    rows: list[int] = []  # where in `common` that end is
    behind: list[int | None] = []
    for number, key in enumerate(common):
        length = bisect_left(ends, places[key])
        behind.append(rows[length - 1] if length else None)
        ends[length : length + 1], rows[length : length + 1] = [places[key]], [number]
    found: set[K] = set()
    last = rows[-1] if rows else None
    while last is not None:
        found.add(common[last])
        last = behind[last]
    return found
