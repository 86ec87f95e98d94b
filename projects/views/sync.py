"""A new version of a template: what it would change in each running launch, and what of it is taken."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import Action, allows
from accounts.errors import Refusal
from checklists.models import Template
from projects.forms.sync import SyncForm, chosen
from projects.services.sync import Outcome, newest_version, sync_preview, sync_projects
from projects.sync_words import shown

from .answers import PageRequest, signed_in, status_of


@require_http_methods(["GET", "POST"])
@signed_in
def sync(request: PageRequest, template_id: int) -> HttpResponse:
    """GET shows every launch with all that is offered; POST takes what is checked."""
    if not allows(request.user, Action.RUN_LAUNCH):
        raise PermissionDenied(_("A CX planner brings new versions to running launches."))
    template = get_object_or_404(Template, pk=template_id)
    if request.method == "GET":
        return _page(request, template)
    form = SyncForm(request.POST)
    choices = chosen(request.POST)
    if not form.is_valid() or not choices:
        return _page(request, template, _("Choose the launches that are to take the new version."), status=400)
    try:
        outcomes = sync_projects(template.pk, choices, by=request.user, **form.arguments())
    except Refusal as refusal:
        return _page(request, template, refusal.message, status=status_of(request, refusal))
    _say(request, outcomes)
    return redirect("projects:sync", template.pk)


def _page(request: PageRequest, template: Template, wrong: str = "", *, status: int = 200) -> HttpResponse:
    version = newest_version(template.pk)
    context = {
        "template": template,
        "version": version,
        "launches": shown(sync_preview(template.pk, by=request.user)),
        "form": SyncForm(initial={"number": version.number if version else None, "tell": True}),
        "wrong": wrong,
        "today": timezone.localdate(),
    }
    return render(request, "projects/sync.html", context, status=status)


def _say(request: PageRequest, outcomes: list[Outcome]) -> None:
    done = [outcome for outcome in outcomes if outcome.refusal is None]
    if done:
        count = len(done)
        said = ngettext("%(count)d launch has the new version.", "%(count)d launches have the new version.", count)
        messages.success(request, said % {"count": count})
    for outcome in outcomes:
        if outcome.refusal is not None:
            messages.error(request, f"{outcome.project.name}: {outcome.refusal.message}")
