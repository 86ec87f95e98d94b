"""The questions of a draft, and what a set of answers would give."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.errors import Invalid, Refusal, Stale
from accounts.pages import STALE, PageRequest, signed_in

from ..asking import lines_by_question
from ..condition_words import in_words
from ..conditions import holds
from ..forms.answers import ANSWER, AnswersForm
from ..forms.questions import QuestionForm
from ..models import Scenario
from ..services import questions
from .editor import Editor, sentences


@require_http_methods(["GET", "POST"])
@signed_in
def draft_questions(request: PageRequest, template_id: int) -> HttpResponse:
    """The questions; a POST adds one."""
    editor = Editor(request, template_id)
    if request.method == "GET":
        return _page(editor)
    form = QuestionForm(request.POST)
    try:
        _check(form)
        added = questions.add_question(template_id, by=request.user, question=form.content)
    except Refusal as refusal:
        return _page(editor, form, refusal)
    return _back(template_id, added.key)


@require_POST
@signed_in
def question_change(request: PageRequest, template_id: int, question_key: str) -> HttpResponse:
    editor = Editor(request, template_id)
    form = QuestionForm(request.POST, question=get_object_or_404(editor.draft.questions, key=question_key))
    try:
        _check(form)
        revision = form.cleaned_data["revision"]
        questions.change_question(template_id, question_key, by=request.user, question=form.content, revision=revision)
    except Refusal as refusal:
        return _page(editor, form, refusal)
    return _back(template_id, question_key)


@require_POST
@signed_in
def question_shift(request: PageRequest, template_id: int, question_key: str, step: int) -> HttpResponse:
    editor = Editor(request, template_id)
    try:
        questions.shift_question(template_id, question_key, by=request.user, step=step)
    except Refusal as refusal:
        return _page(editor, refusal=refusal)
    return _back(template_id, question_key, is_open=False)


@require_POST
@signed_in
def question_remove(request: PageRequest, template_id: int, question_key: str) -> HttpResponse:
    editor = Editor(request, template_id)
    try:
        questions.remove_question(template_id, question_key, by=request.user)
    except Refusal as refusal:
        return _page(editor, refusal=refusal)
    return _back(template_id, "")


@require_GET
@signed_in
def draft_try(request: PageRequest, template_id: int) -> HttpResponse:
    """Which lines and scenarios a set of answers gives. Nothing is saved: the answers stand in the address."""
    editor = Editor(request, template_id)
    form = AnswersForm(request.GET, questions=editor.questions)
    for field in form.fields.values():
        field.required = False
    form.is_valid()
    answers = form.answers
    items = list(editor.draft.items.select_related("section", "department").order_by("section__order", "order", "pk"))
    kept = [item for item in items if holds(item.condition, answers)]
    fits: dict[int, list[bool]] = defaultdict(list)
    for pk, condition in Scenario.objects.filter(item__version=editor.draft).values_list("item", "condition"):
        fits[pk].append(holds(condition, answers))
    rows: list[dict[str, Any]] = [
        {
            "item": item,
            "applies": holds(item.condition, answers),
            "condition": in_words(item.condition, editor.questions),
            "scenarios": sum(fits[item.pk]),
            "scenarios_out": len(fits[item.pk]) - sum(fits[item.pk]),
        }
        for item in items
    ]
    context = editor.page(
        "try",
        form=form,
        answered=sum(question.key in answers and ANSWER + question.key in request.GET for question in editor.questions),
        questions=editor.questions,
        count=len(items),
        kept=len(kept),
        kept_musts=sum(item.is_blocker for item in kept),
        kept_scenarios=sum(row["scenarios"] for row in rows if row["applies"]),
        parts=[(section, list(part)) for section, part in groupby(rows, lambda row: row["item"].section)],
    )
    return render(request, "checklists/draft_try.html", context)


def _check(form: QuestionForm) -> None:
    if not form.is_valid():
        raise Invalid("invalid", sentences(form))


def _page(editor: Editor, typed: QuestionForm | None = None, refusal: Refusal | None = None) -> HttpResponse:
    used = lines_by_question(editor.draft)
    opened = editor.request.GET.get("open", "")
    rows = []
    for question in editor.questions:
        is_typed = typed is not None and typed.question is not None and typed.question.key == question.key
        form = typed if is_typed else QuestionForm(question=question)
        rows.append({"question": question, "form": form, "used": used.get(question.key, []), "is_typed": is_typed})
        rows[-1]["is_open"] = is_typed or question.key == opened
    context = editor.page(
        "questions",
        count=editor.draft.items.count(),
        rows=rows,
        questions=editor.questions,
        new_form=typed if typed is not None and typed.question is None else QuestionForm(),
        new_is_typed=typed is not None and typed.question is None,
        refusal=refusal,
        current=refusal.current if isinstance(refusal, Stale) else None,
    )
    status = 200 if refusal is None else STALE if isinstance(refusal, Stale) else refusal.status
    return render(editor.request, "checklists/draft_questions.html", context, status=status)


def _back(template_id: int, key: str, *, is_open: bool = True) -> HttpResponse:
    address = reverse("checklists:draft-questions", args=[template_id])
    if not key:
        return redirect(address)
    return redirect(f"{address}?open={key}#question-{key}" if is_open else f"{address}#question-{key}")
