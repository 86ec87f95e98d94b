"""Records: written once, and corrected only by a new revision beside the old one.

Needs WRITE_RECORD. Errors: Record.DoesNotExist when `by` may not see it, Forbidden, Invalid with the field (a line's is
"positions[0].words"), Stale when somebody corrected it since `version` was read, Refusal for what cannot be done now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.errors import Invalid, Refusal
from accounts.models import User
from accounts.texts import required
from ledger.services import UNSAID, Said

from ..access import visible_handovers, visible_records, visible_requests, visible_surprises
from ..models import Record, RecordRevision
from . import filing
from .record_answers import answer_position, answer_question, settle_resolution
from .record_content import Content, content_of, draft_of
from .record_drafts import Participant, PositionDraft, QuestionDraft, RecordDraft, ResolutionDraft
from .record_lines import write_lines

__all__ = [
    "Participant",
    "PositionDraft",
    "QuestionDraft",
    "RecordDraft",
    "ResolutionDraft",
    "add_lines",
    "answer_position",
    "answer_question",
    "correct_record",
    "settle_resolution",
    "write_record",
]


def write_record(
    draft: RecordDraft,
    *,
    by: User,
    project_id: int | None = None,
    item_ids: Sequence[int] = (),
    handover_id: int | None = None,
    request_id: int | None = None,
    surprise_id: int | None = None,
    review_day: int | None = None,
    creation_key: UUID | None = None,
    said: Said = UNSAID,
) -> Record:
    """File a record; the same `creation_key` gives the one that was filed with it.

    It is filed to `project_id`, else to the launch of what it is about. `item_ids` are lines of that launch.
    Refusal("reviewed") when the launch has a review of this day already.
    """
    access.require(by, Action.WRITE_RECORD)
    if existing := _already_written(creation_key, by=by):
        return existing
    about = {"handover": handover_id, "request": request_id, "surprise": surprise_id}
    try:
        with transaction.atomic():
            record = _place(project_id, about, review_day, by=by)
            if creation_key:
                record.creation_key = creation_key
            return _write(record, draft, item_ids, by=by, said=said)
    except IntegrityError:
        # Somebody else's double click won the race for the same key.
        if existing := _already_written(creation_key, by=by):
            return existing
        if review_day is not None:
            raise Refusal("reviewed", _("This review was written already. Please correct that record.")) from None
        raise


@transaction.atomic
def correct_record(record_id: int, draft: RecordDraft, *, by: User, reason: str, version: int | None = None) -> Record:
    """Put a new revision in place of the current one. The old one stays readable.

    Lines that say the same keep their row, and so who confirmed them; a changed one is a new line. Nothing is written
    when nothing differs.
    """
    access.require(by, Action.WRITE_RECORD)
    record = filing.lock(visible_records(by), record_id, version=version)
    return _revise(record, draft, "record_corrected", by=by, reason=required(reason, "reason"))


@transaction.atomic
def add_lines(
    record_id: int,
    *,
    by: User,
    positions: Sequence[PositionDraft] = (),
    resolutions: Sequence[ResolutionDraft] = (),
    questions: Sequence[QuestionDraft] = (),
) -> Record:
    """A new revision of the same words with more lines, for a record that is written while people talk."""
    access.require(by, Action.WRITE_RECORD)
    record = filing.lock(visible_records(by), record_id)
    stands = draft_of(record)
    draft = replace(
        stands,
        positions=(*stands.positions, *positions),
        resolutions=(*stands.resolutions, *resolutions),
        questions=(*stands.questions, *questions),
    )
    return _revise(record, draft, "record_lines_added", by=by)


def _already_written(key: UUID | None, *, by: User) -> Record | None:
    found = Record.objects.filter(creation_key=key).first() if key else None
    if found and found.created_by_id != by.pk:
        raise Refusal("key_taken", _("This form was sent by somebody else. Please open a new one."))
    return found


def _place(project_id: int | None, about: dict[str, int | None], review_day: int | None, *, by: User) -> Record:
    """An empty record in its launch. What it is about may be of another one, as long as that is not confidential."""
    seen: dict[str, Any] = {
        "handover": visible_handovers(by),
        "request": visible_requests(by),
        "surprise": visible_surprises(by),
    }
    things = {}
    for name, pk in about.items():
        if pk is None:
            continue
        things[name] = thing = seen[name].filter(pk=pk).first()
        if thing is None:
            raise Invalid("unknown_thing", _("It does not exist, or you cannot see it."), field=f"{name}_id")
        project_id = project_id or thing.project_id
        if thing.project_id not in (None, project_id) and thing.project.is_confidential:
            raise Invalid("other_launch", _("It belongs to another, confidential launch."), field=f"{name}_id")
    project = filing.launch_of(project_id, by=by)
    if review_day is not None and project is None:
        raise Invalid("unknown_launch", _("Choose a launch that you can see."), field="project_id")
    stream = filing.stream_for(project)
    return Record(project=project, stream=stream, created_by=by, review_day=review_day, **things)


def _write(record: Record, draft: RecordDraft, item_ids: Sequence[int], *, by: User, said: Said) -> Record:
    content = Content(draft, record.project, item_ids)
    record.save(force_insert=True)
    _save_revision(record, content, 1, by=by)
    record.items.set(content.items_of(item_ids, "item_ids"))
    record.save(update_fields=["current"])
    after = content_of(record)
    filing.record_events(record, [filing.about(record, "record_written", after=after, said=said)], by=by)
    return record


def _revise(record: Record, draft: RecordDraft, verb: str, *, by: User, reason: str = "") -> Record:
    before = content_of(record)
    number = before["revision"] + 1
    _save_revision(record, Content(draft, record.project), number, by=by, reason=reason)
    after = content_of(record)
    if after == {**before, "revision": number}:
        raise Refusal("unchanged", _("Nothing in it differs from what stands. Please change it first."))
    entry = filing.about(record, verb, before=before, after=after, reason=reason)
    return filing.save(record, ["current"], [entry], by=by)


def _save_revision(record: Record, content: Content, number: int, *, by: User, reason: str = "") -> None:
    revision = RecordRevision(record=record, number=number, written_by=by, reason=reason, **content.words())
    revision.save(force_insert=True)
    record.current = revision
    write_lines(record, content, number)
