"""Inviting the people of a file: the upload, the preview, and the invitations."""

from __future__ import annotations

from collections import defaultdict

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access.people import may_invite, roles_to_give
from accounts.errors import Refusal
from accounts.forms.people import invited
from accounts.models import Role
from accounts.pages import PageRequest, signed_in, takes_file

from ..forms.imports import PeopleFileForm
from ..models import ImportFile
from ..people_file import LABELS, columns_of
from ..services.people_files import PeoplePreview, apply_people, keep_people, preview_people


@require_http_methods(["GET", "HEAD", "POST"])
@takes_file
@signed_in
def upload(request: PageRequest) -> HttpResponse:
    _require_inviter(request)
    if request.method != "POST":
        return _upload_page(request, PeopleFileForm())
    form = PeopleFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, form, 400)
    try:
        kept = keep_people(form.cleaned_data["file"], by=request.user)
    except Refusal as refusal:
        form.refuse(refusal)
        return _upload_page(request, form, refusal.status)
    return redirect("people-files:preview", kept.pk)


@require_GET
@signed_in
def preview(request: PageRequest, people_file_id: int) -> HttpResponse:
    _require_inviter(request)
    try:
        return _preview_page(request, preview_people(people_file_id, by=request.user))
    except ImportFile.DoesNotExist as missing:
        raise Http404 from missing
    except Refusal as refusal:
        messages.info(request, refusal.message)
        return redirect("people:person-list")


@require_POST
@signed_in
def apply(request: PageRequest, people_file_id: int) -> HttpResponse:
    _require_inviter(request)
    try:
        rows = apply_people(people_file_id, by=request.user)
    except ImportFile.DoesNotExist as missing:
        raise Http404 from missing
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("people-files:preview", people_file_id)
    messages.success(request, invited(len(rows)))
    return redirect("people:person-list")


def _upload_page(request: PageRequest, form: PeopleFileForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "labels": LABELS.values(), "roles": [role.label for role in roles_to_give(request.user)]}
    return render(request, "accounts/people_file.html", context, status=status)


def _preview_page(request: PageRequest, found: PeoplePreview) -> HttpResponse:
    columns = columns_of(found.table.headings)
    read = dict(zip(found.understood.numbers, found.understood.invitees, strict=True))
    languages = dict(settings.LANGUAGES)
    wrong: dict[int, dict[str, str]] = defaultdict(dict)
    for error in found.errors:
        wrong[error.row].setdefault(error.field, error.sentence)
    rows = []
    for row in found.table.rows:
        written = {name: row.cell(column) for name, column in columns.items()}
        if not any(written.values()):
            continue
        if row.number in read:
            invitee = read[row.number]
            written |= {"role": str(Role(invitee.role).label), "language": str(languages[invitee.language])}
        cells = [(label, written.get(name, ""), wrong[row.number].get(name, "")) for name, label in LABELS.items()]
        rows.append((row.number, cells, bool(wrong[row.number])))
    context = {
        "preview": found,
        "labels": LABELS.values(),
        "rows": rows,
        "ready_count": len(rows) - sum(is_wrong for _number, _cells, is_wrong in rows),
        "error_count": len(found.errors),
    }
    return render(request, "accounts/people_file_preview.html", context)


def _require_inviter(request: PageRequest) -> None:
    if not may_invite(request.user):
        raise PermissionDenied(_("Your role does not invite people."))
