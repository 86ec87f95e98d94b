"""A line changed in its row: its owner or its date in a small form, its scenarios unfolded below.

Without JavaScript the same words lead to the line's page, which has all of it.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.errors import Refusal
from checklists.schedule import describe
from projects.access import actions_for
from projects.forms.base import ServiceForm
from projects.forms.items import VerifyForm
from projects.models import Item
from projects.services.work import verify_scenario

from .answers import UNPROCESSABLE, PageRequest, item_or_404, signed_in, status_of, wants_fragment
from .changes import is_on_launch, item_changed, item_refused, row_of, shows_owner
from .deeds import ACTS
from .panel import history_of, who_was_first
from .rows import item_url

INLINE = ("assign", "set-due")


@require_http_methods(["GET", "POST"])
@signed_in
def item_inline(request: PageRequest, project_id: int, item_id: int, name: str) -> HttpResponse:
    item = item_or_404(request.user, project_id, item_id)
    act = ACTS[name]
    if request.method == "GET":
        if act.deed not in actions_for(request.user, item):
            raise PermissionDenied
        if not wants_fragment(request):
            return redirect(f"{item_url(item)}?act={name}")
        return HttpResponse(_form(request, item, name, act.form(item=item, by=request.user)))
    form = act.form(request.POST, item=item, by=request.user)
    if not form.is_valid():
        return _refused(request, item, name, form)
    try:
        act.service(item.pk, by=request.user, **form.arguments())
    except Refusal as refusal:
        return _refused(request, item, name, form, refusal)
    return item_changed(request, item, str(act.said))


@require_GET
@signed_in
def item_scenarios(request: PageRequest, project_id: int, item_id: int) -> HttpResponse:
    item = item_or_404(request.user, project_id, item_id)
    if not wants_fragment(request):
        return redirect(f"{item_url(item)}#scenarios")
    return HttpResponse(_scenarios(request, item))


@require_POST
@signed_in
def scenario_tick(request: PageRequest, project_id: int, item_id: int, scenario_id: int) -> HttpResponse:
    """A box in the unfolded list: the list itself answers, the row and the counts come out of band."""
    item = item_or_404(request.user, project_id, item_id)
    scenario = get_object_or_404(item.scenarios, pk=scenario_id)
    form = VerifyForm(request.POST, item=item, by=request.user)
    if not form.is_valid():
        return HttpResponse(_scenarios(request, item), status=UNPROCESSABLE)
    try:
        verify_scenario(scenario.pk, by=request.user, **form.arguments())
    except Refusal as refusal:
        said = who_was_first(refusal, history_of(item, request.user)) or refusal.message
        return HttpResponse(_scenarios(request, item, said), status=status_of(request, refusal))
    changed = item_changed(request, item, "" if request.htmx else _("Saved."))
    if request.htmx:
        changed.content = _scenarios(request, item).encode() + changed.content
    return changed


def _form(request: PageRequest, item: Item, name: str, form: ServiceForm, stale: str = "") -> str:
    context: dict[str, Any] = {"item": item, "url": item_url(item), "act": ACTS[name], "name": name, "form": form}
    context |= {"stale": stale, "rule": describe(item.rule)}
    return render_to_string("projects/_row_form.html", context, request)


def _refused(
    request: PageRequest, item: Item, name: str, form: ServiceForm, refusal: Refusal | None = None
) -> HttpResponse:
    """The row as it stands now, with the form in it as it was filled in; without JavaScript the line's page with it."""
    if not request.htmx:
        return item_refused(request, item, name, form, refusal)
    stale = who_was_first(refusal, history_of(item, request.user))
    if refusal and not stale:
        form.refuse(refusal)
    row = row_of(request, item)
    form.renew(row.item.version)
    row.form = _form(request, row.item, name, form, stale)
    context = {"row": row, "is_work": not is_on_launch(request, item), "show_owner": shows_owner(request)}
    status = status_of(request, refusal) if refusal else UNPROCESSABLE
    return render(request, "projects/_item_refused.html", context, status=status)


def _scenarios(request: PageRequest, item: Item, refusal: str = "") -> str:
    item.refresh_from_db(fields=["version", "status"])
    context = {
        "item": item,
        "url": item_url(item),
        "scenarios": item.scenarios.select_related("verified_by"),
        "may_verify": "verify" in actions_for(request.user, item),
        "refusal": refusal,
    }
    return render_to_string("projects/_row_scenarios.html", context, request)
