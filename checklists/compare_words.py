"""The properties of lines, sections and questions in words, as a comparison sets them against each other.

A property is compared by its meaning and shown in its words: none where it is empty, several where it is a list or a
text of several lines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from .condition_words import in_words
from .conditions import QuestionKind
from .content import Content, LineContent, QuestionContent, ScenarioContent, SectionContent, WaitContent
from .models import Approval, EvidenceKind, in_reader_language
from .schedule import Roll, Rule, Unit, describe

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Names:
    """What departments are called, by short name, and people, by address."""

    departments: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """What the words of a line need besides itself: names, the questions its conditions ask, other lines' titles."""

    names: Names
    questions: Sequence[QuestionContent]
    titles: Mapping[str, str]

    @classmethod
    def of(cls, content: Content, names: Names) -> Context:
        titles = {line.key: in_reader_language(line.title, line.title_en) for line in content.lines()}
        return cls(names, content.questions, titles)


@dataclass(frozen=True, slots=True)
class Property(Generic[T]):
    name: str
    label: Promise
    meaning: Callable[[T], Any]
    words: Callable[[T, Context], tuple[str, ...]]


def _text(name: str, label: Promise) -> Property[Any]:
    """A text as it is written, line by line."""

    def words(thing: Any, _context: Context) -> tuple[str, ...]:
        return tuple(line for line in getattr(thing, name).splitlines() if line.strip())

    return Property(name, label, lambda thing: getattr(thing, name), words)


def _department(line: LineContent, context: Context) -> tuple[str, ...]:
    return (context.names.departments.get(line.department, line.department),)


def _owner(line: LineContent, context: Context) -> tuple[str, ...]:
    return (context.names.people.get(line.default_owner, line.default_owner),) if line.default_owner else ()


def _rule_meaning(rule: Rule | None) -> Any:
    """Rules that always give the same date are one: D-day in either unit, a roll where business days are counted."""
    if rule is None or (rule.offset == 0 and (rule.unit == Unit.BUSINESS or rule.roll in (Roll.DEFAULT, Roll.NONE))):
        return rule and Rule(0)
    return Rule(rule.offset, rule.unit) if rule.unit == Unit.BUSINESS else rule


def _rule(line: LineContent, _context: Context) -> tuple[str, ...]:
    rule = _rule_meaning(line.rule)
    words = describe(rule)
    return (words if rule.roll == Roll.DEFAULT else f"{words} · {Roll(rule.roll).label}",)


def _evidence(line: LineContent, _context: Context) -> tuple[str, ...]:
    return () if line.evidence_kind == EvidenceKind.NONE else (str(EvidenceKind(line.evidence_kind).label),)


def _approval(line: LineContent, _context: Context) -> tuple[str, ...]:
    return () if line.approval == Approval.NONE else (str(Approval(line.approval).label),)


def _condition(line: LineContent, context: Context) -> tuple[str, ...]:
    return (in_words(line.condition, context.questions),) if line.condition else ()


def _scenarios(line: LineContent, context: Context) -> tuple[str, ...]:
    def words(scenario: ScenarioContent) -> str:
        due = describe(scenario.rule) if scenario.rule else ""
        return " · ".join(filter(None, (scenario.text, due, in_words(scenario.condition, context.questions))))

    return tuple(words(scenario) for scenario in line.scenarios)


def _waits(line: LineContent, context: Context) -> tuple[str, ...]:
    def words(wait: WaitContent) -> str:
        title = f"{wait.key} {context.titles.get(wait.key, '')}".strip()
        if wait.days is None:
            return title
        days = ngettext("%(days)d business day after it", "%(days)d business days after it", wait.days)
        return f"{title} · {days % {'days': wait.days}}"

    return tuple(words(wait) for wait in sorted(line.waits, key=lambda wait: wait.key))


def _scenario_meaning(line: LineContent) -> Any:
    return [(s.text, _rule_meaning(s.rule), s.condition or None) for s in line.scenarios]


LINE: tuple[Property[LineContent], ...] = (
    _text("title", gettext_lazy("Title")),
    _text("title_en", gettext_lazy("English title")),
    Property("department", gettext_lazy("Department"), lambda line: line.department, _department),
    Property("default_owner", gettext_lazy("Default owner"), lambda line: line.default_owner, _owner),
    Property("rule", gettext_lazy("Deadline rule"), lambda line: _rule_meaning(line.rule), _rule),
    Property(
        "is_blocker",
        gettext_lazy("Must-have"),
        lambda line: line.is_blocker,
        lambda line, _context: (pgettext("answer", "Yes"),) if line.is_blocker else (),
    ),
    Property("evidence_kind", gettext_lazy("Evidence"), lambda line: line.evidence_kind, _evidence),
    Property("approval", gettext_lazy("Approval"), lambda line: line.approval, _approval),
    Property("condition", gettext_lazy("Applies when"), lambda line: line.condition or None, _condition),
    Property("waits", gettext_lazy("Waits for"), lambda line: sorted(line.waits, key=lambda w: w.key), _waits),
    Property("scenarios", gettext_lazy("Scenarios"), _scenario_meaning, _scenarios),
    Property(
        "scenarios_en",
        gettext_lazy("English scenarios"),
        lambda line: [scenario.text_en for scenario in line.scenarios],
        lambda line, _context: tuple(scenario.text_en for scenario in line.scenarios if scenario.text_en),
    ),
    _text("brief_line", gettext_lazy("In the brief")),
    _text("brief_line_en", gettext_lazy("English line in the brief")),
    _text("guidance", gettext_lazy("Guidance")),
    _text("guidance_en", gettext_lazy("English guidance")),
)

SECTION: tuple[Property[SectionContent], ...] = (
    _text("title", gettext_lazy("Title")),
    _text("title_en", gettext_lazy("English title")),
)


def _choices(question: QuestionContent, _context: Context) -> tuple[str, ...]:
    return tuple(
        f"{choice.label} / {choice.label_en} ({choice.value})"
        if choice.label_en
        else f"{choice.label} ({choice.value})"
        for choice in question.choices
    )


QUESTION: tuple[Property[QuestionContent], ...] = (
    _text("text", gettext_lazy("Question")),
    _text("text_en", gettext_lazy("English question")),
    Property(
        "kind",
        gettext_lazy("Kind of answer"),
        lambda question: question.kind,
        lambda question, _context: (str(QuestionKind(question.kind).label),),
    ),
    Property("choices", gettext_lazy("Choices"), lambda question: question.choices, _choices),
)


def summary(line: LineContent, context: Context) -> str:
    """An added or removed line in one breath: who, until when, and whether it is a must-have."""
    words = [*_department(line, context), *_rule(line, context)]
    if line.is_blocker:
        words.append(_("Must-have"))
    return " · ".join(words)
