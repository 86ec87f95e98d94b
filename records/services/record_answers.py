"""What others add to a record without rewriting it: a side's answer, a decision that is done, a question answered.

The words of the line stay; the answer stands beside them, and the event keeps both.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.errors import Forbidden, Invalid, Refusal
from accounts.models import User
from accounts.texts import optional, required
from ledger.services import UNSAID, Said

from ..access import may_answer_position, may_finish, visible_positions, visible_records
from ..models import OpenQuestion, Position, Record, Resolution
from . import filing


@transaction.atomic
def answer_position(position_id: int, *, by: User, answer: str, words: str = "", said: Said = UNSAID) -> Position:
    """Confirm or dispute what is written of one's own side. Disputing takes the side's own words.

    Who answered may answer again; the events keep every answer. Position.DoesNotExist where `by` may not see it.
    """
    position = visible_positions(by).get(pk=position_id)
    record = _lock(position)
    position.refresh_from_db()
    if not may_answer_position(by, position):
        raise Forbidden("not_allowed", _("Only this side itself, or a lead of its department, can answer."))
    if answer not in (Position.Answer.CONFIRMED, Position.Answer.DISPUTED):
        raise Invalid("unknown_answer", _("Confirm or dispute it."), field="answer")
    if answer == Position.Answer.DISPUTED:
        words = required(words, "words", longest=5000)
    given = {"answer": str(answer), "words": optional(words, "words", longest=5000)}
    before = {"answer": position.answer, "words": position.answer_words}
    if given == before:
        return position
    position.answer, position.answer_words = given["answer"], given["words"]
    position.answered_at, position.answered_by = timezone.now(), by
    position.save(update_fields=["answer", "answer_words", "answered_at", "answered_by"])
    about = {"position": position.pk, "side": position.name, "held": position.words}
    verb = "position_confirmed" if answer == Position.Answer.CONFIRMED else "position_disputed"
    _save(record, verb, by=by, before=before, after=about | given, said=said)
    return position


@transaction.atomic
def settle_resolution(resolution_id: int, *, by: User) -> Resolution:
    """Say that what was decided is done: its owner, a lead of the owner's department, or a planner."""
    resolution = (
        Resolution.objects.filter(record__in=visible_records(by)).select_related("record").get(pk=resolution_id)
    )
    record = _lock(resolution)
    resolution.refresh_from_db()
    _check_may_finish(resolution, by)
    if resolution.settled_at is not None:
        return resolution
    resolution.settled_at, resolution.settled_by = timezone.now(), by
    resolution.save(update_fields=["settled_at", "settled_by"])
    after = {"resolution": resolution.pk, "words": resolution.words}
    _save(record, "resolution_settled", by=by, after=after)
    return resolution


@transaction.atomic
def answer_question(question_id: int, *, by: User, words: str) -> OpenQuestion:
    """Write the answer to an open question. Once answered, another answer is a correction of the record."""
    question = OpenQuestion.objects.filter(record__in=visible_records(by)).get(pk=question_id)
    record = _lock(question)
    question.refresh_from_db()
    _check_may_finish(question, by)
    words = required(words, "words", longest=5000)
    if question.answered_at is not None:
        if question.answer == words:
            return question
        raise Refusal("answered", _("It was answered already."))
    question.answer, question.answered_at, question.answered_by = words, timezone.now(), by
    question.save(update_fields=["answer", "answered_at", "answered_by"])
    after = {"question": question.pk, "words": question.words, "answer": words}
    _save(record, "question_answered", by=by, after=after)
    return question


def _check_may_finish(line: Resolution | OpenQuestion, by: User) -> None:
    access.require(by, Action.WRITE_RECORD)
    if not may_finish(by, line):
        raise Forbidden("not_allowed", _("Only its owner, a lead of the owner's department or a planner can do this."))


def _lock(line: Position | Resolution | OpenQuestion) -> Record:
    """The record of a line, locked. Refusal when a newer revision has replaced the line meanwhile."""
    record = Record.objects.select_for_update(of=("self",), no_key=True).get(pk=line.record_id)
    line.refresh_from_db(fields=["until"])
    if line.until is not None:
        raise Refusal("line_replaced", _("A newer revision has replaced this line. Please look at what stands now."))
    return record


def _save(record: Record, verb: str, *, by: User, **said: Any) -> None:
    filing.save(record, [], [filing.about(record, verb, **said)], by=by)
