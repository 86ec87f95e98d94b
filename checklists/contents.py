"""The content of versions in the database, as plain values (see content.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from .conditions import Condition
from .content import (
    ChoiceContent,
    Content,
    LineContent,
    QuestionContent,
    ScenarioContent,
    SectionContent,
    WaitContent,
)
from .models import Line, Question, Scenario, Section, TemplateItem, TemplateVersion


def content_of(version: TemplateVersion) -> Content:
    """Five queries, however many lines."""
    return contents_of([version])[version.pk]


def contents_of(versions: Collection[TemplateVersion]) -> dict[int, Content]:
    """By the version's id; five queries, however many versions."""
    ids = [version.pk for version in versions]
    items = TemplateItem.objects.filter(version__in=ids).select_related("department", "default_owner")
    lines: dict[int, list[LineContent]] = defaultdict(list)
    for item in items.prefetch_related("scenarios", "waits__predecessor"):
        lines[item.section_id].append(line_content(item))
    sections: dict[int, list[SectionContent]] = defaultdict(list)
    for section in Section.objects.filter(version__in=ids):
        words = SectionContent(section.title, section.title_en, tuple(lines[section.pk]))
        sections[section.version_id].append(words)
    questions: dict[int, list[QuestionContent]] = defaultdict(list)
    for question in Question.objects.filter(version__in=ids):
        questions[question.version_id].append(question_content(question))
    return {pk: Content(tuple(sections[pk]), tuple(questions[pk])) for pk in ids}


def line_content(item: TemplateItem) -> LineContent:
    return of_line(
        item,
        default_owner=item.default_owner.email if item.default_owner else "",
        condition=item.condition or None,
        scenarios=tuple(scenario_content(scenario) for scenario in item.scenarios.all()),
        waits=tuple(WaitContent(wait.predecessor.key, wait.days) for wait in item.waits.all()),
    )


def of_line(
    line: Line,
    *,
    scenarios: tuple[ScenarioContent, ...],
    waits: tuple[WaitContent, ...],
    default_owner: str = "",
    condition: Condition | None = None,
) -> LineContent:
    """What a template's line and a launch's have in common, and with it what each has in its own way."""
    return LineContent(
        key=line.key,
        title=line.title,
        title_en=line.title_en,
        guidance=line.guidance,
        guidance_en=line.guidance_en,
        department=line.department.slug,
        default_owner=default_owner,
        rule=line.rule,
        is_blocker=line.is_blocker,
        evidence_kind=line.evidence_kind,
        approval=line.approval,
        brief_line=line.brief_line,
        brief_line_en=line.brief_line_en,
        condition=condition,
        scenarios=scenarios,
        waits=waits,
    )


def scenario_content(scenario: Scenario) -> ScenarioContent:
    return ScenarioContent(scenario.text, scenario.text_en, scenario.rule, scenario.condition or None)


def question_content(question: Question) -> QuestionContent:
    choices = tuple(ChoiceContent(c["value"], c["label"], c.get("label_en", "")) for c in question.choices)
    return QuestionContent(question.key, question.text, question.kind, question.text_en, choices)
