"""What becomes of something handed over: opened, accepted, sent back, or passed on to somebody else.

An answer is given once and never changes; what is to be answered again comes as a new version. Every event is about the
handover ("handover:5") and names its receipt and version in `after`.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access as roles
from accounts.access import Action
from accounts.errors import Forbidden, Invalid, Refusal
from accounts.models import User
from accounts.texts import optional, required
from ledger.services import UNSAID, Said

from ..access import may_answer_receipt, visible_handovers, visible_receipts
from ..models import WAITING, Receipt
from . import filing
from .receivers import check_sight, due_for, member
from .sending import check_standing, receiver_values

State = Receipt.State


@transaction.atomic
def open_receipt(receipt_id: int, *, by: User) -> Receipt:
    """Keep the moment at which the receiver first opened it; nothing once it was opened, answered or closed."""
    receipt = _lock_answerable(receipt_id, by=by)
    if receipt.state != State.SENT:
        return receipt
    receipt.state, receipt.opened_at, receipt.opened_by = State.OPENED, timezone.now(), by
    receipt.save(update_fields=["state", "opened_at", "opened_by"])
    _record(receipt, "receipt_opened", by=by)
    return receipt


@transaction.atomic
def accept_receipt(receipt_id: int, *, by: User, words: str = "", said: Said = UNSAID) -> Receipt:
    """Accept it, with remarks when there are words. Who stands in for the receiver is kept in `answered_by`."""
    receipt = _lock_answerable(receipt_id, by=by)
    words = optional(words, "words")
    return _answer(receipt, State.REMARKS if words else State.ACCEPTED, words, by=by, said=said)


@transaction.atomic
def send_back_receipt(receipt_id: int, *, by: User, reason: str, said: Said = UNSAID) -> Receipt:
    """Not accepted, and why."""
    receipt = _lock_answerable(receipt_id, by=by)
    return _answer(receipt, State.SENT_BACK, required(reason, "reason"), by=by, said=said)


@transaction.atomic
def pass_on_receipt(receipt_id: int, *, by: User, to_id: int, reason: str, said: Said = UNSAID) -> Receipt:
    """Somebody else of the department answers from now on: staff change, or somebody is away. By a lead or a planner.

    A department that has not answered keeps its receipt and its day, and gets a new answerable person. Else the new
    person gets a receipt of their own (returned), and the old one stays as it was answered, or is closed.
    """
    receipt = _lock(receipt_id, by=by)
    roles.require(by, Action.REASSIGN, department_id=receipt.department_id)
    _check_newest(receipt)
    if receipt.state == State.CLOSED:
        raise Refusal("closed", _("Nobody has to answer this any more."))
    reason = required(reason, "reason")
    to = member(User.objects.get_queryset().active().filter(pk=to_id).first(), receipt.department)
    _check_new(receipt, to)
    before = receiver_values(receipt)
    heir = _heir(receipt, to)
    check_sight([heir], receipt.handed.handover.project)
    heir.save()
    after = receiver_values(heir)
    _record(heir, "receipt_passed_on", by=by, before=before, after=after, reason=reason, said=said)
    return heir


def _heir(receipt: Receipt, to: User) -> Receipt:
    """The receipt that `to` answers, not saved yet; the one that it takes the place of is closed."""
    is_waiting = receipt.state in WAITING
    if is_waiting and receipt.person_id is None:
        receipt.answerable = to
        return receipt
    handover = receipt.handed.handover
    heir = Receipt(handed=receipt.handed, department=receipt.department, person=to, due_on=receipt.due_on)
    if is_waiting:
        receipt.state = State.CLOSED
        receipt.save(update_fields=["state"])
    else:
        today = filing.today_for(handover.project)
        heir.due_on = due_for(receipt.department, accept_days=handover.accept_days, sent_on=today)
    return heir


def _answer(receipt: Receipt, state: Receipt.State, words: str, *, by: User, said: Said) -> Receipt:
    if (receipt.state, receipt.words, receipt.answered_by_id) == (state, words, by.pk):
        return receipt  # the same click twice
    _check_newest(receipt)
    if receipt.state == State.CLOSED:
        raise Refusal("closed", _("Nobody has to answer this any more."))
    if receipt.state not in WAITING:
        raise Refusal("answered", _("This was answered already. An answer stays as it was given."))
    receipt.state, receipt.words = state, words
    receipt.answered_at, receipt.answered_by = timezone.now(), by
    receipt.save(update_fields=["state", "words", "answered_at", "answered_by"])
    verb = "receipt_sent_back" if state == State.SENT_BACK else "receipt_accepted"
    reason = words if state == State.SENT_BACK else ""
    _record(receipt, verb, by=by, after={"state": state.value, "words": words}, reason=reason, said=said)
    return receipt


def _lock(receipt_id: int, *, by: User) -> Receipt:
    """The receipt, with its handover locked until commit. Raises Receipt.DoesNotExist when `by` may not see it."""
    seen = visible_receipts(by).filter(pk=receipt_id).values_list("handed__handover_id", flat=True).first()
    if seen is None:
        raise Receipt.DoesNotExist
    handover = filing.lock(visible_handovers(by), seen)
    receipt = Receipt.objects.select_related("handed", "department", "person", "answerable").get(pk=receipt_id)
    receipt.handed.handover = handover
    return receipt


def _lock_answerable(receipt_id: int, *, by: User) -> Receipt:
    """Raises Forbidden unless `by` received it, or leads the department."""
    receipt = _lock(receipt_id, by=by)
    if not may_answer_receipt(by, receipt):
        roles.require(by, Action.RECEIVE, department_id=by.department_id, owner_id=by.pk)
        raise Forbidden("not_receiver", _("Only who received it, or a lead of the department, can answer."))
    return receipt


def _check_newest(receipt: Receipt) -> None:
    check_standing(receipt.handed.handover)
    if receipt.handed.handover.versions.filter(number__gt=receipt.handed.number).exists():
        raise Refusal("newer_version", _("There is a newer version. Please answer that one."))


def _check_new(receipt: Receipt, to: User) -> None:
    if receipt.handed.receipts.filter(person=to).exists() or (
        receipt.person_id is None and receipt.state in WAITING and receipt.answerable_id == to.pk
    ):
        raise Invalid("has_it", _("This person has it already. Choose somebody else."), field="to_id")


def _record(receipt: Receipt, verb: str, *, by: User, after: dict[str, Any] | None = None, **more: Any) -> None:
    handover = receipt.handed.handover
    values = receiver_values(receipt) | {"version": receipt.handed.number} | (after or {})
    filing.record_events(handover, [filing.about(handover, verb, after=values, **more)], by=by)
