"""What the API gives of a request, as its reader may have it."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from accounts.models import User
from projects.access import visible_items, visible_projects

from ..access import visible_requests, visible_surprises
from ..access.requests import deeds_for, sees_inside
from ..models import Request
from ..request_lists import with_today
from ..requesting import is_late

ROW = (
    *("id", "version", "title", "state", "department_id", "project_id", "channel", "inquiries", "priority"),
    *("owner_id", "owner_department_id", "promised_on", "delivered_on", "check_on", "created_at", "created_by_id"),
)
MORE = ("quotes", "reproduce", "systems", "policies", "decline_reason", "figure_name", "checked_note", "proposal_id")
INSIDE = ("priority", "owner_id", "owner_department_id", "proposal_id")


def request_row(request: Request, by: User, launches: set[int]) -> dict[str, Any]:
    """`launches` are the ids of those that the reader sees."""
    row = {name: getattr(request, name) for name in ROW}
    row["is_late"] = is_late(request, request.today)  # type: ignore[attr-defined]  # annotated
    if request.project_id not in launches:
        row["project_id"] = None
    return row if sees_inside(by) else row | dict.fromkeys(INSIDE[:3])


def request_detail(request_id: int, by: User) -> dict[str, Any]:
    request = get_object_or_404(with_today(visible_requests(by)), pk=request_id)
    is_inside = sees_inside(by)
    launches = visible_projects(by).filter(pk=request.project_id or 0).values_list("pk", flat=True)
    found = request_row(request, by, set(launches)) | {name: getattr(request, name) for name in MORE}
    votes = request.votes.all() if is_inside else request.votes.filter(department=by.department_id)
    found |= {
        "said_words": request.said,
        "figure_before": _number(request.figure_before),
        "figure_after": _number(request.figure_after),
        "item_id": visible_items(by).filter(pk=request.item_id or 0).values_list("pk", flat=True).first(),
        "surprise_id": visible_surprises(by).filter(pk=request.surprise_id or 0).values_list("pk", flat=True).first(),
        "options": [_option(option, is_inside) for option in request.options.all()],
        "votes": [_named(vote, "department_id", "priority", "words", "voted_at", "voted_by_id") for vote in votes],
        "notes": [
            _named(note, "id", "on", "text", "written_at", "written_by_id")
            for note in (request.notes.all() if is_inside else ())
        ],
        "actions": sorted(deeds_for(by, request)),
    }
    return found if is_inside else found | dict.fromkeys(INSIDE)


def _named(thing: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names}


def _option(option: Any, is_inside: bool) -> dict[str, Any]:
    found = _named(option, "id", "text", "cost", "effect", "is_chosen")
    return found if is_inside else found | {"cost": ""}


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
