"""What the department says to a surprise, whether notice was owed at all, and what changes.

Errors as in `surprise_writing`, and Invalid with the field.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.errors import Forbidden, Invalid, Refusal
from accounts.models import User
from accounts.texts import required
from ledger.services import UNSAID, Said

from ..access import visible_surprises
from ..access.surprises import may_answer
from ..models import Surprise
from . import filing
from .surprise_writing import ask_for_answer, content_of, lock_open, save_change


@transaction.atomic
def answer_surprise(
    surprise_id: int, *, by: User, words: str, version: int | None = None, said: Said = UNSAID
) -> Surprise:
    """The department's position, beside the report and not over it. A later one replaces it; both stay on record.

    A lead of the department writes it. A planner of another one may on its behalf, and then says whose word it was.
    """
    surprise = lock_open(surprise_id, by=by, version=version)
    if surprise.department_id is None:
        raise Refusal("no_department", _("Name the department first."))
    if not may_answer(by, surprise):
        raise Forbidden("not_allowed", _("Only a lead of the department that was asked, or a CX planner, can do this."))
    if by.department_id != surprise.department_id and not said.by:
        raise Invalid("whose_word", _("Say whose word it is: you write for another department."), field="said_by")
    before = content_of(surprise)
    surprise.answer = required(words, "words", longest=5000)
    surprise.answered_at, surprise.answered_by = timezone.now(), by
    surprise.state = Surprise.State.ANSWERED
    fields = ["answer", "answered_at", "answered_by", "state"]
    return save_change(surprise, fields, "surprise_answered", before, by=by, said=said)


@transaction.atomic
def exempt_surprise(surprise_id: int, *, by: User, reason: str, version: int | None = None) -> Surprise:
    """It owed no notice (a recall, an outage, a mistaken message, a change of law): kept, and not counted."""
    surprise = lock_open(surprise_id, by=by, version=version)
    access.require(by, Action.TRIAGE)
    before = content_of(surprise)
    surprise.is_exempt, surprise.exempt_reason = True, required(reason, "reason")
    ask_for_answer(surprise)
    fields = ["is_exempt", "exempt_reason", "answer_by"]
    return save_change(surprise, fields, "surprise_exempted", before, by=by, reason=surprise.exempt_reason)


@transaction.atomic
def count_surprise_again(surprise_id: int, *, by: User, reason: str, version: int | None = None) -> Surprise:
    """It owed notice after all."""
    surprise = lock_open(surprise_id, by=by, version=version)
    access.require(by, Action.TRIAGE)
    if not surprise.is_exempt:
        raise Refusal("counted", _("It is counted already."))
    reason, before = required(reason, "reason"), content_of(surprise)
    surprise.is_exempt, surprise.exempt_reason = False, ""
    ask_for_answer(surprise)
    fields = ["is_exempt", "exempt_reason", "answer_by"]
    return save_change(surprise, fields, "surprise_counted_again", before, by=by, reason=reason)


@transaction.atomic
def settle_surprise(surprise_id: int, *, by: User, lesson: str, version: int | None = None) -> Surprise:
    """Say what changes. A department that was asked is heard first, unless nothing was owed."""
    surprise = lock_open(surprise_id, by=by, version=version)
    access.require(by, Action.TRIAGE)
    if surprise.department_id and not surprise.answer and not surprise.is_exempt:
        raise Refusal(
            "not_answered",
            _("The department has not said its position yet."),
            hint=_("If it told you, write it down on its behalf."),
        )
    before = content_of(surprise)
    surprise.lesson, surprise.state = required(lesson, "lesson", longest=5000), Surprise.State.CLOSED
    return save_change(surprise, ["lesson", "state"], "surprise_settled", before, by=by)


@transaction.atomic
def reopen_surprise(surprise_id: int, *, by: User, reason: str, version: int | None = None) -> Surprise:
    """Something came to light after it was settled. What was to change stays in the history."""
    surprise = filing.lock(visible_surprises(by), surprise_id, version=version)
    access.require(by, Action.TRIAGE)
    if surprise.state != Surprise.State.CLOSED:
        raise Refusal("open", _("It is still open."))
    reason, before = required(reason, "reason"), content_of(surprise)
    surprise.lesson = ""
    surprise.state = Surprise.State.ANSWERED if surprise.answer else Surprise.State.NEW
    ask_for_answer(surprise)
    fields = ["lesson", "state", "answer_by"]
    return save_change(surprise, fields, "surprise_reopened", before, by=by, reason=reason)
