"""From a promise to the figures afterwards: who delivers by when, how it goes on, delivered, and checked later.

Errors as in `request_writing`. Days are local days of the launch, or the company's; figures are what was counted.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action, Reach
from accounts.errors import Forbidden, Invalid
from accounts.models import User
from accounts.texts import optional, required
from ledger.services import UNSAID, Said
from projects.access import sees
from projects.rules import check_plannable

from ..access.requests import may
from ..models import Request, RequestNote
from ..requesting import check_promise
from . import filing
from .request_writing import open_for, save_move


@transaction.atomic
def promise_request(
    request_id: int,
    *,
    by: User,
    owner_id: int,
    promised_on: date,
    reason: str = "",
    version: int | None = None,
    said: Said = UNSAID,
) -> Request:
    """Say who delivers it, of which department, and by when. A later day than before needs a reason.

    A lead names somebody of their own department; an owner moves the day of what they own.
    """
    request = open_for("promise", request_id, by=by, version=version)
    owner = _owner(owner_id, request)
    before, reason = request.promised_on, optional(reason, "reason")
    check_plannable(promised_on, "promised_on")
    check_promise(before, promised_on, filing.today_for(request.project), reason)
    changes = {"owner_id": owner.pk, "owner_department_id": owner.department_id, "promised_on": promised_on}
    if not _may_name(by, owner):
        raise Forbidden("not_allowed", _("Choose somebody of your own department."), field="owner_id")
    verb = "request_promise_moved" if before and promised_on != before else "request_promised"
    more = {"owner_name": owner.name}
    return save_move(request, "promise", verb, changes, by=by, more=more, reason=reason, said=said)


@transaction.atomic
def note_progress(request_id: int, *, by: User, text: str, on: date | None = None, said: Said = UNSAID) -> RequestNote:
    """Write how it goes on, under a day that is not in the future; today when none is named. Notes are only added."""
    request = open_for("note", request_id, by=by)
    today = filing.today_for(request.project)
    note = _note(request, text, _not_later(on or today, today, "on"), by=by)
    save_move(request, "note", "request_noted", {}, by=by, more=_note_content(note), said=said)
    return note


@transaction.atomic
def deliver_request(
    request_id: int,
    *,
    by: User,
    delivered_on: date,
    check_on: date,
    figure_name: str,
    figure_before: Decimal,
    words: str = "",
    version: int | None = None,
    said: Said = UNSAID,
) -> Request:
    """Say that it is there, when it is looked at again, and which figure will show whether it helped.

    `words` become a progress note of that day.
    """
    request = open_for("deliver", request_id, by=by, version=version)
    today = filing.today_for(request.project)
    check_plannable(delivered_on, "delivered_on")
    check_plannable(check_on, "check_on")
    _not_later(delivered_on, today, "delivered_on")
    if check_on <= delivered_on:
        raise Invalid("check_too_early", _("Choose a day after the delivery."), field="check_on")
    changes = {
        "delivered_on": delivered_on,
        "check_on": check_on,
        "figure_name": required(figure_name, "figure_name", longest=100),
        "figure_before": figure_before,
    }
    words = optional(words, "words")
    more = _note_content(_note(request, words, delivered_on, by=by)) if words else {}
    return save_move(request, "deliver", "request_delivered", changes, by=by, more=more, said=said)


@transaction.atomic
def check_request(
    request_id: int,
    *,
    by: User,
    figure_after: Decimal,
    checked_note: str,
    version: int | None = None,
    said: Said = UNSAID,
) -> Request:
    """The figure some time after the delivery, and what it showed."""
    request = open_for("check", request_id, by=by, version=version)
    changes = {"figure_after": figure_after, "checked_note": required(checked_note, "checked_note")}
    return save_move(request, "check", "request_checked", changes, by=by, said=said)


def _may_name(by: User, owner: User) -> bool:
    """Whether `by` could deliver what this person owns: a planner for all, a lead for theirs, others for themselves."""
    return may(by, Request(owner=owner, owner_department_id=owner.department_id), "promise")


def _owner(owner_id: int, request: Request) -> User:
    """An active person of the company who delivers things and sees what it is filed to."""
    owner = User.objects.filter(pk=owner_id, is_active=True, department__isnull=False).first()
    if (
        owner is None
        or access.reach(owner, Action.DELIVER) == Reach.NONE
        or (request.project is not None and not sees(owner, request.project))
    ):
        raise Invalid("unknown_person", _("Choose an active person of a department of the company."), field="owner_id")
    return owner


def _note(request: Request, text: str, on: date, *, by: User) -> RequestNote:
    text = required(text, "text")
    return RequestNote.objects.create(request=request, on=on, text=text, written_by=by)


def _note_content(note: RequestNote) -> dict[str, Any]:
    return {"on": note.on.isoformat(), "text": note.text}


def _not_later(on: date, today: date, field: str) -> date:
    if on > today:
        raise Invalid("in_the_future", _("This day has not come yet."), field=field)
    check_plannable(on, field)
    return on
