"""Document → the columns of one table, in the words that an import reads back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from checklists.content import LineContent, SectionContent

from ..cells import write_scenarios, write_waits
from ..condition_text import write_condition
from ..deadlines import write_rule
from ..words import APPROVAL, EVIDENCE, MUST, heading, in_language, written
from .document import Document

Pair = tuple[SectionContent, LineContent]
# How far a launch is stands before what its lines ask for.
STATES_BEFORE = "must"


@dataclass(frozen=True, slots=True)
class Column:
    """`field` is one of `words.HEADINGS`, or "" for a state of a launch."""

    field: str
    heading: str
    cells: tuple[str, ...]


def columns_of(document: Document) -> list[Column]:
    """The document's fields in their order, without the English ones that nobody filled."""
    pairs: list[Pair] = [(section, line) for section in document.content.sections for line in section.lines]
    states = [Column("", state.heading, tuple(state.of(line) for _section, line in pairs)) for state in document.states]
    columns: list[Column] = []
    for field in document.fields:
        if field == STATES_BEFORE:
            columns += states
        cells = tuple(_cell(field, document, pair) for pair in pairs)
        if any(cells) or not field.endswith("_en"):
            columns.append(Column(field, heading(field), cells))
    return columns


def _cell(field: str, document: Document, pair: Pair) -> str:
    if field == "department":
        return document.department(pair[1].department)
    return _CELLS[field](*pair)


_CELLS: Mapping[str, Callable[[SectionContent, LineContent], str]] = {
    "section": lambda section, _line: section.title,
    "section_en": lambda section, _line: section.title_en,
    "key": lambda _section, line: line.key,
    "title": lambda _section, line: line.title,
    "title_en": lambda _section, line: line.title_en,
    "owner": lambda _section, line: line.default_owner,
    "due": lambda _section, line: write_rule(line.rule),
    "must": lambda _section, line: in_language(MUST[True]) if line.is_blocker else "",
    "evidence": lambda _section, line: written(EVIDENCE, line.evidence_kind),
    "approval": lambda _section, line: written(APPROVAL, line.approval),
    "guidance": lambda _section, line: line.guidance,
    "guidance_en": lambda _section, line: line.guidance_en,
    "brief": lambda _section, line: line.brief_line,
    "brief_en": lambda _section, line: line.brief_line_en,
    "scenarios": lambda _section, line: write_scenarios(line.scenarios)[0],
    "scenarios_en": lambda _section, line: write_scenarios(line.scenarios)[1],
    "waits": lambda _section, line: write_waits(line.waits),
    "condition": lambda _section, line: write_condition(line.condition),
}
