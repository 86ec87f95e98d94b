"""The answers of a running launch: changed, looked at, and written with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import Action, allows
from accounts.errors import Invalid, Refusal, Stale
from checklists.condition_words import answer_in_words
from checklists.forms.answers import ANSWER, AnswersForm
from checklists.models import Question
from projects.forms.sync import AnswersChangeForm, filled
from projects.models import Project
from projects.services.answers import change_answers, preview_answers
from projects.sync_words import shown

from .answers import PageRequest, project_or_404, signed_in, status_of
from .launch import head_context
from .rows import project_url


@require_http_methods(["GET", "POST"])
@signed_in
def project_answers(request: PageRequest, project_id: int) -> HttpResponse:
    """Questions → what comes and goes → written: `confirm` in the form says which step was taken."""
    project = project_or_404(request.user, project_id)
    if not allows(request.user, Action.RUN_LAUNCH):
        raise PermissionDenied
    questions = list(project.template_version.questions.all())
    answers = AnswersForm(request.POST if request.method == "POST" else None, questions=questions)
    answers.initial = filled(questions, project.answers)
    if not answers.is_valid():
        return _page(request, project, answers)
    confirms = "confirm" in request.POST
    form = AnswersChangeForm(request.POST if confirms else None, project=project)
    try:
        if not confirms or not form.is_valid():
            return _preview(request, project, answers, form)
        change_answers(project.pk, answers.answers, by=request.user, **form.arguments())
    except Refusal as refusal:
        return _refused(request, project, answers, refusal)
    messages.success(request, _("The answers are changed."))
    return redirect(project_url(project.pk))


def _page(request: PageRequest, project: Project, answers: AnswersForm, *, status: int = 200) -> HttpResponse:
    is_wrong = status == 200 and answers.is_bound and not answers.is_valid()
    context = {**head_context(project, request.user, timezone.now()), "form": answers}
    return render(request, "projects/project_answers.html", context, status=400 if is_wrong else status)


def _preview(request: PageRequest, project: Project, answers: AnswersForm, form: AnswersChangeForm) -> HttpResponse:
    [launch] = shown([preview_answers(project, answers.answers, by=request.user)])
    context = {
        **head_context(project, request.user, timezone.now()),
        "launch": launch,
        "form": form,
        "changed": _changed(project, answers),
        "carried": [(name, value) for name in answers.fields for value in request.POST.getlist(name)],
    }
    is_wrong = form.is_bound and not form.is_valid()
    return render(request, "projects/project_answers_preview.html", context, status=400 if is_wrong else 200)


def _refused(request: PageRequest, project: Project, answers: AnswersForm, refusal: Refusal) -> HttpResponse:
    """Back at the questions, with the reason; after somebody else's change with the launch as it now is."""
    field = ANSWER + refusal.field.removeprefix("answers.")
    answers.add_error(field if isinstance(refusal, Invalid) and field in answers.fields else None, refusal.message)
    fresh = project_or_404(request.user, project.pk) if isinstance(refusal, Stale) else project
    return _page(request, fresh, answers, status=status_of(request, refusal))


def _changed(project: Project, answers: AnswersForm) -> list[tuple[str, str, str]]:
    """(question, answer so far, new answer) in words."""
    found = []
    questions: list[Question] = list(answers.questions)
    for question in questions:
        before, after = (_words(question, given) for given in (project.answers, answers.answers))
        if before != after:
            found.append((str(question), before, after))
    return found


def _words(question: Question, answers: dict[str, Any]) -> str:
    return answer_in_words(question, answers[question.key]) if question.key in answers else ""
