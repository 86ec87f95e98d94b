"""What a reader keeps of the launches: a choice under a name, and how far they have looked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import Refusal
from projects.forms.saved_views import ConfirmLookForm, SaveViewForm
from projects.launch_filters import LaunchFilters
from projects.services.looks import confirm_look
from projects.services.saved_views import delete_view, save_view

from .answers import PageRequest, signed_in


@require_POST
@signed_in
def view_save(request: PageRequest) -> HttpResponse:
    form = SaveViewForm(request.POST)
    kept = LaunchFilters.of_query(request.POST.get("query", ""))
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return _to_list(kept)
    try:
        view = save_view(by=request.user, **form.arguments())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return _to_list(kept)
    messages.success(request, _("Saved as “%(name)s”.") % {"name": view.name})
    return _to_list(kept)


@require_POST
@signed_in
def view_delete(request: PageRequest, view_id: int) -> HttpResponse:
    view = get_object_or_404(request.user.saved_views, pk=view_id)
    delete_view(view.pk, by=request.user)
    messages.success(request, _("“%(name)s” was deleted. The launches themselves stay.") % {"name": view.name})
    return _to_list(LaunchFilters.of_query(view.query))


@require_POST
@signed_in
def look_confirm(request: PageRequest) -> HttpResponse:
    form = ConfirmLookForm(request.POST)
    kept = LaunchFilters.of_query(request.POST.get("query", ""))
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return _to_list(kept)
    confirm_look(form.cleaned_data["seen"], by=request.user)
    return _to_list(kept)


def _to_list(filters: LaunchFilters) -> HttpResponse:
    return redirect(reverse("projects:project-list") + filters.url)
