"""Records over the API: find, file, read with every revision, correct, and answer a line of one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db.models import Model
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation
from accounts.rest.pages import page, page_of

from ..access import visible_positions, visible_records
from ..chat import quoted
from ..models import OpenQuestion, Record, Resolution
from ..record_search import search, with_counts
from ..serializers.records import (
    CorrectionInput,
    OpenQuestionAnswerInput,
    OpenQuestionOutput,
    PositionAnswerInput,
    PositionOutput,
    RecordDetailOutput,
    RecordInput,
    RecordOutput,
    RecordsQuery,
    ResolutionOutput,
    RevisionOutput,
)
from ..services.record_content import standing_lines
from ..services.records import (
    Participant,
    PositionDraft,
    QuestionDraft,
    RecordDraft,
    ResolutionDraft,
    answer_position,
    answer_question,
    correct_record,
    settle_resolution,
    write_record,
)

_OWN = ("id", "version", "project_id", "handover_id", "request_id", "surprise_id", "review_day", "created_at")
_COUNTS = ("disputed_count", "open_resolution_count", "open_question_count")
_LINES = {"participants": Participant, "positions": PositionDraft, "questions": QuestionDraft}


class Records(Endpoint):
    """Records that the caller sees, what was held last first."""

    sees = Action.SEE_RECORDS

    @operation(page_of(RecordOutput), query=RecordsQuery)
    def get(self, given: Given) -> dict[str, Any]:
        query = given.query
        found = search(
            visible_records(given.by),
            q=query.get("q", ""),
            kind=query.get("kind", ""),
            project_id=query.get("project"),
            person_id=query.get("person"),
            waits_for=given.by if query.get("waits_for_me") else None,
        )
        return page(with_counts(found), query, _row)

    @operation(RecordDetailOutput, status=201, takes=RecordInput, is_once=True)
    def post(self, given: Given) -> dict[str, Any]:
        """File a record, to a launch or to none."""
        values = dict(given.values)
        key = uuid5(NAMESPACE_URL, f"record:{given.by.pk}:{given.key}")
        names = ("project_id", "item_ids", "handover_id", "request_id", "surprise_id", "said")
        places = {name: values.pop(name) for name in names if name in values}
        return _detail(write_record(_draft(values), by=given.by, creation_key=key, **places))


class RecordDetail(Endpoint):
    """A record with all its revisions and the lines that stand."""

    sees = Action.SEE_RECORDS

    @operation(RecordDetailOutput, is_tagged=True)
    def get(self, given: Given, record_id: int) -> dict[str, Any]:
        return _detail(_record_or_404(given, record_id))


class Correct(Endpoint):
    sees = Action.SEE_RECORDS

    @operation(RecordDetailOutput, takes=CorrectionInput, is_versioned=True)
    def post(self, given: Given, record_id: int) -> dict[str, Any]:
        """Put a new revision in place: the whole content. Lines that say the same keep who confirmed them."""
        record = _record_or_404(given, record_id)
        values = dict(given.values)
        reason = values.pop("reason")
        values.pop("said")
        draft = _draft(values)
        if "held_at" not in given.values and record.current:
            draft = replace(draft, held_at=record.current.held_at)
        return _detail(correct_record(record_id, draft, by=given.by, reason=reason, version=given.version))


class PositionAnswer(Endpoint):
    """A side answers what is written of it, also for a partner, who sees no more of the record than that."""

    sees = Action.ANSWER_POSITION

    @operation(PositionOutput, takes=PositionAnswerInput)
    def post(self, given: Given, position_id: int) -> dict[str, Any]:
        """Confirm it, or dispute it in one's own words."""
        get_object_or_404(visible_positions(given.by), pk=position_id)
        return _shape(answer_position(position_id, by=given.by, **given.values), PositionOutput)


class Settle(Endpoint):
    sees = Action.SEE_RECORDS

    @operation(ResolutionOutput)
    def post(self, given: Given, resolution_id: int) -> dict[str, Any]:
        """Say that a decision is carried out."""
        get_object_or_404(Resolution, pk=resolution_id, record__in=visible_records(given.by))
        return _resolution(settle_resolution(resolution_id, by=given.by))


class QuestionAnswer(Endpoint):
    sees = Action.SEE_RECORDS

    @operation(OpenQuestionOutput, takes=OpenQuestionAnswerInput)
    def post(self, given: Given, open_question_id: int) -> dict[str, Any]:
        """Answer an open question."""
        get_object_or_404(OpenQuestion, pk=open_question_id, record__in=visible_records(given.by))
        return _shape(answer_question(open_question_id, by=given.by, **given.values), OpenQuestionOutput)


def _record_or_404(given: Given, record_id: int) -> Record:
    return get_object_or_404(visible_records(given.by).select_related("current"), pk=record_id)


def _draft(values: dict[str, Any]) -> RecordDraft:
    if values.pop("is_chat"):
        values["body"] = quoted(values.get("body", ""))
    lines: dict[str, Any] = {
        name: tuple(draft(**line) for line in values.pop(name, ())) for name, draft in _LINES.items()
    }
    resolutions = [line | {"item_ids": tuple(line.get("item_ids", ()))} for line in values.pop("resolutions", ())]
    return RecordDraft(**values, **lines, resolutions=tuple(ResolutionDraft(**line) for line in resolutions))


def _row(record: Record) -> dict[str, Any]:
    revision = record.current
    assert revision is not None  # noqa: S101
    return {name: getattr(record, name) for name in ("id", "version", "project_id", *_COUNTS)} | {
        "kind": revision.kind,
        "title": revision.title,
        "held_at": revision.held_at,
        "revision": revision.number,
        "written_by_id": revision.written_by_id,
    }


def _detail(record: Record) -> dict[str, Any]:
    positions, resolutions, questions = standing_lines(record)
    revisions = [_shape(revision, RevisionOutput) for revision in record.revisions.order_by("number")]
    return {name: getattr(record, name) for name in (*_OWN, "created_by_id")} | {
        "item_ids": sorted(record.items.values_list("pk", flat=True)),
        "current": revisions[-1],
        "revisions": revisions,
        "positions": [_shape(line, PositionOutput) for line in positions],
        "resolutions": [_resolution(line) for line in resolutions],
        "questions": [_shape(line, OpenQuestionOutput) for line in questions],
    }


def _resolution(line: Resolution) -> dict[str, Any]:
    names = {str(name) for name in ResolutionOutput().fields} - {"item_ids"}
    return {name: getattr(line, name) for name in names} | {"item_ids": sorted(item.pk for item in line.items.all())}


def _shape(thing: Model, shape: type[Any]) -> dict[str, Any]:
    return {str(name): getattr(thing, str(name)) for name in shape().fields}


urlpatterns: list[URLPattern] = [
    path("records/", Records.as_view()),
    path("records/<int:record_id>/", RecordDetail.as_view()),
    path("records/<int:record_id>/correct/", Correct.as_view()),
    path("positions/<int:position_id>/answer/", PositionAnswer.as_view()),
    path("resolutions/<int:resolution_id>/settle/", Settle.as_view()),
    path("open-questions/<int:open_question_id>/answer/", QuestionAnswer.as_view()),
]
