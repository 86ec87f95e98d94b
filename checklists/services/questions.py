"""Editing the questions of a draft, addressed by their keys. Errors as in `services.lines`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import Invalid, Refusal
from accounts.models import User
from accounts.texts import optional, required

from ..asking import conditions_in, lines_by_question
from ..conditions import QuestionKind, check_condition, questions_in
from ..content import ChoiceContent, QuestionContent
from ..contents import question_content
from ..models import Question, TemplateVersion
from .drafts import check_revision, lock_draft, question_row, record_edit
from .ordering import put, renumber

MOST_QUESTIONS, MOST_CHOICES = 30, 30
WITH_CHOICES = (QuestionKind.CHOICE, QuestionKind.CHOICES)


@transaction.atomic
def add_question(template_id: int, *, by: User, question: QuestionContent) -> Question:
    """A new question at the end; with an empty key it gets the next number."""
    draft = lock_draft(template_id, by=by)
    known = list(draft.questions.all())
    if len(known) >= MOST_QUESTIONS:
        raise Refusal("too_many", _("A template has at most %(most)d questions.") % {"most": MOST_QUESTIONS})
    key = question.key or _free_key({row.key for row in known})
    if any(row.key == key for row in known):
        raise Invalid("key_taken", _("There is a question with this short name already."), field="key")
    row = question_row(draft, len(known) + 1, _checked(question, key))
    row.save()
    record_edit(draft, by=by, what=_("question added: %(text)s") % {"text": row.text}, after=_values(row))
    return row


@transaction.atomic
def change_question(
    template_id: int, key: str, *, by: User, question: QuestionContent, revision: int | None = None
) -> Question:
    """Another wording, kind or choices; its key stays. Refused while a condition would no longer make sense."""
    draft = lock_draft(template_id, by=by)
    row = question_of(draft, key)
    before = _values(row)
    check_revision(row.revision, revision, before | {"revision": row.revision})
    changed = question_row(draft, row.order, _checked(question, key))
    changed.pk, changed.revision = row.pk, row.revision + 1
    after = _values(changed)
    if after == before:
        return row
    changed.save()
    _check_users(draft, key)
    what = _("question changed: %(text)s") % {"text": changed.text}
    record_edit(draft, by=by, what=what, before=before, after=after)
    return changed


@transaction.atomic
def shift_question(template_id: int, key: str, *, by: User, step: int) -> Question:
    """One place up (-1) or down (+1); at the edge nothing happens."""
    draft = lock_draft(template_id, by=by)
    row = question_of(draft, key)
    rows = list(draft.questions.all())
    if put(row, rows, [other.pk for other in rows].index(row.pk) + step):
        record_edit(draft, by=by, what=_("question moved: %(text)s") % {"text": row.text})
    return row


@transaction.atomic
def remove_question(template_id: int, key: str, *, by: User) -> None:
    """Take a question out; refused while a condition asks for its answer."""
    draft = lock_draft(template_id, by=by)
    row = question_of(draft, key)
    if users := lines_by_question(draft).get(key):
        sentence = _("Conditions of these lines ask for it: %(keys)s. Change them first.")
        raise Refusal("in_use", sentence % {"keys": ", ".join(users)})
    before = _values(row)
    row.delete()
    renumber(list(draft.questions.all()))
    record_edit(draft, by=by, what=_("question taken out: %(text)s") % {"text": row.text}, before=before)


def question_of(draft: TemplateVersion, key: str) -> Question:
    found = draft.questions.filter(key=key).first()
    if found is None:
        raise Refusal("gone", _("This question is not in the draft any more. Please load the page again."))
    return found


def _check_users(draft: TemplateVersion, key: str) -> None:
    questions = list(draft.questions.all())
    for line, condition in conditions_in(draft):
        if key in questions_in(condition) and (sentences := check_condition(condition, questions)):
            raise Invalid("in_use", f"{line}: {sentences[0]}", field="choices")


def _checked(question: QuestionContent, key: str) -> QuestionContent:
    if not re.fullmatch(r"[-a-zA-Z0-9_]{1,50}", key):
        raise Invalid("bad_key", _("A short name has Latin letters, digits, - and _ only."), field="key")
    if question.kind not in QuestionKind.values:
        raise Invalid("unknown_choice", _("This is not one of the choices."), field="kind")
    text = required(question.text, "text", longest=200)
    text_en = optional(question.text_en, "text_en", longest=200)
    choices = _checked_choices(question.choices) if question.kind in WITH_CHOICES else ()
    return QuestionContent(key, text, question.kind, text_en, choices)


def _checked_choices(choices: Sequence[ChoiceContent]) -> tuple[ChoiceContent, ...]:
    if not 2 <= len(choices) <= MOST_CHOICES:
        raise Invalid("choices", _("Give 2 to %(most)d choices.") % {"most": MOST_CHOICES}, field="choices")
    labels = [required(choice.label, "choices", longest=100) for choice in choices]
    taken = {choice.value for choice in choices if choice.value}
    checked = []
    for choice, label in zip(choices, labels, strict=True):
        value = choice.value or _free_key(taken)
        taken.add(value)
        checked.append(ChoiceContent(value, label, optional(choice.label_en, "choices", longest=100)))
    if len({c.value for c in checked}) < len(checked) or len(set(labels)) < len(labels):
        raise Invalid("choices", _("Two choices are the same."), field="choices")
    return tuple(checked)


def _free_key(taken: set[str]) -> str:
    return next(key for n in range(1, len(taken) + 2) if (key := f"q{n}") not in taken)


def _values(row: Question) -> dict[str, Any]:
    values = asdict(question_content(row))
    return values | {"choices": list(values["choices"])}
