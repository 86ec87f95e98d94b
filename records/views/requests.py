"""Requests: the list, the board, one with all that belongs to it, and each deed to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Action, Reach, reach
from accounts.errors import Refusal, Stale
from accounts.models import Department, User
from accounts.pages import PageRequest, signed_in, status_of

from ..access import visible_requests
from ..access.requests import deeds_for, may
from ..models import Priority, Request
from ..request_lists import CARDS, STANDING, Asked, asked_requests, board_cards, counts_by_state, for_rows
from ..requesting import State, due_on, is_late, tally
from .request_deeds import BETWEEN, DEEDS, NEXT
from .request_page import request_or_404, request_page

PER_PAGE = 50
# As what the list is saved: the kind of file, its name, and more of its address.


@require_GET
@signed_in
def request_list(request: PageRequest) -> HttpResponse:
    user, asked = request.user, Asked.of(request.GET)
    counts = counts_by_state(user, asked)
    page = Paginator(for_rows(asked_requests(user, asked)), PER_PAGE).get_page(request.GET.get("page"))
    context = _common(user, asked, counts) | {
        "page": page,
        "rows": [_card(thing) for thing in page],
        "states": _states(counts),
        "sorts": {name: asked.query(sort=name) for name in ("backlog", "newest", "promised", "inquiries")},
    }
    return render(request, "records/request_list.html", context)


@require_GET
@signed_in
def request_board(request: PageRequest) -> HttpResponse:
    user, asked = request.user, Asked.of(request.GET)
    counts = counts_by_state(user, asked)
    cards: dict[str, list[dict[str, Any]]] = {state.value: [] for state in State}
    for thing in for_rows(board_cards(user, asked)):
        cards[thing.state].append(_card(thing) | {"moves": _moves(user, thing)})
    columns = [
        {
            "state": state,
            "count": counts.get(state, 0),
            "cards": cards[state],
            "is_cut": counts.get(state, 0) > CARDS,
            "url": asked.query(state=state),
        }
        for state in State
    ]
    return render(request, "records/request_board.html", _common(user, asked, counts) | {"columns": columns})


@require_GET
@signed_in
def request_detail(request: PageRequest, request_id: int) -> HttpResponse:
    thing = request_or_404(request.user, request_id)
    return request_page(request, thing, opened=request.GET.get("do", ""))


@require_POST
@signed_in
def request_act(request: PageRequest, request_id: int, name: str) -> HttpResponse:
    user, deed = request.user, DEEDS[name]
    thing = request_or_404(user, request_id)
    if not may(user, thing, deed.name):
        raise PermissionDenied
    form = deed.form(request.POST, request=thing, by=user)
    if not form.is_valid():
        return request_page(request, thing, opened=name, form=form, status=400)
    try:
        deed.service(thing.pk, by=user, **form.arguments())
    except Refusal as refusal:
        form.refuse(refusal)
        fresh = request_or_404(user, request_id)
        if isinstance(refusal, Stale):
            form.renew(fresh.version)
        return request_page(request, fresh, opened=name, form=form, status=status_of(request, refusal))
    messages.success(request, deed.said)
    return redirect(_back_to(request, thing))


def _back_to(request: PageRequest, thing: Request) -> str:
    """A card's button leads back to its board."""
    if request.POST.get("back") == "board":
        return "records:request-board"
    return f"/requests/{thing.pk}/"


def _common(user: User, asked: Asked, counts: dict[str, int]) -> dict[str, Any]:
    of_requests = visible_requests(user).order_by()
    departments = Department.objects.filter(pk__in=of_requests.values("department"))
    owners = User.objects.filter(pk__in=of_requests.exclude(owner=None).values("owner")).order_by("name")
    return {
        "asked": asked,
        "query": asked.query(),
        "standing": sum(counts.get(state, 0) for state in STANDING),
        "shows": {show: asked.query(show=show) for show in ("all", "mine", "late")},
        "priorities": Priority.choices,
        "departments": departments | Department.objects.filter(pk__in=of_requests.values("owner_department")),
        "owners": owners if not user.is_partner else [],
        "is_inside": not user.is_partner,
        "may_file": reach(user, Action.REPORT) != Reach.NONE,
        "may_meet": reach(user, Action.TRIAGE) == Reach.ALL,
    }


def _states(counts: dict[str, int]) -> list[tuple[str, Any, int]]:
    return [(state.value, state.label, counts.get(state, 0)) for state in State]


def _card(thing: Request) -> dict[str, Any]:
    today = thing.today  # type: ignore[attr-defined]  # annotated
    votes = {vote.department_id: vote.priority for vote in thing.votes.all()}
    return {
        "thing": thing,
        "today": today,
        "due_on": due_on(thing),
        "is_late": is_late(thing, today),
        "tally": tally(votes, ()),
    }


def _moves(user: User, thing: Request) -> list[dict[str, Any]]:
    """The columns that this person may move the card to: at once, or by way of the form that it takes."""
    deeds = deeds_for(user, thing)
    first = NEXT.get(thing.state, ("", None))[0]
    return [
        {"to": to, "name": deed, "label": DEEDS[deed].label, "is_first": deed == first, "is_bare": deed == "triage"}
        for (state, to), deed in BETWEEN.items()
        if state == thing.state and DEEDS[deed].name in deeds
    ]
