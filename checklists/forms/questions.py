"""Forms of a draft's questions. Choices are sent as parallel fields, one per row in the order of the page."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.base import OwnForm
from accounts.names import misleading

from ..conditions import QuestionKind
from ..content import ChoiceContent, QuestionContent
from ..models import Question
from .lines import TitleField

BLANK_CHOICES = 2


class QuestionForm(OwnForm):
    text = TitleField(label=_("Question"), max_length=200)
    text_en = TitleField(label=_("English question"), max_length=200, required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("question", "Answer"), choices=QuestionKind.choices)
    revision = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, question: Question | None = None) -> None:
        names = ("text", "text_en", "kind", "revision")
        initial = {name: getattr(question, name) for name in names} if question else {"kind": QuestionKind.YES_NO}
        super().__init__(data, initial=initial, auto_id=f"question-{question.key if question else 'new'}-%s")
        self.question = question
        self.choices = _typed(data) if data is not None else _of(question)

    @property
    def shown_choices(self) -> list[ChoiceContent]:
        return [*self.choices, *[ChoiceContent("", "")] * BLANK_CHOICES]

    def clean(self) -> dict[str, Any]:
        for choice in self.choices:
            if misleading(choice.label + choice.label_en + choice.value):
                self.add_error(None, _("A choice holds a character that no text needs. Please write it again."))
                break
        given: dict[str, Any] = super().clean() or self.cleaned_data
        return given

    @property
    def content(self) -> QuestionContent:
        given = self.cleaned_data
        key = self.question.key if self.question else ""
        return QuestionContent(key, given["text"], given["kind"], given["text_en"], tuple(self.choices))


def _of(question: Question | None) -> list[ChoiceContent]:
    found = question.choices if question else []
    return [ChoiceContent(c["value"], c["label"], c.get("label_en", "")) for c in found]


def _typed(data: QueryDict) -> list[ChoiceContent]:
    """A row whose label was cleared is taken out."""
    names = ("choice_value", "choice_label", "choice_label_en")
    rows = zip_longest(*map(data.getlist, names), fillvalue="")
    return [ChoiceContent(value, label.strip(), english.strip()) for value, label, english in rows if label.strip()]
