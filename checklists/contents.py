"""The content of versions in the database, as plain values (see content.py)."""

from __future__ import annotations

from collections import defaultdict

from .content import (
    ChoiceContent,
    Content,
    LineContent,
    QuestionContent,
    ScenarioContent,
    SectionContent,
    WaitContent,
)
from .models import Question, Scenario, TemplateItem, TemplateVersion


def content_of(version: TemplateVersion) -> Content:
    """Five queries, however many lines."""
    items = version.items.select_related("department", "default_owner").prefetch_related(
        "scenarios", "waits__predecessor"
    )
    lines: dict[int, list[LineContent]] = defaultdict(list)
    for item in items:
        lines[item.section_id].append(line_content(item))
    return Content(
        sections=tuple(
            SectionContent(section.title, section.title_en, tuple(lines[section.pk]))
            for section in version.sections.all()
        ),
        questions=tuple(question_content(question) for question in version.questions.all()),
    )


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
        waits=tuple(sorted(waits_content(item), key=lambda wait: wait.key)),
    )


def waits_content(item: TemplateItem) -> list[WaitContent]:
    return [WaitContent(wait.predecessor.key, wait.days) for wait in item.waits.all()]


def scenario_content(scenario: Scenario) -> ScenarioContent:
    return ScenarioContent(scenario.text, scenario.text_en, scenario.rule, scenario.condition or None)


def question_content(question: Question) -> QuestionContent:
    choices = tuple(ChoiceContent(c["value"], c["label"], c.get("label_en", "")) for c in question.choices)
    return QuestionContent(question.key, question.text, question.kind, question.text_en, choices)
