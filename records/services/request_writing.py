"""How every write to a request begins and ends: lock it, ask who may and whether its state allows it, save with the
event that carries what was written.

Errors: Request.DoesNotExist when `by` may not see it, Forbidden, Stale when it changed since `version` was read,
Refusal("move_not_allowed") in a state that does not allow it, Invalid with the field.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import User
from ledger.services import UNSAID, Said

from ..access import visible_requests
from ..access.requests import require
from ..models import Request
from ..requesting import check_holds, landing
from . import filing


def open_for(deed: str, request_id: int, *, by: User, version: int | None = None) -> Request:
    """The request, locked until commit, when `by` may do the deed to it and its state allows it."""
    request = filing.lock(visible_requests(by), request_id, version=version)
    require(by, request, deed)
    landing(deed, request.state)
    return request


def save_move(
    request: Request,
    deed: str,
    verb: str,
    changes: Mapping[str, Any],
    *,
    by: User,
    more: Mapping[str, Any] | None = None,
    reason: str = "",
    said: Said = UNSAID,
) -> Request:
    """Set `changes` (by attribute, people and departments as ids), go where the deed leads, and write the event.

    `more` is what the event says beyond the request's own fields. Invalid when the new state needs what is not there.
    """
    values = {**changes, "state": landing(deed, request.state).value}
    before = {name: as_json(getattr(request, name)) for name in values}
    for name, value in values.items():
        setattr(request, name, value)
    check_holds(request)
    after = {name: as_json(value) for name, value in values.items()} | dict(more or {})
    entry = filing.about(request, verb, before=before, after=after, reason=reason, said=said)
    return filing.save(request, list(values), [entry], by=by)


def as_json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else value


def content_of(request: Request) -> dict[str, Any]:
    """Everything somebody asked for, as an event keeps it."""
    names = ("title", "department_id", "said", "inquiries", "channel", "quotes", "reproduce", "systems", "policies")
    return {name: getattr(request, name) for name in names} | {"options": options_of(request)}


def options_of(request: Request) -> list[dict[str, Any]]:
    names = ("id", "text", "cost", "effect", "is_chosen")
    return [dict(zip(names, row, strict=True)) for row in request.options.values_list(*names)]
