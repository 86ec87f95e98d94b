"""The page of one surprise: the report beside the position, the notice, what follows, what happened when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.access import Action, Reach, allows, reach
from accounts.models import Department, User
from ledger.models import Event
from projects.access import visible_items, visible_projects
from projects.forms.base import ServiceForm

from ..access import visible_records, visible_requests
from ..access.surprises import deeds_for
from ..event_words import EVENT_WORDS
from ..models import Surprise
from ..noticing import kind_of
from .surprise_deeds import DEEDS


@dataclass(frozen=True, slots=True)
class Step:
    """One event: `was` is what stood before and no longer does, in words."""

    number: int
    at: datetime
    who: str
    said_by: str
    what: str
    was: str
    reason: str


def page_context(surprise: Surprise, user: User, *, failed: tuple[str, ServiceForm] | None = None) -> dict[str, Any]:
    """What this person sees of it. A partner sees the position and what changes, and of the launch what it sees
    anyway; reasons, proposals and the history are the company's."""
    is_inside = reach(user, Action.SEE_RECORDS) == Reach.ALL
    launch = visible_projects(user).filter(pk=surprise.project_id or 0).first()
    item = visible_items(user).filter(pk=surprise.item_id or 0).first()
    deeds = deeds_for(user, surprise)
    return {
        "surprise": surprise,
        "kind": kind_of(surprise),
        "launch": launch,
        "item": item,
        "is_inside": is_inside,
        "requests": list(visible_requests(user).filter(surprise=surprise)),
        "records": list(visible_records(user).filter(surprise=surprise).select_related("current")),
        "steps": _steps(surprise) if allows(user, Action.SEE_HISTORY) else [],
        "deeds": [
            (name, deed.label, failed[1] if failed and failed[0] == name else _form(name, surprise, user))
            for name, deed in DEEDS.items()
            if name in deeds or (failed and failed[0] == name)
        ],
        "opened": failed[0] if failed else "settle" if surprise.answer else "answer",
    }


def _form(name: str, surprise: Surprise, user: User) -> ServiceForm:
    form = DEEDS[name].form(surprise=surprise, user=user)
    form.auto_id = f"{name}-%s"
    return form


def _steps(surprise: Surprise) -> list[Step]:
    events = Event.objects.filter(stream=surprise.stream_id, target=f"surprise:{surprise.pk}").order_by("seq")
    names = {department.pk: department.local_name for department in Department.objects.all()}
    return [
        Step(
            number=event.seq,
            at=event.at,
            who=event.actor_name,
            said_by=event.said_by,
            what=str(EVENT_WORDS.get(event.verb, event.verb)),
            was=_was(event, names),
            reason=event.reason,
        )
        for event in events
    ]


def _was(event: Event, names: dict[int, str]) -> str:
    """Words and numbers that another stands in place of now; states and days follow from the deed itself."""
    before, after = event.before, event.after
    found = [str(before[name]) for name in ("title", "details", "answer", "lesson") if before.get(name)]
    if before.get("department"):
        found.append(names.get(before["department"], ""))
    if "inquiries" in before:
        found.append(f"{before['inquiries']} → {after['inquiries']}")
    return " · ".join(found)
