"""Pages of records: the list, one record with its lines, its revisions, and two of them side by side."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import Action, Reach, allows, reach
from accounts.models import User
from accounts.pages import PageRequest, signed_in
from ledger.models import Event

from ..access import may_answer_position, may_finish, visible_records
from ..differences import differences
from ..forms.records import AnswerPositionForm, AnswerQuestionForm, SearchForm
from ..models import OpenQuestion, Position, Record, RecordRevision, Resolution
from ..record_search import with_counts
from ..record_text import revision_text
from ..services.record_content import standing_lines

PER_PAGE = 50


@require_GET
@signed_in
def record_list(request: PageRequest) -> HttpResponse:
    """Partners have no records: to them there is no such page."""
    if reach(request.user, Action.SEE_RECORDS) != Reach.ALL:
        raise Http404
    form = SearchForm(request.GET, by=request.user)
    page = Paginator(with_counts(form.found()), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "is_asked": any(form.asked().values()),
        "page": page,
        "may_write": allows(request.user, Action.WRITE_RECORD),
    }
    return render(request, "records/record_list.html", context)


@require_GET
@signed_in
def record_detail(request: PageRequest, record_id: int) -> HttpResponse:
    return record_page(request, record_or_404(request.user, record_id))


def record_page(request: PageRequest, record: Record, *, status: int = 200, **opened: Any) -> HttpResponse:
    """`opened` is a form that came back with its line: `position` with `position_form`, or `question` likewise."""
    return render(request, "records/record_detail.html", detail_context(request.user, record) | opened, status=status)


def detail_context(user: User, record: Record) -> dict[str, Any]:
    positions, resolutions, questions = standing_lines(record)
    revisions = list(record.revisions.select_related("written_by").order_by("-number"))
    return {
        "record": record,
        "today": timezone.localdate(),
        "revision": record.current,
        "revisions": revisions,
        "positions": [(position, may_answer_position(user, position)) for position in positions],
        "resolutions": [(line, line.settled_at is None and may_finish(user, line)) for line in resolutions],
        "questions": [(line, line.answered_at is None and may_finish(user, line)) for line in questions],
        "items": list(record.items.select_related("project", "department").order_by("order", "pk")),
        "said": _said(record),
        "may_write": allows(user, Action.WRITE_RECORD),
        "position_form": AnswerPositionForm(),
        "question_form": AnswerQuestionForm(),
    }


@require_GET
@signed_in
def record_revision(request: PageRequest, record_id: int, number: int) -> HttpResponse:
    """A revision as it was, with the lines that stood in it."""
    record = record_or_404(request.user, record_id)
    revision = get_object_or_404(record.revisions.select_related("written_by"), number=number)
    context = {"record": record, "revision": revision, **_lines_of(revision)}
    return render(request, "records/record_revision.html", context)


@require_GET
@signed_in
def record_compare(request: PageRequest, record_id: int) -> HttpResponse:
    """Any two revisions; without a choice the current one and the one before it."""
    record = record_or_404(request.user, record_id)
    revisions = list(record.revisions.select_related("written_by").order_by("number"))
    older = _chosen(revisions, request.GET.get("from", ""), revisions[max(0, len(revisions) - 2)])
    newer = _chosen(revisions, request.GET.get("to", ""), revisions[-1])
    older, newer = sorted((older, newer), key=lambda revision: revision.number)
    texts = [revision_text(revision, **_lines_of(revision)) for revision in (older, newer)]
    context = {
        "record": record,
        "revisions": revisions,
        "older": older,
        "newer": newer,
        "lines": differences(*texts) if older != newer else [],
    }
    return render(request, "records/record_compare.html", context)


def record_or_404(user: User, record_id: int) -> Record:
    records = visible_records(user).select_related(
        "current__written_by", "project", "created_by", "handover", "request", "surprise"
    )
    return get_object_or_404(records, pk=record_id)


def _lines_of(revision: RecordRevision) -> dict[str, Any]:
    of = {"record": revision.record_id}
    resolutions = Resolution.objects.in_revision(revision.number).filter(**of)
    questions = OpenQuestion.objects.in_revision(revision.number).filter(**of)
    return {
        "positions": list(Position.objects.in_revision(revision.number).filter(**of)),
        "resolutions": list(resolutions.select_related("owner").prefetch_related("items")),
        "questions": list(questions.select_related("owner")),
    }


def _chosen(revisions: list[RecordRevision], asked: str, otherwise: RecordRevision) -> RecordRevision:
    return next((revision for revision in revisions if str(revision.number) == asked), otherwise)


def _said(record: Record) -> Event | None:
    """The event that wrote it, when it writes down the word of somebody else."""
    written = Event.objects.filter(stream=record.stream_id, target=f"record:{record.pk}", verb="record_written")
    return written.exclude(said_by="").first()
