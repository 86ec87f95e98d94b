"""A draft's lines, sections and questions as the API shows them: both languages, as written."""

from __future__ import annotations

from typing import Any

from ..models import Question, Section, TemplateItem

LINE = (
    "key", "section_id", "title", "title_en", "guidance", "guidance_en", "department_id", "default_owner_id", "offset",
    "unit", "roll", "is_blocker", "evidence_kind", "approval", "brief_line", "brief_line_en", "condition",
)  # fmt: skip


def line_shape(item: TemplateItem) -> dict[str, Any]:
    """`version` is the revision that a change is written against."""
    return {name: getattr(item, name) for name in LINE} | {
        "version": item.revision,
        "scenarios": [
            {name: getattr(scenario, name) for name in ("text", "text_en", "offset", "unit", "condition")}
            for scenario in item.scenarios.all()
        ],
        "waits": [
            {"key": key, "days": days}
            for key, days in sorted((wait.predecessor.key, wait.days) for wait in item.waits.all())
        ],
    }


def section_shape(section: Section) -> dict[str, Any]:
    return {
        "id": section.pk,
        "version": section.revision,
        "title": section.title,
        "title_en": section.title_en,
    }


def question_shape(question: Question) -> dict[str, Any]:
    choices = [
        {"value": each["value"], "label": each["label"], "label_en": each.get("label_en", "")}
        for each in question.choices
    ]
    kept = {name: getattr(question, name) for name in ("key", "text", "text_en", "kind")}
    return kept | {"version": question.revision, "choices": choices}
