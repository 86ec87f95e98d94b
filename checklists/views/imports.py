"""Pages of an import: the upload, the preview with its corrections, and the import itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.errors import Refusal
from accounts.pages import PageRequest, signed_in
from accounts.uploads import TooLarge, check_declared

from ..access import may_edit
from ..files.rows import Status
from ..forms.imports import MappingForm, UploadForm
from ..import_preview import ImportPreview, preview_import
from ..import_rows import shown_rows
from ..models import ImportFile, LaunchType
from ..services.imports import apply_import, keep_file, map_columns

ROWS_ON_A_PAGE = 200


# The length is looked at before anything reads the body, which the CSRF check would do; it follows in `_upload`.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def import_new(request: PageRequest) -> HttpResponse:
    _gate(request)
    try:
        check_declared(request.META)
    except TooLarge as refusal:
        form = UploadForm({}, by=request.user)
        form.is_valid()
        form.errors.clear()
        form.refuse(refusal)
        return _upload_page(request, form, refusal.status)
    return _upload(request)


@csrf_protect
def _upload(request: PageRequest) -> HttpResponse:
    if request.method != "POST":
        return _upload_page(request, UploadForm(initial={"template_id": request.GET.get("template")}, by=request.user))
    form = UploadForm(request.POST, request.FILES, by=request.user)
    if not form.is_valid():
        return _upload_page(request, form, 422)
    try:
        kept = keep_file(form.cleaned_data["file"], by=request.user, **form.arguments())
    except Refusal as refusal:
        form.refuse(refusal)
        if refusal.hint:
            form.add_error("file", refusal.hint)
        return _upload_page(request, form, refusal.status)
    return redirect("checklists:import-detail", kept.pk)


@require_GET
@signed_in
def import_detail(request: PageRequest, import_id: int) -> HttpResponse:
    _gate(request)
    kept = _own(request, import_id)
    if kept.applied_at:
        return render(request, "checklists/import_done.html", {"kept": kept, "result": kept.mapping.get("result", {})})
    preview = preview_import(import_id, by=request.user)
    return _preview_page(request, preview, MappingForm(preview=preview))


@require_POST
@signed_in
def import_map(request: PageRequest, import_id: int) -> HttpResponse:
    _gate(request)
    _own(request, import_id)
    try:
        preview = preview_import(import_id, by=request.user)
        form = MappingForm(request.POST, preview=preview)
        if not form.is_valid():
            return _preview_page(request, preview, form, 422)
        map_columns(import_id, by=request.user, **form.arguments())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("checklists:import-detail", import_id)


@require_POST
@signed_in
def import_apply(request: PageRequest, import_id: int) -> HttpResponse:
    _gate(request)
    _own(request, import_id)
    try:
        done = apply_import(import_id, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("checklists:import-detail", import_id)
    words = _("Imported: %(new)d new, %(changed)d changed, %(same)d the same.")
    messages.success(request, words % done.mapping["result"])
    return redirect(f"{reverse('checklists:template-detail', args=[done.template_id])}?version=draft")


def _upload_page(request: PageRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    return render(request, "checklists/import_new.html", {"form": form}, status=status)


def _preview_page(request: PageRequest, preview: ImportPreview, form: MappingForm, status: int = 200) -> HttpResponse:
    only_errors = request.GET.get("show") == "errors"
    rows = shown_rows(preview, only_errors=only_errors)
    context: dict[str, Any] = {
        "preview": preview,
        "form": form,
        "only_errors": only_errors,
        "page": Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page")),
        "counts": {str(status): preview.understood.count(status) for status in Status},
        "into": _into(preview),
        "can_apply": preview.is_ready and preview.made is None,
        "why_not": _why_not(preview),
        "general": [error for error in preview.understood.errors if not error.row],
    }
    return render(request, "checklists/import_detail.html", context, status=status)


def _why_not(preview: ImportPreview) -> str:
    if preview.made:
        return _("This file became a template already.")
    n = len(preview.understood.errors)
    if n:
        return ngettext("%(n)d cell has to be corrected first.", "%(n)d cells have to be corrected first.", n) % {
            "n": n
        }
    return "" if preview.understood.lines else _("There is no item to import.")


def _into(preview: ImportPreview) -> dict[str, str]:
    if preview.file.template:
        return {"name": preview.file.template.local_name, "type": ""}
    new = preview.file.mapping["new"]
    return {"name": new["words"]["name"], "type": LaunchType.objects.get(pk=new["launch_type_id"]).local_name}


def _gate(request: PageRequest) -> None:
    if not may_edit(request.user):
        raise PermissionDenied


def _own(request: PageRequest, import_id: int) -> ImportFile:
    """Uploads are their maker's; nobody else finds them."""
    found = ImportFile.objects.filter(pk=import_id, by=request.user, kind=ImportFile.Kind.CHECKLIST)
    kept = found.select_related("template").first()
    if kept is None or not (kept.table or kept.applied_at):
        raise Http404
    return kept
