"""How every write to a surprise begins and ends: lock it, ask who may, save with the event that carries all of it.

Errors: Surprise.DoesNotExist when `by` may not see it, Forbidden, Stale when somebody changed it since `version` was
read, Refusal("settled") once it is settled.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Forbidden, Refusal
from accounts.models import User
from accounts.workdays import calendars
from ledger.services import UNSAID, Said

from ..access import visible_surprises
from ..access.surprises import may_keep
from ..models import Surprise
from . import filing

ANSWER_DAYS = 2  # open days of the department that is asked
WORDS = (
    *("title", "found_through", "inquiries", "details", "state", "answer"),
    *("item_fault", "is_exempt", "exempt_reason", "lesson"),
)
LINKS = {"centre": "centre_id", "department": "department_id", "project": "project_id", "item": "item_id"}


def content_of(surprise: Surprise) -> dict[str, Any]:
    """All that is on record of it, as JSON by name; people, departments and lines by id."""
    words = {name: getattr(surprise, name) for name in WORDS}
    links = {name: getattr(surprise, field) for name, field in LINKS.items()}
    days = {
        "noticed_at": surprise.noticed_at.isoformat(),
        "answer_by": surprise.answer_by.isoformat() if surprise.answer_by else None,
    }
    return words | links | days


def lock_kept(surprise_id: int, *, by: User, version: int | None = None) -> Surprise:
    """The open surprise, locked, for somebody who may change what was reported."""
    surprise = lock_open(surprise_id, by=by, version=version)
    if not may_keep(by, surprise):
        raise Forbidden("not_allowed", _("Only the contact centre that reported it, or a CX planner, can do this."))
    return surprise


def lock_open(surprise_id: int, *, by: User, version: int | None = None) -> Surprise:
    surprise = filing.lock(visible_surprises(by), surprise_id, version=version)
    if surprise.state == Surprise.State.CLOSED:
        raise Refusal("settled", _("This is settled. Reopen it to change it."))
    return surprise


def save_change(
    surprise: Surprise,
    fields: list[str],
    verb: str,
    before: Mapping[str, Any],
    *,
    by: User,
    reason: str = "",
    said: Said = UNSAID,
) -> Surprise:
    """Write the fields and the event: what differs as it was, and all that stands now. Nothing when nothing differs."""
    after = content_of(surprise)
    differs = {name: value for name, value in before.items() if value != after[name]}
    if not differs:
        return surprise
    entry = filing.about(surprise, verb, before=differs, after=after, reason=reason, said=said)
    return filing.save(surprise, fields, [entry], by=by)


def ask_for_answer(surprise: Surprise) -> None:
    """Set the day by which the department answers; none while there is nobody to ask, or nothing is owed."""
    if surprise.department_id is None or surprise.is_exempt or surprise.answer:
        surprise.answer_by = None
        return
    calendar = calendars()[surprise.department_id]
    surprise.answer_by = calendar.shift(filing.today_for(surprise.project), ANSWER_DAYS)
