"""What a planner takes of a new version, and the answers of a running launch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.asked import number, numbers
from checklists.conditions import QuestionKind
from checklists.forms.answers import ANSWER
from checklists.models import Question
from projects.services.sync import Choice

from .base import ReasonForm, ServiceForm
from .launches import LaunchForm

PROJECT, VERSION, LINES = "project", "version-", "lines-"


class SyncForm(ServiceForm):
    """`number` is the template's version on the page; the launches chosen and their lines stand in the data beside."""

    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    tell = forms.BooleanField(
        label=_("Send a message"),
        required=False,
        initial=True,
        help_text=_("Each person concerned gets one, with all their items. Without it nobody is told."),
    )


def chosen(data: QueryDict) -> dict[int, Choice]:
    """The launches whose box is checked, each with the keys of the lines that are, and the version it was shown in."""
    ids = set(numbers(data.getlist(PROJECT)))
    return {pk: Choice(data.getlist(f"{LINES}{pk}"), number(data.get(f"{VERSION}{pk}"))) for pk in ids}


class AnswersChangeForm(LaunchForm, ReasonForm):
    """Why the answers change, beside the questions themselves."""

    tell = forms.BooleanField(
        label=_("Send a message"),
        required=False,
        help_text=_("Each person concerned gets one, with all their items. Without it nobody is told."),
    )
    field_order = ("reason", "tell")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["tell"] = True


def filled(questions: Iterable[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as the fields of AnswersForm show them."""
    yes_no = {True: "yes", False: "no"}
    return {
        ANSWER + question.key: yes_no.get(answers[question.key], "")
        if question.kind == QuestionKind.YES_NO
        else answers[question.key]
        for question in questions
        if question.key in answers
    }
