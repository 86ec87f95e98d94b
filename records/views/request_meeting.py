"""The review meeting: choose the requests, go through them one by one, read the record at the end.

The address keeps which requests and which sides; what was said is in the record, so the meeting can go on any time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Action, Reach, reach
from accounts.asked import numbers
from accounts.errors import Refusal, Stale
from accounts.models import Department, User
from accounts.pages import PageRequest, signed_in, status_of

from ..access import visible_records
from ..forms.request_meeting import ReviewForm, StartForm
from ..models import Record, Request
from ..request_lists import BACKLOG, for_rows, with_today
from ..requesting import State
from ..services.request_meetings import MOST_REQUESTS, review_request, reviewable, start_meeting
from .request_page import sides_of, tally_of, tally_words

CHOICES = 200
KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Agenda:
    """What the address of a meeting says: the requests in their order, the sides, and which request is on."""

    record_id: int
    requests: tuple[int, ...]
    sides: tuple[int, ...]

    @classmethod
    def of(cls, record_id: int, given: QueryDict) -> Agenda:
        return cls(record_id, _ids(given.get("requests", "")), _ids(given.get("sides", "")))

    def url(self, request_id: int) -> str:
        values = {"requests": _joined(self.requests), "sides": _joined(self.sides)}
        query = urlencode({name: value for name, value in values.items() if value}, safe=",")
        return f"{reverse('records:meeting-request', args=[self.record_id, request_id])}?{query}"

    def beside(self, request_id: int, step: int) -> int | None:
        """The request before (-1) or after (1) this one; None at the ends."""
        place = self.requests.index(request_id) + step
        return self.requests[place] if 0 <= place < len(self.requests) else None


@require_http_methods(["GET", "POST"])
@signed_in
def request_meeting(request: PageRequest) -> HttpResponse:
    user = _planner(request)
    offered = with_today(reviewable(user)).order_by(*BACKLOG)
    form = StartForm(request.POST or None, requests=offered)
    status = 200
    if form.is_bound:
        status = 400
        if form.is_valid():
            chosen = [thing.pk for thing in form.cleaned_data["requests"]]
            sides = tuple(side.pk for side in form.cleaned_data["sides"])
            try:
                record = start_meeting(
                    chosen,
                    by=user,
                    title=form.cleaned_data["title"],
                    creation_key=form.cleaned_data["creation_key"],
                )
            except Refusal as refusal:
                form.refuse(refusal)
                status = status_of(request, refusal)
            else:
                return HttpResponseRedirect(Agenda(record.pk, tuple(chosen), sides).url(chosen[0]))
    picked = set(request.POST.getlist("requests")) if form.is_bound else None
    things = for_rows(offered)[:CHOICES]
    rows = [
        (thing, str(thing.pk) in picked if picked is not None else thing.state == State.TRIAGED) for thing in things
    ]
    context = {"form": form, "rows": rows, "most": MOST_REQUESTS}
    return render(request, "records/request_meeting.html", context, status=status)


@require_GET
@signed_in
def meeting_request(request: PageRequest, record_id: int, request_id: int) -> HttpResponse:
    user = _planner(request)
    record, thing, agenda = _found(request, record_id, request_id)
    return _page(request, record, thing, agenda, ReviewForm(request=thing, by=user, sides=_sides(user, thing, agenda)))


@require_POST
@signed_in
def meeting_review(request: PageRequest, record_id: int, request_id: int) -> HttpResponse:
    """Keep what was said of one request and go to the next; after the last one to the record."""
    user = _planner(request)
    record, thing, agenda = _found(request, record_id, request_id)
    form = ReviewForm(request.POST, request=thing, by=user, sides=_sides(user, thing, agenda))
    if not form.is_valid():
        return _page(request, record, thing, agenda, form, status=400)
    review = form.review(agrees=request.POST.get("go") != KEEP)
    try:
        review_request(record.pk, thing.pk, review, by=user, version=form.cleaned_data["version"])
    except Refusal as refusal:
        form.refuse(refusal)
        if isinstance(refusal, Stale):
            form.renew(refusal.current["version"])
        return _page(request, record, thing, agenda, form, status=status_of(request, refusal))
    following = agenda.beside(request_id, 1)
    if following:
        return HttpResponseRedirect(agenda.url(following))
    messages.success(request, _("That was the last one. This is the record of the meeting."))
    return HttpResponseRedirect(reverse("records:record-detail", args=[record.pk]))


def _page(
    request: PageRequest, record: Record, thing: Request, agenda: Agenda, form: ReviewForm, *, status: int = 200
) -> HttpResponse:
    before, after = agenda.beside(thing.pk, -1), agenda.beside(thing.pk, 1)
    said = tally_of(sides_of(thing, thing.votes.select_related("department")))
    context: dict[str, Any] = {
        "record": record,
        "thing": thing,
        "form": form,
        "is_stale": status == 412,
        "options": thing.options.all(),
        "tally_words": tally_words(said),
        "place": agenda.requests.index(thing.pk) + 1,
        "total": len(agenda.requests),
        "before_url": agenda.url(before) if before else "",
        "after_url": agenda.url(after) if after else "",
        "save_url": agenda.url(thing.pk).replace("/?", "/review/?"),
        "agenda": _titles(request.user, agenda, thing),
    }
    return render(request, "records/meeting_request.html", context, status=status)


def _titles(user: User, agenda: Agenda, thing: Request) -> list[tuple[str, Any, bool]]:
    """The whole agenda with the state of each: (address, request, is it on now)."""
    found = reviewable(user).in_bulk(agenda.requests)
    return [(agenda.url(pk), found[pk], pk == thing.pk) for pk in agenda.requests if pk in found]


def _found(request: PageRequest, record_id: int, request_id: int) -> tuple[Record, Request, Agenda]:
    record = get_object_or_404(visible_records(request.user).select_related("current"), pk=record_id)
    related = ("department", "owner_department", "project", "owner")
    thing = get_object_or_404(with_today(reviewable(request.user)).select_related(*related), pk=request_id)
    agenda = Agenda.of(record_id, request.GET)
    if request_id not in agenda.requests:
        agenda = Agenda(record_id, (*agenda.requests, request_id), agenda.sides)
    return record, thing, agenda


def _sides(user: User, thing: Request, agenda: Agenda) -> list[Department]:
    """Who asks, who delivers, the planner's own, those who take part, and everybody who voted before."""
    voted = thing.votes.values_list("department_id", flat=True)
    wanted = [thing.department_id, thing.owner_department_id, *agenda.sides, *voted, user.department_id]
    found = Department.objects.in_bulk([pk for pk in wanted if pk])
    return [found[pk] for pk in dict.fromkeys(wanted) if pk in found]


def _planner(request: PageRequest) -> User:
    if reach(request.user, Action.TRIAGE) != Reach.ALL:
        raise PermissionDenied
    return request.user


def _ids(text: str) -> tuple[int, ...]:
    parts = [part for part in text.split(",")[:MOST_REQUESTS] if part]
    ids = numbers(parts)
    if len(ids) < len(parts):
        raise Http404
    return tuple(dict.fromkeys(ids))


def _joined(ids: tuple[int, ...]) -> str:
    return ",".join(map(str, ids))
