"""What is in a version of a template, as plain values: the one shape that files, versions and launches are compared in.

A library file, a spreadsheet and a version in the database all become a `Content`; a draft is filled from one. Nothing
here touches a database. Texts are kept as written, in Korean with English beside it ("" where there is none).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .conditions import Condition
from .schedule import Rule


@dataclass(frozen=True, slots=True)
class ScenarioContent:
    """One thing to verify; `rule` is its own deadline, None when it has the line's."""

    text: str
    text_en: str = ""
    rule: Rule | None = None
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class WaitContent:
    """Waits for the line `key`; with `days`, due that many business days after that one is handed in."""

    key: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class LineContent:
    """`department` is a short name (slug), `default_owner` an e-mail address or "".

    `key` is what a line keeps from version to version; it is unique within a Content.
    """

    key: str
    title: str
    department: str
    rule: Rule
    title_en: str = ""
    guidance: str = ""
    guidance_en: str = ""
    default_owner: str = ""
    is_blocker: bool = False
    evidence_kind: str = "none"
    approval: str = "none"
    brief_line: str = ""
    brief_line_en: str = ""
    condition: Condition | None = None
    scenarios: tuple[ScenarioContent, ...] = ()
    waits: tuple[WaitContent, ...] = ()

    def __post_init__(self) -> None:
        """What a line waits for has no order of its own."""
        object.__setattr__(self, "waits", tuple(sorted(self.waits, key=lambda wait: wait.key)))


@dataclass(frozen=True, slots=True)
class SectionContent:
    title: str
    title_en: str = ""
    lines: tuple[LineContent, ...] = ()


@dataclass(frozen=True, slots=True)
class ChoiceContent:
    value: str
    label: str
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class QuestionContent:
    """`kind` is a `conditions.QuestionKind`; `choices` only where it offers some."""

    key: str
    text: str
    kind: str
    text_en: str = ""
    choices: tuple[ChoiceContent, ...] = ()

    @property
    def choice_values(self) -> list[str]:
        return [choice.value for choice in self.choices]


@dataclass(frozen=True, slots=True)
class Content:
    """Sections in order, their lines in order, and the questions in the order they are asked."""

    sections: tuple[SectionContent, ...] = ()
    questions: tuple[QuestionContent, ...] = field(default=())

    def lines(self) -> Iterator[LineContent]:
        for section in self.sections:
            yield from section.lines
