"""The questions of a version as a form, with answers as conditions read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.base import OwnForm

from ..conditions import QuestionKind
from ..models import Question

ANSWER = "answer-"
UNANSWERED = {"required": _("Please answer this question.")}


class AnswersForm(OwnForm):
    """One field per question; `answers` are JSON values by question key, as conditions read them."""

    def __init__(self, data: MultiValueDict[str, Any] | None = None, *, questions: Sequence[Question]) -> None:
        super().__init__(data)
        self.questions = questions
        for question in questions:
            self.fields[ANSWER + question.key] = _answer_field(question)

    @property
    def answers(self) -> dict[str, Any]:
        """Once `is_valid` was asked: of every question that was answered."""
        given = {question: self.cleaned_data.get(ANSWER + question.key) for question in self.questions}
        return {question.key: _answer(question, value) for question, value in given.items() if value not in (None, "")}


def _answer_field(question: Question) -> forms.Field:
    label = str(question)
    match question.kind:
        case QuestionKind.YES_NO:
            choices = [("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))]
            return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=UNANSWERED)
        case QuestionKind.CHOICE:
            offered = question.local_choices()
            return forms.ChoiceField(label=label, choices=offered, widget=forms.RadioSelect, error_messages=UNANSWERED)
        case QuestionKind.CHOICES:
            return forms.MultipleChoiceField(
                label=label,
                choices=question.local_choices(),
                widget=forms.CheckboxSelectMultiple,
                required=False,
                help_text=_("Leave all of them empty when none applies."),
            )
    return forms.FloatField(label=label, error_messages=UNANSWERED, widget=forms.NumberInput(attrs={"step": "any"}))


def _answer(question: Question, value: Any) -> Any:
    if question.kind == QuestionKind.YES_NO:
        return value == "yes"
    if question.kind == QuestionKind.NUMBER:
        return int(value) if value.is_integer() else value
    return value
