"""The page of one request: what was asked for, the sides beside each other, how it goes on, what it brought."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts import wording
from accounts.access import Action, allows
from accounts.models import Department, User
from accounts.pages import PageRequest
from accounts.templatetags.display import language
from ledger.models import Event
from projects.access import visible_items, visible_projects
from projects.forms.base import ServiceForm

from ..access import visible_records, visible_requests, visible_surprises
from ..access.requests import deeds_for, sees_inside
from ..event_words import EVENT_WORDS
from ..forms.requests import OptionForm
from ..models import Priority, Request, RequestVote
from ..request_lists import with_today
from ..requesting import Tally, due_on, tally
from .request_deeds import DEEDS, NEXT


@dataclass(frozen=True, slots=True)
class Side:
    """One department's vote; `said_by` is whose word it was when a planner wrote it down. No vote is still missing."""

    department: Department
    vote: RequestVote | None
    said_by: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One event in words; `was` is a date or a priority that another stands in place of now."""

    number: int
    at: datetime
    who: str
    said_by: str
    what: str
    was: str
    reason: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted before and after. `percent` is None where nothing was counted before."""

    name: str
    before: Decimal
    after: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return None if self.after is None else self.after - self.before

    @property
    def percent(self) -> int | None:
        return round(self.difference / self.before * 100) if self.difference is not None and self.before else None


def request_or_404(user: User, request_id: int) -> Request:
    related = ("department", "owner__department", "owner_department", "project", "proposal__template", "created_by")
    return get_object_or_404(with_today(visible_requests(user)).select_related(*related), pk=request_id)


def request_page(
    request: PageRequest,
    thing: Request,
    *,
    opened: str = "",
    form: ServiceForm | None = None,
    option_form: ServiceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """`opened` is the deed whose form stands open, `form` the one that came back."""
    context = page_context(request.user, thing, opened, form)
    context["option_form"] = option_form or OptionForm()
    return render(request, "records/request_detail.html", context, status=status)


def page_context(user: User, thing: Request, opened: str, form: ServiceForm | None) -> dict[str, Any]:
    """A partner sees what was asked, where it stands and what came of it; the rest is the company's."""
    is_inside = sees_inside(user)
    deeds = deeds_for(user, thing)
    if form is None and opened in DEEDS and DEEDS[opened].name in deeds:
        form = DEEDS[opened].form(request=thing, by=user)
    context = {
        "thing": thing,
        "today": thing.today,  # type: ignore[attr-defined]  # annotated
        "due_on": due_on(thing),
        "deeds": deeds,
        "buttons": [(name, deed.label) for name, deed in DEEDS.items() if deed.name in deeds and name != "triage"],
        "next_deed": NEXT[thing.state][0] if thing.state in NEXT else "",
        "opened": opened if form else "",
        "opened_label": DEEDS[opened].label if form else "",
        "form": form,
        "is_inside": is_inside,
        "options": list(thing.options.all()),
        "figures": figures_of(thing),
        "launch": visible_projects(user).filter(pk=thing.project_id).first() if thing.project_id else None,
        "surprise": visible_surprises(user).filter(pk=thing.surprise_id).first() if thing.surprise_id else None,
        "own_vote": thing.votes.filter(department=user.department_id).first() if not is_inside else None,
    }
    return context | (_inside(user, thing) if is_inside else {})


def figures_of(thing: Request) -> Figures | None:
    if thing.figure_before is None or not thing.figure_name:
        return None
    return Figures(thing.figure_name, thing.figure_before, thing.figure_after)


def sides_of(thing: Request, votes: Iterable[RequestVote], events: Iterable[Event] = ()) -> list[Side]:
    """Who asks, who delivers, and everybody who voted, in this order."""
    by_department = {vote.department_id: vote for vote in votes}
    said = {event.after["vote"]["department"]: event.said_by for event in events if event.verb == "request_voted"}
    found = [thing.department, *([thing.owner_department] if thing.owner_department else [])]
    found += [vote.department for vote in by_department.values()]
    unique = {department.pk: department for department in found}
    return [Side(department, by_department.get(pk), said.get(pk, "")) for pk, department in unique.items()]


def tally_of(sides: Iterable[Side]) -> Tally:
    sides = list(sides)
    return tally(
        {side.department.pk: side.vote.priority for side in sides if side.vote}, [s.department.pk for s in sides]
    )


def tally_words(said: Tally) -> str:
    """What the votes say together, in a sentence."""
    if said.lowest is None or said.highest is None:
        return _("Nobody has voted yet.")
    if said.is_equal:
        return _("All who voted say the same: %(priority)s.") % {"priority": Priority(said.lowest).label}
    words = {"first": Priority(said.lowest).label, "last": Priority(said.highest).label}
    return _("The votes differ, from %(first)s to %(last)s.") % words


def _inside(user: User, thing: Request) -> dict[str, Any]:
    events = list(Event.objects.filter(stream=thing.stream_id, target=f"request:{thing.pk}").order_by("seq"))
    sides = sides_of(thing, thing.votes.select_related("department", "voted_by"), events)
    said = tally_of(sides)
    of_meetings = [event.after["record"] for event in events if "record" in event.after]
    records = visible_records(user).filter(Q(request=thing) | Q(pk__in=of_meetings)).select_related("current")
    return {
        "sides": sides,
        "tally": said,
        "tally_words": tally_words(said),
        "notes": thing.notes.select_related("written_by"),
        "item": visible_items(user).filter(pk=thing.item_id).first() if thing.item_id else None,
        "records": records,
        "steps": [_step(event) for event in events] if allows(user, Action.SEE_HISTORY) else [],
    }


def _step(event: Event) -> Step:
    return Step(
        number=event.seq,
        at=event.at,
        who=event.actor_name,
        said_by=event.said_by,
        what=str(EVENT_WORDS.get(event.verb, event.verb)),
        was=_was(event),
        reason=event.reason,
    )


def _was(event: Event) -> str:
    """The value that no longer stands, of what people look back for."""
    if event.verb == "request_promise_moved":
        days = (date.fromisoformat(values["promised_on"]) for values in (event.before, event.after))
        return " → ".join(wording.day(day, language()) for day in days)
    if event.verb == "request_agreed" and event.before.get("priority"):
        return f"{Priority(event.before['priority']).label} → {Priority(event.after['priority']).label}"
    if event.verb == "request_voted":
        votes = [event.after[name] for name in ("vote_before", "vote") if event.after.get(name)]
        changed = " → ".join(dict.fromkeys(str(Priority(vote["priority"]).label) for vote in votes))
        return f"{votes[-1]['department_name']}: {changed}"
    return ""
