"""A condition as people read it: "어떤 제휴몰입니까? → 쿠팡"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .conditions import Condition, QuestionKind
from .content import QuestionContent
from .models import Question, in_reader_language

Asked = Question | QuestionContent


def in_words(condition: Condition | None, questions: Sequence[Asked]) -> str:
    """One line; nothing for a line that always applies. A question that is gone is named by its key."""
    return _part(condition, {question.key: question for question in questions}) if condition else ""


def _part(condition: Condition, questions: Mapping[str, Asked]) -> str:
    for group, joint in (("all", _("%(first)s and %(second)s")), ("any", _("%(first)s or %(second)s"))):
        if group in condition:
            words, *others = [_part(part, questions) for part in condition[group]]
            for other in others:
                words = joint % {"first": words, "second": other}
            return words
    question = questions.get(condition["question"])
    [(test, value)] = (pair for pair in condition.items() if pair[0] != "question")
    asked = _first_sentence(in_reader_language(question.text, question.text_en)) if question else condition["question"]
    return f"{asked} → {_answer(test, value, question)}"


def _answer(test: str, value: Any, question: Asked | None) -> str:
    if test == "one_of":
        return " · ".join(_value(each, question) for each in value)
    words = _value(value, question)
    match test:
        case "not":
            return _("not %(answer)s") % {"answer": words}
        case "at_least":
            return _("%(number)s or more") % {"number": words}
    return words


def _value(value: Any, question: Asked | None) -> str:
    if isinstance(value, bool):
        return pgettext("answer", "Yes") if value else pgettext("answer", "No")
    if question is not None and question.kind in (QuestionKind.CHOICE, QuestionKind.CHOICES):
        return _choices(question).get(value, str(value))
    return str(value)


def _choices(question: Asked) -> dict[str, str]:
    if isinstance(question, Question):
        return dict(question.local_choices())
    return {choice.value: in_reader_language(choice.label, choice.label_en) for choice in question.choices}


def answer_in_words(question: Question, answer: Any) -> str:
    """A given answer: one choice or several, yes or no, a number."""
    if isinstance(answer, list):
        return " · ".join(_value(each, question) for each in answer) or pgettext("answer", "None")
    return _value(answer, question)


def _first_sentence(text: str) -> str:
    """The question itself, without the explanation that may follow it."""
    head, mark, _rest = text.partition("?")
    return head + mark
