"""Deeds done to one line. One view runs them all, so they answer alike."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import Refusal
from projects.forms.items import ItemForm, VerifyForm
from projects.models import ItemScenario
from projects.services.items import reopen_item
from projects.services.work import verify_scenario

from .answers import PageRequest, item_or_404, signed_in
from .changes import item_changed, item_refused
from .deeds import ACTS


@require_POST
@signed_in
def item_act(request: PageRequest, project_id: int, item_id: int, name: str) -> HttpResponse:
    item = item_or_404(request.user, project_id, item_id)
    act = ACTS[name]
    form = act.form(request.POST, item=item, by=request.user)
    if not form.is_valid():
        return item_refused(request, item, name, form)
    try:
        act.service(item.pk, by=request.user, **form.arguments())
    except Refusal as refusal:
        return item_refused(request, item, name, form, refusal)
    return item_changed(request, item, str(act.said), ticked=name == "complete")


@require_POST
@signed_in
def item_undo(request: PageRequest, project_id: int, item_id: int, version: int) -> HttpResponse:
    """Take back the tick of this moment; anything later needs a reason of its own."""
    item = item_or_404(request.user, project_id, item_id)
    try:
        reopen_item(item.pk, by=request.user, reason=_("Undone"), version=version)
    except Refusal as refusal:
        form = ItemForm({"version": version}, item=item, by=request.user)
        return item_refused(request, item, "complete", form, refusal)
    return item_changed(request, item, _("Taken back."))


@require_POST
@signed_in
def scenario_verify(request: PageRequest, project_id: int, item_id: int, scenario_id: int) -> HttpResponse:
    item = item_or_404(request.user, project_id, item_id)
    scenario = get_object_or_404(ItemScenario, pk=scenario_id, item=item)
    form = VerifyForm(request.POST, item=item, by=request.user)
    if not form.is_valid():
        return item_refused(request, item, "verify", form)
    try:
        verify_scenario(scenario.pk, by=request.user, **form.arguments())
    except Refusal as refusal:
        return item_refused(request, item, "verify", form, refusal)
    return item_changed(request, item, "" if request.htmx else _("Saved."))
