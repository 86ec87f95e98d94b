"""Evidence: handed in, taken back, and given out again to those who may see the line."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from accounts.downloads import is_picture, saved_file, shown_picture
from accounts.errors import Refusal
from accounts.uploads import TooLarge, check_declared
from projects.access import visible_items
from projects.forms.items import EvidenceForm, ItemForm
from projects.models import Evidence
from projects.services.work import add_evidence, withdraw_evidence

from .answers import PageRequest, item_or_404, signed_in
from .changes import item_changed, item_refused


# The length is looked at before anything reads the body, which the CSRF check would do; it follows in `_attach`.
@csrf_exempt
@require_POST
@signed_in
def item_attach(request: PageRequest, project_id: int, item_id: int) -> HttpResponse:
    try:
        check_declared(request.META)
    except TooLarge as refusal:
        item = item_or_404(request.user, project_id, item_id)
        form = EvidenceForm({"version": item.version}, item=item, by=request.user)
        return item_refused(request, item, "attach", form, refusal, status=refusal.status)
    return _attach(request, project_id, item_id)


@csrf_protect
def _attach(request: PageRequest, project_id: int, item_id: int) -> HttpResponse:
    item = item_or_404(request.user, project_id, item_id)
    form = EvidenceForm(request.POST, request.FILES, item=item, by=request.user)
    if not form.is_valid():
        return item_refused(request, item, "attach", form)
    try:
        add_evidence(item.pk, by=request.user, **form.arguments())
    except Refusal as refusal:
        return item_refused(request, item, "attach", form, refusal)
    return item_changed(request, item, "" if request.htmx else _("Evidence added."))  # the panel lists it


@require_POST
@signed_in
def evidence_withdraw(request: PageRequest, evidence_id: int) -> HttpResponse:
    evidence = get_object_or_404(Evidence, pk=evidence_id, item__in=visible_items(request.user))
    item = item_or_404(request.user, evidence.item.project_id, evidence.item_id)
    form = ItemForm(request.POST, item=item, by=request.user)
    if not form.is_valid():
        return item_refused(request, item, "attach", form)
    try:
        withdraw_evidence(evidence.pk, by=request.user, **form.arguments())
    except Refusal as refusal:
        return item_refused(request, item, "attach", form, refusal)
    return item_changed(request, item, _("Evidence withdrawn."))


@require_GET
@signed_in
def evidence_file(request: PageRequest, evidence_id: int) -> HttpResponse:
    """Always saved, never shown in the browser: whatever the file contains cannot run on our address."""
    evidence = _file_or_404(request, evidence_id)
    return saved_file(evidence.file, evidence.file_name)  # type: ignore[return-value]


@require_GET
@signed_in
def evidence_picture(request: PageRequest, evidence_id: int) -> HttpResponse:
    """A picture shown within the panel; any other file is only saved."""
    evidence = _file_or_404(request, evidence_id)
    if not is_picture(evidence.file_name):
        raise Http404
    return shown_picture(evidence.file, evidence.file_name)  # type: ignore[return-value]


def _file_or_404(request: PageRequest, evidence_id: int) -> Evidence:
    evidence = get_object_or_404(Evidence, pk=evidence_id, item__in=visible_items(request.user))
    if not evidence.file:
        raise Http404
    return evidence
