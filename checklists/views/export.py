"""A template as a file to save."""

from __future__ import annotations

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.errors import Forbidden
from accounts.pages import PageRequest, signed_in

from ..exports import ExportFile, export_file, mark_of, template_document
from ..files.naming import attachment
from ..files.writing import FORMATS
from .head import template_or_404
from .templates import asked_version


@require_GET
@signed_in
def template_export(request: PageRequest, template_id: int) -> HttpResponse:
    template = template_or_404(request.user, template_id)
    version = asked_version(request.user, template, request.GET.get("version", ""))
    kind = asked_format(request)
    try:
        document = template_document(version, by=request.user)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    return saved(export_file(document, kind, mark_of(version)))


def asked_format(request: HttpRequest) -> str:
    kind = request.GET.get("format", "xlsx")
    if kind not in FORMATS:
        raise BadRequest(_("A file can be one of: %(kinds)s.") % {"kinds": ", ".join(FORMATS)})
    return kind


def saved(file: ExportFile) -> HttpResponse:
    """The file, to be saved and never shown: whatever stands in it cannot run on our address."""
    return HttpResponse(
        file.data,
        content_type=file.content_type,
        headers={
            "Content-Disposition": attachment(file.name),
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
