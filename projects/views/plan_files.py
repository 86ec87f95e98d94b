"""A plan in a file: the upload, the preview with its columns, and the import itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.errors import Refusal
from accounts.uploads import TooLarge, check_declared
from checklists.files.rows import Status as RowStatus
from checklists.import_rows import STATUS_WORDS
from checklists.models import ImportFile
from projects.forms.plan import PlanColumnsForm, PlanUploadForm
from projects.plan_preview import PlanPreview, preview_plan
from projects.planfile import LABELS, PlanRow
from projects.services.plan_files import apply_plan, keep_plan, map_plan

from .answers import PageRequest, signed_in
from .plan import require_planner

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ROWS_ON_A_PAGE = 200


@dataclass(frozen=True, slots=True)
class ShownCell:
    label: StrOrPromise
    text: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the file, in the order of LABELS; `read` is None when a cell cannot be taken."""

    number: int
    cells: list[ShownCell]
    read: PlanRow | None
    status: str


# The length is looked at before anything reads the body, which the CSRF check would do; it follows in `_upload`.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def plan_import(request: PageRequest) -> HttpResponse:
    require_planner(request)
    try:
        check_declared(request.META)
    except TooLarge as refusal:
        return _upload_page(request, PlanUploadForm(), refusal.status, [refusal.message])
    return _upload(request)


@csrf_protect
def _upload(request: PageRequest) -> HttpResponse:
    if request.method != "POST":
        return _upload_page(request, PlanUploadForm())
    form = PlanUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, form, 400)
    try:
        kept = keep_plan(form.cleaned_data["file"], by=request.user)
    except Refusal as refusal:
        form.refuse(refusal)
        return _upload_page(request, form, refusal.status)
    return redirect("projects:plan-import-detail", kept.pk)


@require_GET
@signed_in
def plan_import_detail(request: PageRequest, file_id: int) -> HttpResponse:
    require_planner(request)
    kept = _own(request, file_id)
    if kept.applied_at:
        messages.info(request, _("This file was imported already."))
        return redirect("projects:year-now")
    preview = preview_plan(file_id, by=request.user)
    return _preview_page(request, preview, PlanColumnsForm(preview=preview))


@require_POST
@signed_in
def plan_import_map(request: PageRequest, file_id: int) -> HttpResponse:
    require_planner(request)
    _own(request, file_id)
    try:
        preview = preview_plan(file_id, by=request.user)
        form = PlanColumnsForm(request.POST, preview=preview)
        if not form.is_valid():
            return _preview_page(request, preview, form, 400)
        map_plan(file_id, by=request.user, **form.arguments())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("projects:plan-import-detail", file_id)


@require_POST
@signed_in
def plan_import_apply(request: PageRequest, file_id: int) -> HttpResponse:
    require_planner(request)
    _own(request, file_id)
    try:
        preview = preview_plan(file_id, by=request.user)
        done = apply_plan(file_id, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("projects:plan-import-detail", file_id)
    words = _("Imported: %(new)d new, %(changed)d changed, %(same)d the same.")
    counts = {"new": done.added, "changed": done.changed, "same": done.unchanged}
    messages.success(request, words % counts)
    return redirect("projects:year", min(row.launch_on.year for row in preview.understood.rows))


def _upload_page(
    request: PageRequest, form: PlanUploadForm, status: int = 200, problems: Iterable[str] = ()
) -> HttpResponse:
    context = {"form": form, "problems": list(problems), "fields": LABELS.items()}
    return render(request, "projects/plan_import.html", context, status=status)


def _preview_page(request: PageRequest, preview: PlanPreview, form: PlanColumnsForm, status: int = 200) -> HttpResponse:
    rows = shown_rows(preview)
    has_errors = bool(preview.understood.errors)
    only_errors = has_errors and request.GET.get("show") == "errors"
    context = {
        "preview": preview,
        "form": form,
        "labels": LABELS.values(),
        "missing": [LABELS[name] for name in preview.missing],
        "only_errors": only_errors,
        "error_count": len(preview.understood.errors),
        "page": Paginator([row for row in rows if not only_errors or row.read is None], ROWS_ON_A_PAGE).get_page(
            request.GET.get("page")
        ),
        "row_count": len(rows),
        "wrong_count": sum(row.read is None for row in rows),
        "counts": [(STATUS_WORDS[status], preview.count(status)) for status in RowStatus],
    }
    return render(request, "projects/plan_import_detail.html", context, status=status)


def shown_rows(preview: PlanPreview) -> list[ShownRow]:
    """Every row of the file as it stands, with what is wrong beside the cell it is about."""
    read = {row.number: row for row in preview.understood.rows}
    wrong = {(error.row, error.field): error.sentence for error in preview.understood.errors}
    shown = []
    for row in preview.table.rows:
        cells = [
            ShownCell(
                label,
                row.cell(preview.columns[name]) if name in preview.columns else "",
                wrong.get((row.number, name), ""),
            )
            for name, label in LABELS.items()
        ]
        status = preview.statuses.get(row.number)
        shown.append(ShownRow(row.number, cells, read.get(row.number), str(STATUS_WORDS[status]) if status else ""))
    return shown


def _own(request: PageRequest, file_id: int) -> ImportFile:
    """Uploads are their maker's; nobody else finds them."""
    kept = ImportFile.objects.filter(pk=file_id, by=request.user, kind=ImportFile.Kind.PLAN).first()
    if kept is None or not (kept.table or kept.applied_at):
        raise Http404
    return kept
