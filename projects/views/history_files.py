"""A launch's history to take away: a file that proves itself, and a page for paper. Neither writes an event."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.errors import Forbidden
from accounts.models import User
from checklists.files.naming import attachment, file_name
from ledger.exporting import history_jsonl, history_zip
from ledger.models import Event
from projects.access import require_history_export
from projects.models import Project

from .answers import PageRequest, project_or_404, signed_in
from .history import Head
from .words import lines_of

FORMATS: dict[str, tuple[str, Callable[..., Iterator[bytes]]]] = {
    "zip": ("application/zip", history_zip),
    "jsonl": ("application/x-ndjson", history_jsonl),
}


@require_GET
@signed_in
def history_export(request: PageRequest, project_id: int) -> HttpResponse:
    project = _project(request, project_id)
    kind = request.GET.get("format", "zip")
    if kind not in FORMATS:
        raise BadRequest(_("A file can be one of: %(kinds)s.") % {"kinds": ", ".join(FORMATS)})
    return history_file(project, kind, by=request.user, at=timezone.now())  # type: ignore[return-value]


@require_GET
@signed_in
def history_print(request: PageRequest, project_id: int) -> HttpResponse:
    """Every event in words, one a line, oldest first, as an argument is read."""
    project = _project(request, project_id)
    now = timezone.now()
    events = list(Event.objects.filter(stream=project.stream_id).select_related("stream").order_by("seq"))
    context = {
        "project": project,
        "today": project.today_at(now),
        "lines": lines_of(events),
        "head": Head.of(events[-1]) if events else None,
        "printed_at": now,
    }
    return render(request, "projects/project_history_print.html", context)


def history_file(project: Project, kind: str, *, by: User, at: datetime) -> StreamingHttpResponse:
    """To be saved and never shown, sent while it is read."""
    content_type, written = FORMATS[kind]
    name = file_name(project.name, _("History"), project.today_at(at).isoformat(), ending=kind)
    headers = {
        "Content-Disposition": attachment(name),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    pieces = written(project.stream_id, by=by.name, at=at)
    return StreamingHttpResponse(pieces, content_type=content_type, headers=headers)


def _project(request: PageRequest, project_id: int) -> Project:
    project = project_or_404(request.user, project_id)
    try:
        require_history_export(request.user, project)
    except Forbidden as refusal:
        raise PermissionDenied(refusal.message) from refusal
    return project
