"""The links of a department's screens: made here, shown once, revoked here."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import Refusal

from ..access import departments_with_displays, visible_displays
from ..forms.displays import DisplayForm
from ..models import DisplayLink
from ..services.displays import make_display, revoke_display
from .answers import PageRequest, signed_in


@require_GET
@signed_in
def display_list(request: PageRequest) -> HttpResponse:
    _check_runs_any(request)
    return _page(request, DisplayForm(user=request.user))


@require_POST
@signed_in
def display_make(request: PageRequest) -> HttpResponse:
    """The answer itself shows the address: it is kept nowhere, so no later page could."""
    _check_runs_any(request)
    form = DisplayForm(request.POST, user=request.user)
    if not form.is_valid():
        return _page(request, form, status=400)
    try:
        link, token = make_display(by=request.user, **form.arguments())
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(request, form, status=refusal.status)
    return _page(request, DisplayForm(user=request.user), made={"link": link, "address": display_address(token)})


@require_POST
@signed_in
def display_revoke(request: PageRequest, display_id: int) -> HttpResponse:
    _check_runs_any(request)
    try:
        revoke_display(display_id, by=request.user)
    except DisplayLink.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The link is revoked. The screen shows nothing from now on."))
    return redirect("projects:display-list")


def display_address(token: str) -> str:
    return f"{settings.BASE_URL}{reverse('projects:display', args=[token])}"


def _check_runs_any(request: PageRequest) -> None:
    if not departments_with_displays(request.user).exists():
        raise PermissionDenied


def _page(request: PageRequest, form: DisplayForm, *, status: int = 200, **more: Any) -> HttpResponse:
    links = visible_displays(request.user).filter(revoked_at__isnull=True)
    return render(request, "projects/display_list.html", {"form": form, "links": links, **more}, status=status)
