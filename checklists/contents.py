"""The content of versions in the database, as plain values (see content.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from .content import (
    ChoiceContent,
    Content,
    LineContent,
    QuestionContent,
    ScenarioContent,
    SectionContent,
    WaitContent,
)
from .models import Question, Scenario, Section, TemplateItem, TemplateVersion


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
    return LineContent(
        key=item.key,
        title=item.title,
        title_en=item.title_en,
        guidance=item.guidance,
        guidance_en=item.guidance_en,
        department=item.department.slug,
        default_owner=item.default_owner.email if item.default_owner else "",
        rule=item.rule,
        is_blocker=item.is_blocker,
        evidence_kind=item.evidence_kind,
        approval=item.approval,
        brief_line=item.brief_line,
        brief_line_en=item.brief_line_en,
        condition=item.condition or None,
        scenarios=tuple(scenario_content(scenario) for scenario in item.scenarios.all()),
        waits=tuple(WaitContent(wait.predecessor.key, wait.days) for wait in item.waits.all()),
    )


def scenario_content(scenario: Scenario) -> ScenarioContent:
    return ScenarioContent(scenario.text, scenario.text_en, scenario.rule, scenario.condition or None)


def question_content(question: Question) -> QuestionContent:
    choices = tuple(ChoiceContent(c["value"], c["label"], c.get("label_en", "")) for c in question.choices)
    return QuestionContent(question.key, question.text, question.kind, question.text_en, choices)
