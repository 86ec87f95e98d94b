"""Proposing a line of a launch for its template."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import Action
from accounts.errors import Refusal
from projects.access import may
from projects.forms.proposing import ProposeItemForm
from projects.models import Item
from projects.services.proposing import propose_from_item

from .answers import PageRequest, item_or_404, signed_in, status_of
from .rows import item_url


@require_http_methods(["GET", "POST"])
@signed_in
def item_propose(request: PageRequest, project_id: int, item_id: int) -> HttpResponse:
    item = item_or_404(request.user, project_id, item_id)
    if not may(request.user, Action.PROPOSE_LINE, item):
        raise PermissionDenied
    form = ProposeItemForm(request.POST or None, item=item)
    if not form.is_valid():
        return _page(request, item, form, 400 if form.is_bound else 200)
    try:
        propose_from_item(item.pk, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(request, item, form, status_of(request, refusal))
    messages.success(request, _("Thank you. A CX planner decides about it."))
    return redirect(item_url(item))


def _page(request: PageRequest, item: Item, form: ProposeItemForm, status: int) -> HttpResponse:
    context = {"item": item, "project": item.project, "template": item.project.template_version.template, "form": form}
    return render(request, "projects/item_propose.html", context, status=status)
