"""One person: where they stand, what they own, and what happens to it when they leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts import access
from accounts.access import Action
from accounts.access.people import (
    may_change_person,
    may_close_account,
    may_pass_on,
    may_see_contact,
    possible_owners,
    visible_people,
)
from accounts.errors import Refusal
from accounts.forms.base import OwnForm
from accounts.forms.people import PersonForm
from accounts.models import User, UserQuerySet
from accounts.pages import PageRequest, signed_in, status_of
from accounts.people import changes_of
from accounts.services import change_person, reopen_account
from ledger.models import Event
from ledger.services import company_stream
from projects.access import nameable_people
from projects.services.bulk import Outcome

from ..access import owed_by
from ..forms.people import PassOnForm
from ..links import owed_url
from ..models import Owed
from ..services.leaving import open_items_of, pass_on_items, see_off

EVENTS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class OwnedIn:
    """What somebody owns in one launch."""

    project_id: int
    name: str
    launch_on: date
    open_count: int
    late_count: int
    next_due_on: date


@require_GET
@signed_in
def person_detail(request: PageRequest, user_id: int) -> HttpResponse:
    return _page(request, _person(request, user_id))


@require_POST
@signed_in
def person_change(request: PageRequest, user_id: int) -> HttpResponse:
    person = _person(request, user_id)
    _require(may_change_person(request.user, person))
    form = PersonForm(request.POST, person=person, by=request.user)

    def change() -> None:
        change_person(person, by=request.user, **form.arguments())
        messages.success(request, _("The change is saved."))

    return _done(request, person, "form", form, change)


@require_POST
@signed_in
def person_pass_on(request: PageRequest, user_id: int) -> HttpResponse:
    person = _person(request, user_id)
    _require(may_pass_on(request.user, person))
    form = PassOnForm(request.POST, people=_takers(request.user, person))

    def pass_on() -> None:
        assert form.successor is not None  # noqa: S101 — the form asks for one
        _say(request, pass_on_items(person, by=request.user, to=form.successor, reason=form.cleaned_data["reason"]))

    return _done(request, person, "pass_form", form, pass_on)


@require_POST
@signed_in
def person_close(request: PageRequest, user_id: int) -> HttpResponse:
    person = _person(request, user_id)
    _require(may_close_account(request.user, person))
    form = _close_form(request.user, person, request.POST)

    def close() -> None:
        outcome = see_off(person, by=request.user, to=form.successor, reason=form.cleaned_data["reason"])
        messages.success(request, _("The account is closed. Sign-in, tokens and messages stop at once."))
        _say(request, outcome)

    return _done(request, person, "close_form", form, close)


@require_POST
@signed_in
def person_reopen(request: PageRequest, user_id: int) -> HttpResponse:
    person = _person(request, user_id)
    _require(may_close_account(request.user, person))
    reopen_account(person, by=request.user)
    messages.success(request, _("The account is open again."))
    return redirect("records:person-detail", person.pk)


def _require(is_allowed: bool) -> None:
    if not is_allowed:
        raise PermissionDenied


def _done(request: PageRequest, person: User, name: str, form: OwnForm, deed: Callable[[], None]) -> HttpResponse:
    """Do what the form asks for; what is wrong is said in the form, on the page that it stands on as `name`."""
    if not form.is_valid():
        return _page(request, person, 400, **{name: form})
    try:
        deed()
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(request, person, status_of(request, refusal), **{name: form})
    return redirect("records:person-detail", person.pk)


def _page(request: PageRequest, person: User, status: int = 200, **forms: Any) -> HttpResponse:
    by, today = request.user, timezone.localdate()
    owned = owned_by_launch(person, seen_by=by, today=today)
    owed = owed_by(person, seen_by=by).select_related("project")
    may_change = may_change_person(by, person)
    context = {
        "person": person,
        "today": today,
        "may_see_contact": may_see_contact(by, person),
        "owned": owned,
        "open_count": sum(each.open_count for each in owned),
        "late_count": sum(each.late_count for each in owned),
        "owed": [(each, Owed.Kind(each.kind).label, owed_url(each)) for each in owed],
        "may_change": may_change,
        "may_close": may_close_account(by, person),
        "may_pass_on": bool(owned) and may_pass_on(by, person),
        "form": PersonForm(person=person, by=by) if may_change else None,
        "pass_form": PassOnForm(people=_takers(by, person)),
        "close_form": _close_form(by, person),
        "events": _events(person) if access.allows(by, Action.CHANGE_PERSON) else [],
        **forms,
    }
    return render(request, "accounts/person_detail.html", context, status=status)


def owned_by_launch(person: User, *, seen_by: User, today: date) -> list[OwnedIn]:
    """Launches in the order of the earliest date that is owed. One query."""
    rows = (
        open_items_of(person, seen_by=seen_by)
        .order_by()
        .values("project_id", "project__name", "project__launch_on")
        .annotate(open_count=Count("pk"), late_count=Count("pk", filter=Q(due_on__lt=today)), next_due_on=Min("due_on"))
        .order_by("next_due_on", "project_id")
    )
    return [
        OwnedIn(
            row["project_id"], row["project__name"], row["project__launch_on"],
            row["open_count"], row["late_count"], row["next_due_on"],
        )
        for row in rows
    ]  # fmt: skip


def _person(request: PageRequest, user_id: int) -> User:
    return get_object_or_404(visible_people(request.user).select_related("department"), pk=user_id)


def _takers(by: User, person: User) -> UserQuerySet:
    """The possible owners whom a planner may name, for a lead those of the department; colleagues come first."""
    people = (nameable_people(by) & possible_owners()).exclude(pk=person.pk)
    if access.reach(by, Action.REASSIGN) != access.Reach.ALL:
        people = people.filter(department=by.department_id)
    ours = Q(department=person.department_id)
    return people.annotate(is_colleague=Count("pk", filter=ours)).order_by("-is_colleague", "name", "pk")


def _close_form(by: User, person: User, data: Any = None) -> PassOnForm:
    people = _takers(by, person) if may_pass_on(by, person) else User.objects.none()
    return PassOnForm(data, people=people, is_needed=False, nobody=_("Nobody yet"))


def _say(request: PageRequest, outcome: Outcome) -> None:
    if n := len(outcome.changed):
        said = ngettext("%(n)d item was passed on.", "%(n)d items were passed on.", n) % {"n": n}
        messages.success(request, said)
    for item, sentence in outcome.refused[:5]:
        messages.error(request, f"{item.local_title}: {sentence}")


def _events(person: User) -> list[tuple[Event, str]]:
    """The latest of what was changed about the person."""
    found = Event.objects.filter(stream=company_stream(), target=f"user:{person.pk}").order_by("-seq")
    return [(event, changes_of(event)) for event in found[:EVENTS_SHOWN]]
