"""Sections and questions of a draft over the API."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation

from ..serializers.drafts import (
    DirectionInput,
    DraftQuestionOutput,
    DraftSectionOutput,
    NewQuestionInput,
    QuestionInput,
    SectionInput,
    question_content,
)
from ..services import questions, sections
from .draft_shapes import question_shape, section_shape
from .drafts import STEPS, draft_or_404


class DraftSections(Endpoint):
    sees = Action.EDIT_TEMPLATE

    @operation(DraftSectionOutput, status=201, takes=SectionInput, is_once=True)
    def post(self, given: Given, template_id: int) -> dict[str, Any]:
        """A new section at the end."""
        draft_or_404(given.by, template_id)
        return section_shape(sections.add_section(template_id, by=given.by, **given.values))


class DraftSection(Endpoint):
    sees = Action.EDIT_TEMPLATE

    @operation(DraftSectionOutput, takes=SectionInput, is_versioned=True)
    def put(self, given: Given, template_id: int, section_id: int) -> dict[str, Any]:
        """Rename it."""
        _section_or_404(given, template_id, section_id)
        renamed = sections.rename_section(template_id, section_id, by=given.by, revision=given.version, **given.values)
        return section_shape(renamed)

    @operation(None, status=204, refusals=(409,))
    def delete(self, given: Given, template_id: int, section_id: int) -> None:
        """Take it out; 409 while it has lines."""
        _section_or_404(given, template_id, section_id)
        sections.remove_section(template_id, section_id, by=given.by)


class DraftSectionStep(Endpoint):
    sees = Action.EDIT_TEMPLATE

    @operation(DraftSectionOutput, takes=DirectionInput, is_once=True)
    def post(self, given: Given, template_id: int, section_id: int) -> dict[str, Any]:
        """One place up or down."""
        _section_or_404(given, template_id, section_id)
        step = STEPS[given.values["step"]]
        return section_shape(sections.shift_section(template_id, section_id, by=given.by, step=step))


class DraftSectionDuplicate(Endpoint):
    sees = Action.EDIT_TEMPLATE

    @operation(DraftSectionOutput, status=201, is_once=True)
    def post(self, given: Given, template_id: int, section_id: int) -> dict[str, Any]:
        """The section once more, below it, its lines under new keys."""
        _section_or_404(given, template_id, section_id)
        return section_shape(sections.duplicate_section(template_id, section_id, by=given.by))


class DraftQuestions(Endpoint):
    sees = Action.EDIT_TEMPLATE

    @operation(DraftQuestionOutput, status=201, takes=NewQuestionInput, is_once=True)
    def post(self, given: Given, template_id: int) -> dict[str, Any]:
        """A new question at the end."""
        draft_or_404(given.by, template_id)
        content = question_content(given.values, given.values["key"])
        return question_shape(questions.add_question(template_id, by=given.by, question=content))


class DraftQuestion(Endpoint):
    sees = Action.EDIT_TEMPLATE

    @operation(DraftQuestionOutput, takes=QuestionInput, is_versioned=True)
    def put(self, given: Given, template_id: int, question_key: str) -> dict[str, Any]:
        """Write it whole; its key stays. Refused while a condition would no longer make sense."""
        _question_or_404(given, template_id, question_key)
        content = question_content(given.values, question_key)
        changed = questions.change_question(
            template_id, question_key, by=given.by, question=content, revision=given.version
        )
        return question_shape(changed)

    @operation(None, status=204, refusals=(409,))
    def delete(self, given: Given, template_id: int, question_key: str) -> None:
        """Take it out; 409 while a condition asks for its answer."""
        _question_or_404(given, template_id, question_key)
        questions.remove_question(template_id, question_key, by=given.by)


class DraftQuestionStep(Endpoint):
    sees = Action.EDIT_TEMPLATE

    @operation(DraftQuestionOutput, takes=DirectionInput, is_once=True)
    def post(self, given: Given, template_id: int, question_key: str) -> dict[str, Any]:
        """One place up or down."""
        _question_or_404(given, template_id, question_key)
        step = STEPS[given.values["step"]]
        return question_shape(questions.shift_question(template_id, question_key, by=given.by, step=step))


def _section_or_404(given: Given, template_id: int, section_id: int) -> None:
    get_object_or_404(draft_or_404(given.by, template_id).sections, pk=section_id)


def _question_or_404(given: Given, template_id: int, key: str) -> None:
    get_object_or_404(draft_or_404(given.by, template_id).questions, key=key[:50])
