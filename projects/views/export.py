"""A launch as a file to save."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.errors import Forbidden
from checklists.exports import export_file
from checklists.views.export import asked_format, saved
from projects.exports import project_document

from .answers import PageRequest, project_or_404, signed_in


@require_GET
@signed_in
def project_export(request: PageRequest, project_id: int) -> HttpResponse:
    project = project_or_404(request.user, project_id)
    kind = asked_format(request)
    try:
        document = project_document(project, by=request.user)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    return saved(export_file(document, kind, project.today_at(timezone.now()).isoformat()))
