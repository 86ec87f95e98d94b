"""What others add to a record: a side answers what is written of it, a decision is done, a question is answered."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Action, Reach, reach
from accounts.errors import Refusal
from accounts.pages import PageRequest, signed_in, status_of

from ..access import may_answer_position, visible_positions, visible_records
from ..forms.records import AnswerPositionForm, AnswerQuestionForm
from ..models import OpenQuestion, Position, Resolution
from ..services.records import answer_position, answer_question, settle_resolution
from .records import record_or_404, record_page


@require_GET
@signed_in
def position_detail(request: PageRequest, position_id: int) -> HttpResponse:
    """What is written of one side, for that side: a partner reads this and nothing else of the record."""
    position = _position_or_404(request, position_id)
    if reach(request.user, Action.SEE_RECORDS) == Reach.ALL:
        return redirect(f"{_record_url(position.record_id)}#position-{position.pk}")
    return _position_page(request, position, AnswerPositionForm())


@require_POST
@signed_in
def position_answer(request: PageRequest, position_id: int) -> HttpResponse:
    position = _position_or_404(request, position_id)
    form = AnswerPositionForm(request.POST)
    if not form.is_valid():
        return _position_page(request, position, form, 400)
    try:
        answer_position(position.pk, by=request.user, **form.arguments())
    except Refusal as refusal:
        form.refuse(refusal)
        return _position_page(request, position, form, status_of(request, refusal))
    messages.success(request, _("Your answer stands beside it."))
    return redirect("records:position-detail", position.pk)


@require_POST
@signed_in
def resolution_settle(request: PageRequest, resolution_id: int) -> HttpResponse:
    found = Resolution.objects.filter(record__in=visible_records(request.user))
    resolution = get_object_or_404(found, pk=resolution_id)
    try:
        settle_resolution(resolution.pk, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        record = record_or_404(request.user, resolution.record_id)
        return record_page(request, record, status=status_of(request, refusal))
    messages.success(request, _("The decision is marked as carried out."))
    return redirect(f"{_record_url(resolution.record_id)}#resolution-{resolution.pk}")


@require_POST
@signed_in
def question_answer(request: PageRequest, open_question_id: int) -> HttpResponse:
    found = OpenQuestion.objects.filter(record__in=visible_records(request.user))
    question = get_object_or_404(found, pk=open_question_id)
    form, status = AnswerQuestionForm(request.POST), 400
    if form.is_valid():
        try:
            answer_question(question.pk, by=request.user, **form.arguments())
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(request, refusal)
        else:
            messages.success(request, _("The answer is filed."))
            return redirect(f"{_record_url(question.record_id)}#question-{question.pk}")
    record = record_or_404(request.user, question.record_id)
    return record_page(request, record, status=status, answered_question=question.pk, question_form=form)


def _position_or_404(request: PageRequest, position_id: int) -> Position:
    more = ("record__current__written_by", "record__project", "answered_by")
    return get_object_or_404(visible_positions(request.user).select_related(*more), pk=position_id)


def _position_page(
    request: PageRequest, position: Position, form: AnswerPositionForm, status: int = 200
) -> HttpResponse:
    """A form that came back stands on the record's page, for whom that page is."""
    if reach(request.user, Action.SEE_RECORDS) == Reach.ALL:
        record = record_or_404(request.user, position.record_id)
        return record_page(request, record, status=status, answered_position=position.pk, position_form=form)
    context = {
        "position": position,
        "may_answer": may_answer_position(request.user, position),
        "position_form": form,
        "answered_position": position.pk if form.is_bound else None,
    }
    return render(request, "records/position_detail.html", context, status=status)


def _record_url(record_id: int) -> str:
    return reverse("records:record-detail", args=[record_id])
