"""A launch as a file over the API: the same bytes as from its page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation
from checklists.exports import export_file
from checklists.serializers.exports import FILES, ExportQuery
from checklists.views.export import saved

from ..access import visible_projects
from ..exports import project_document


class LaunchExport(Endpoint):
    """A launch as it stands, as XLSX, CSV, Markdown or YAML, with the lines that the caller may export."""

    sees = Action.SEE_ITEMS

    @operation(files=FILES, query=ExportQuery)
    def get(self, given: Given, project_id: int) -> HttpResponse:
        project = get_object_or_404(visible_projects(given.by).select_related("launch_type"), pk=project_id)
        document = project_document(project, by=given.by)
        return saved(export_file(document, given.query["format"], project.today_at(timezone.now()).isoformat()))
