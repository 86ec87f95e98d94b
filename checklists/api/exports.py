"""A template as a file over the API: the same bytes as from its page."""

from __future__ import annotations

from django.http import HttpResponse

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation

from ..exports import export_file, mark_of, template_document
from ..serializers.exports import FILES, TemplateExportQuery
from ..views.export import saved
from ..views.head import template_or_404
from ..views.templates import asked_version


class TemplateExport(Endpoint):
    """A version of a template as XLSX, CSV, Markdown or YAML. A department's lead gets the department's lines."""

    sees = Action.SEE_TEMPLATE

    @operation(files=FILES, query=TemplateExportQuery)
    def get(self, given: Given, template_id: int) -> HttpResponse:
        template = template_or_404(given.by, template_id)
        version = asked_version(given.by, template, given.query["version"])
        document = template_document(version, by=given.by)
        return saved(export_file(document, given.query["format"], mark_of(version)))
