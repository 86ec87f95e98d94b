"""What is written to a file: a version of a template, or a launch as it stands, with names instead of ids. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checklists.content import Content, LineContent
from checklists.library_file import TemplateFile

from ..words import HEADINGS


@dataclass(frozen=True, slots=True)
class State:
    """A column about how far a launch is, which a template has not; `cells` by the key of the line."""

    heading: str
    cells: Mapping[str, str]

    def of(self, line: LineContent) -> str:
        return self.cells.get(line.key, "")


@dataclass(frozen=True, slots=True)
class Document:
    """`departments` gives the name to write for a short name; `facts` are (word, text) about the whole.

    `fields` are those of `words.HEADINGS` that it has; the others are left out of tables.
    `done` are the keys of lines that a launch has behind it, `verified` (key, place from 0) its verified scenarios.
    """

    file: TemplateFile
    departments: Mapping[str, str]
    facts: tuple[tuple[str, str], ...] = ()
    states: tuple[State, ...] = ()
    fields: tuple[str, ...] = tuple(HEADINGS)
    done: frozenset[str] = frozenset()
    verified: frozenset[tuple[str, int]] = frozenset()

    @property
    def name(self) -> str:
        return self.file.words["name"]

    @property
    def content(self) -> Content:
        return self.file.content

    def department(self, slug: str) -> str:
        return self.departments.get(slug, slug)
