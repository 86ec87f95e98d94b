"""What differs between two contents, line by line: added, removed, moved, changed, each change in words.

Lines and questions are the same thing in both when they have the same key. Sections have no key: they are the same when
they have the same title, or else share the most lines. A deadline counts as changed only when it gives other dates.
Nothing here touches a database; words are in the reader's language.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest
from typing import TypeVar

from .compare_words import LINE_LABELS, QUESTION_LABELS, SECTION_LABELS, Names, Words, line_words, question_words
from .compare_words import section_words as _section_words
from .content import Content, LineContent, QuestionContent, SectionContent

K = TypeVar("K", bound=Hashable)


class Kind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    SAME = "same"  # of a section in which only lines differ


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One property, in words: several of them where it is a list or a text of several lines, none where it is empty."""

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
    """`before` is None for an added line, `after` for a removed one; `came_from` is set when it changed its section."""

    kind: Kind
    key: str
    before: LineContent | None
    after: LineContent | None
    fields: tuple[FieldChange, ...]
    is_moved: bool = False
    came_from: SectionContent | None = None


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section in which anything differs, with its lines that do, in the order of `after`."""

    kind: Kind
    before: SectionContent | None
    after: SectionContent | None
    fields: tuple[FieldChange, ...]
    lines: tuple[LineChange, ...]
    is_moved: bool = False


@dataclass(frozen=True, slots=True)
class QuestionChange:
    kind: Kind
    key: str
    before: QuestionContent | None
    after: QuestionContent | None
    fields: tuple[FieldChange, ...]
    is_moved: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """False when nothing differs; `len` is how many sections, lines and questions do."""

    sections: tuple[SectionChange, ...] = ()
    questions: tuple[QuestionChange, ...] = ()

    def __len__(self) -> int:
        return len(self.changes())

    def lines(self) -> Iterator[LineChange]:
        for section in self.sections:
            yield from section.lines

    def changes(self) -> list[LineChange | SectionChange | QuestionChange]:
        sections = [section for section in self.sections if section.kind != Kind.SAME]
        return [*sections, *self.lines(), *self.questions]

    def counts(self) -> dict[str, int]:
        """How many are added, removed, changed and moved; one that is both changed and moved counts as changed."""
        kinds = [change.kind for change in self.changes()]
        return {kind.value: kinds.count(kind) for kind in Kind if kind != Kind.SAME}


def compare(before: Content, after: Content, names: Names | None = None) -> Comparison:
    """Everything that differs. `names` gives the words for departments and people."""
    names = names or Names()
    pairs = _paired_sections(before.sections, after.sections)
    return Comparison(tuple(_sections(before, after, pairs, names)), tuple(_questions(before, after)))


def _sections(
    before: Content, after: Content, pairs: Mapping[int, int], names: Names
) -> Iterator[SectionChange]:
    """`pairs` has for a section's place in `after` its place in `before`."""
    old = {line.key: (place, line) for place, section in enumerate(before.sections) for line in section.lines}
    kept = {line.key for line in after.lines()}
    words_before, words_after = line_words(before, names), line_words(after, names)
    still = _in_order([pairs[place] for place in sorted(pairs)])
    for place, section in _merged(before.sections, after.sections, pairs):
        was = pairs.get(place) if section.after else None
        found = []
        if section.after:
            stays = _in_order([
                [line.key for line in before.sections[was].lines].index(line.key)
                for line in section.after.lines
                if was is not None and line.key in old and old[line.key][0] == was
            ]) if was is not None else set()
            for line in section.after.lines:
                found.append(line)
        yield section
