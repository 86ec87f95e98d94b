"""The annual plan: add, change and remove a planned launch."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Action, allows
from accounts.errors import Refusal, Stale
from projects.access import visible_planned
from projects.forms.plan import PlannedForm, RemovePlannedForm
from projects.models import PlannedLaunch
from projects.services.planning import add_planned, change_planned, remove_planned

from .answers import PageRequest, signed_in, status_of


@require_http_methods(["GET", "POST"])
@signed_in
def planned_add(request: PageRequest) -> HttpResponse:
    require_planner(request)
    form = PlannedForm(request.POST or None)
    if not form.is_valid():
        return _page(request, form, status=400 if form.is_bound else 200)
    try:
        arguments = form.arguments()
        del arguments["version"]
        planned = add_planned(by=request.user, **arguments)
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(request, form, status=status_of(request, refusal))
    return _to_year(request, planned, _("It stands in the plan."))


@require_http_methods(["GET", "POST"])
@signed_in
def planned_change(request: PageRequest, planned_id: int) -> HttpResponse:
    require_planner(request)
    planned = get_object_or_404(visible_planned(request.user).waiting(), pk=planned_id)
    form = PlannedForm(request.POST or None, planned=planned)
    if not form.is_valid():
        return _page(request, form, planned, status=400 if form.is_bound else 200)
    try:
        planned = change_planned(planned.pk, by=request.user, **form.arguments())
    except Refusal as refusal:
        form.refuse(refusal)
        if isinstance(refusal, Stale):
            form.renew(refusal.current["version"])
        return _page(request, form, planned, status=status_of(request, refusal))
    return _to_year(request, planned, _("The plan is changed."))


@require_POST
@signed_in
def planned_remove(request: PageRequest, planned_id: int) -> HttpResponse:
    require_planner(request)
    planned = get_object_or_404(visible_planned(request.user).waiting(), pk=planned_id)
    form = RemovePlannedForm(request.POST)
    if not form.is_valid():
        return _page(request, PlannedForm(planned=planned), planned, status=400)
    try:
        remove_planned(planned.pk, by=request.user, **form.arguments())
    except Refusal as refusal:
        shown = PlannedForm(planned=planned)
        messages.error(request, refusal.message)
        return _page(request, shown, planned, status=status_of(request, refusal))
    return _to_year(request, planned, _("It was removed from the plan."))


def require_planner(request: PageRequest) -> None:
    if not allows(request.user, Action.RUN_LAUNCH):
        raise PermissionDenied(_("A CX planner keeps the plan."))


def _page(
    request: PageRequest, form: PlannedForm, planned: PlannedLaunch | None = None, status: int = 200
) -> HttpResponse:
    return render(request, "projects/planned.html", {"form": form, "planned": planned}, status=status)


def _to_year(request: PageRequest, planned: PlannedLaunch, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("projects:year", planned.launch_on.year)
