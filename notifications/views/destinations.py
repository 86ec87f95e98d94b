"""Channels: one's own, a department's, a launch's; and test messages, with what became of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as toasts
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Action, allows
from accounts.errors import Forbidden, Refusal
from accounts.models import Department
from projects.forms.base import ServiceForm
from projects.views.answers import PageRequest, project_or_404, signed_in, wants_fragment
from projects.views.launch import head_context

from ..access import managed_destinations, test_messages
from ..forms.destinations import AddDestinationForm, ChangeDestinationForm, DisableForm
from ..models import Destination, Message
from ..services.destinations import (
    add_destination,
    change_destination,
    disable_destination,
    rotate_secret,
    send_test,
)
from ..trial_message import standing
from .preferences import LISTED, preferences_page


@require_POST
@signed_in
def own_destination_add(request: PageRequest) -> HttpResponse:
    form = AddDestinationForm(request.POST, is_own=True)
    added = _added(request, form)
    if added is None:
        return preferences_page(request, add_form=form)
    if added.secret:
        return preferences_page(request, shown_secret=added)
    return redirect(reverse("notifications:preferences") + "#channels")


@require_http_methods(["GET", "POST"])
@signed_in
def department_destinations(request: PageRequest, department_id: int) -> HttpResponse:
    department = get_object_or_404(Department, pk=department_id)
    if not allows(request.user, Action.SET_CHANNELS, department_id=department.pk):
        raise PermissionDenied
    return _shared_page(request, {"department": department}, department_id=department.pk)


@require_http_methods(["GET", "POST"])
@signed_in
def launch_destinations(request: PageRequest, project_id: int) -> HttpResponse:
    project = project_or_404(request.user, project_id)
    if not allows(request.user, Action.RUN_LAUNCH):
        raise PermissionDenied
    return _shared_page(request, head_context(project, request.user, timezone.now()), project_id=project.pk)


def _shared_page(request: PageRequest, about: dict[str, Any], **owner: Any) -> HttpResponse:
    form = AddDestinationForm(request.POST or None, is_own=False)
    added = _added(request, form, **owner)
    if added is not None and not added.secret:
        return redirect(request.path)
    context = {
        **about,
        "destinations": managed_destinations(request.user).filter(**owner).order_by(*LISTED),
        "add_form": form if added is None else AddDestinationForm(is_own=False),
        "shown_secret": added,
    }
    return render(request, "notifications/destinations.html", context, status=_status(form))


def _added(request: PageRequest, form: AddDestinationForm, **owner: Any) -> Destination | None:
    """The new channel, or none while the form is empty or was sent back with what is wrong."""
    if not form.is_valid():
        return None
    try:
        added = add_destination(request.user, **form.arguments(), **owner)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except Refusal as refusal:
        form.refuse(refusal)
        return None
    toasts.success(request, _("The channel is added. Send a test message to see whether it works."))
    return added


@require_http_methods(["GET", "POST"])
@signed_in
def destination_change(request: PageRequest, destination_id: int) -> HttpResponse:
    destination = _destination(request, destination_id)
    form = ChangeDestinationForm(request.POST or None, destination=destination)
    if not form.is_valid():
        return _change_page(request, destination, form=form)
    try:
        change_destination(destination.pk, by=request.user, **form.arguments())
    except Refusal as refusal:
        form.refuse(refusal)
        return _change_page(request, destination, form=form)
    toasts.success(request, _("The channel is changed."))
    return redirect(home_of(destination))


@require_POST
@signed_in
def destination_disable(request: PageRequest, destination_id: int) -> HttpResponse:
    destination = _destination(request, destination_id)
    form = DisableForm(request.POST)
    if not form.is_valid():
        return _change_page(request, destination, disable_form=form)
    disable_destination(destination.pk, by=request.user, **form.arguments())
    toasts.success(request, _("The channel is switched off. Nothing is sent there any more."))
    return redirect(home_of(destination))


@require_POST
@signed_in
def destination_rotate_secret(request: PageRequest, destination_id: int) -> HttpResponse:
    """The answer itself shows the new secret: no later page does."""
    destination = _destination(request, destination_id)
    try:
        rotated = rotate_secret(destination.pk, by=request.user)
    except Refusal as refusal:
        toasts.error(request, refusal.message)
        return redirect("notifications:destination-change", destination.pk)
    return _change_page(request, rotated, shown_secret=rotated)


@require_POST
@signed_in
def own_test(request: PageRequest) -> HttpResponse:
    """A test message to the reader's own mail."""
    return _sent_test(request, send_test(request.user))


@require_POST
@signed_in
def destination_test(request: PageRequest, destination_id: int) -> HttpResponse:
    destination = _destination(request, destination_id)
    try:
        message = send_test(request.user, destination_id=destination.pk)
    except Refusal as refusal:
        toasts.error(request, refusal.message)
        return redirect(home_of(destination))
    return _sent_test(request, message)


@require_GET
@signed_in
def test_detail(request: PageRequest, test_id: int) -> HttpResponse:
    return _test_answer(request, get_object_or_404(test_messages(request.user), pk=test_id))


def _sent_test(request: PageRequest, message: Message) -> HttpResponse:
    if not wants_fragment(request):
        return redirect("notifications:test-detail", message.pk)
    return _test_answer(request, message)


def _test_answer(request: PageRequest, message: Message) -> HttpResponse:
    context = {"message": message, "standing": standing(message, timezone.now())}
    if wants_fragment(request):
        return render(request, "notifications/_test.html", context)
    home = home_of(message.destination) if message.destination else reverse("notifications:preferences")
    return render(request, "notifications/test_detail.html", context | {"home": home})


def _destination(request: PageRequest, destination_id: int) -> Destination:
    mine = managed_destinations(request.user).select_related("department", "project")
    return get_object_or_404(mine, pk=destination_id)


def home_of(destination: Destination) -> str:
    """The page that lists it."""
    if destination.project_id:
        return reverse("notifications:launch-destinations", args=[destination.project_id])
    if destination.department_id:
        return reverse("notifications:department-destinations", args=[destination.department_id])
    return reverse("notifications:preferences") + "#channels"


def _change_page(
    request: PageRequest,
    destination: Destination,
    *,
    form: ServiceForm | None = None,
    disable_form: ServiceForm | None = None,
    shown_secret: Destination | None = None,
) -> HttpResponse:
    context = {
        "destination": destination,
        "home": home_of(destination),
        "form": form or ChangeDestinationForm(destination=destination),
        "disable_form": disable_form or DisableForm(),
        "shown_secret": shown_secret,
    }
    return render(request, "notifications/destination_change.html", context, status=_status(form, disable_form))


def _status(*forms: ServiceForm | None) -> int:
    return 400 if any(form is not None and form.is_bound and form.errors for form in forms) else 200
