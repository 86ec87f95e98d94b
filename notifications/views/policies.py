"""The ladder of a template, of a launch, and what a department adds: shown to all, written by who may, with a preview.

A step is added or taken away by the server, which gives the form back as it was typed, so the editor works without
JavaScript; only saving changes anything.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.asked import number
from accounts.errors import Refusal, Stale
from accounts.models import Department
from projects.views.answers import STALE, PageRequest, signed_in, wants_fragment

from ..forms.policies import PolicyForm, next_step, redrawn_rows, rows_of, sent_rows
from ..ladder import Audience, Step, Urgency
from ..places import Place, is_open, may_edit, place_of, source_of
from ..services.policies import check_policy, remove_policy, save_policy
from ..services.standing import Standing, standing_at, version_at
from .policy_page import Edited, page_context, policy_url, preview_context

FIRST_ADDED = (Step(-3, frozenset({Audience.LEAD}), Urgency.DIGEST),)


@require_http_methods(["GET", "POST"])
@signed_in
def policy_detail(request: PageRequest, /, **named: int) -> HttpResponse:
    """What stands and where it comes from; editors get the form, `?edit=1` where nothing is written. POST saves."""
    place = place_of(request.user, **named)
    if request.method == "GET":
        standing = standing_at(place)
        is_written = standing.source == source_of(place) and standing.policy is not None
        wants_form = (is_written or "edit" in request.GET) and may_edit(request.user, place) and is_open(place)
        edited = Edited(_fresh(place, standing) if wants_form else None)
        return _page(request, place, edited)
    _require_editor(request, place)
    form = _sent(request)
    if not form.is_valid():
        return _page(request, place, Edited(form, is_draft=True), 400)
    try:
        save_policy(
            request.user,
            steps=form.steps(),
            pause_days=form.cleaned_data["pause_days"],
            version=form.cleaned_data["version"],
            **{f"{source_of(place)}_id": place.pk},
        )
    except Stale:
        form.renew(version_at(place))
        return _page(request, place, Edited(form, is_draft=True, is_stale=True), STALE)
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(request, place, Edited(form, is_draft=True), refusal.status)
    messages.success(request, _("The reminder ladder is saved. It holds from the next reminder on."))
    return redirect(policy_url(place))


@require_POST
@signed_in
def policy_edit(request: PageRequest, /, **named: int) -> HttpResponse:
    """The form with a step more (`add`) or less (`remove`: its number). Nothing is saved."""
    place = place_of(request.user, **named)
    _require_editor(request, place)
    if "add" in request.POST:
        rows = redrawn_rows(request.POST, add=next_step(request.POST, adds_to_others=isinstance(place, Department)))
    else:
        rows = redrawn_rows(request.POST, remove=number(request.POST.get("remove")))
    typed = {name: request.POST.get(name, "") for name in ("pause_days", "version")}
    form = PolicyForm(initial=typed, rows=rows)
    edited = Edited(form, is_draft=True)
    if wants_fragment(request):
        return render(request, "notifications/_policy_form.html", page_context(request, place, edited))
    return _page(request, place, edited)


@require_POST
@signed_in
def policy_preview(request: PageRequest, /, **named: int) -> HttpResponse:
    """Who would be told what, by what was typed, beside what is in force."""
    place = place_of(request.user, **named)
    _require_editor(request, place)
    form, status = _sent(request), 200
    edited = Edited(form, is_draft=True)
    if not form.is_valid():
        status = 400
    else:
        try:
            check_policy(place, form.steps(), form.cleaned_data["pause_days"])
            edited = Edited(form, form.steps(), is_draft=True)
        except Refusal as refusal:
            form.refuse(refusal)
            status = refusal.status
    if not wants_fragment(request):
        return _page(request, place, edited, status)
    context = preview_context(request, place, edited)
    return render(request, "notifications/_preview.html", context, status=200 if status == 200 else 422)


@require_POST
@signed_in
def policy_remove(request: PageRequest, /, **named: int) -> HttpResponse:
    """Back to the ladder below."""
    place = place_of(request.user, **named)
    try:
        remove_policy(
            request.user,
            version=number(request.POST.get("version")),
            **{f"{source_of(place)}_id": place.pk},
        )
    except Refusal as refusal:
        if refusal.status == 403:
            raise PermissionDenied(refusal.message) from refusal
        messages.error(request, refusal.message)
        return redirect(policy_url(place))
    gone, back = _("Its own steps are gone."), _("It follows the ladder below again.")
    messages.success(request, gone if isinstance(place, Department) else back)
    return redirect(policy_url(place))


def _page(request: PageRequest, place: Place, edited: Edited, status: int = 200) -> HttpResponse:
    return render(request, "notifications/policy.html", page_context(request, place, edited), status=status)


def _require_editor(request: PageRequest, place: Place) -> None:
    if not may_edit(request.user, place):
        raise PermissionDenied


def _fresh(place: Place, standing: Standing) -> PolicyForm:
    """The form over what stands; over a first step of its own where a department adds nothing yet."""
    initial = {"pause_days": standing.pause_days, "version": version_at(place)}
    return PolicyForm(initial=initial, rows=rows_of(standing.steps or FIRST_ADDED))


def _sent(request: PageRequest) -> PolicyForm:
    return PolicyForm(request.POST, rows=sent_rows(request.POST))
