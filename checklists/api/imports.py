"""Checklists in files over the API: the same preview, corrections and import as on the pages."""

from __future__ import annotations

from typing import Any

from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation
from accounts.uploads import check_declared

from ..files.deadlines import write_rule
from ..files.rows import ReadLine, Status
from ..import_preview import ImportPreview, preview_import
from ..serializers.imports import ImportedOutput, ImportInput, ImportPreviewOutput, MappingInput
from ..services.imports import apply_import, keep_file, map_columns


class Imports(Endpoint):
    sees = Action.EDIT_TEMPLATE
    parser_classes = [MultiPartParser]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        check_declared(request.META)
        super().initial(request, *args, **kwargs)

    @operation(ImportPreviewOutput, status=201, takes_file=ImportInput, is_once=True)
    def post(self, given: Given) -> dict[str, Any]:
        """Upload a checklist (XLSX, CSV, Markdown or YAML) and read it. Nothing of a template changes yet."""
        kept = keep_file(by=given.by, **given.values)
        return _preview(preview_import(kept.pk, by=given.by))


class ImportDetail(Endpoint):
    """How an uploaded file is understood now. Uploads are their maker's, and are forgotten after a week."""

    sees = Action.EDIT_TEMPLATE

    @operation(ImportPreviewOutput, refusals=(409,))
    def get(self, given: Given, import_id: int) -> dict[str, Any]:
        return _preview(preview_import(import_id, by=given.by))

    @operation(ImportPreviewOutput, takes=MappingInput)
    def patch(self, given: Given, import_id: int) -> dict[str, Any]:
        """Correct what the columns mean, name the departments, give the D-day that dates are counted from."""
        return _preview(map_columns(import_id, by=given.by, **given.values))


class ApplyImport(Endpoint):
    sees = Action.EDIT_TEMPLATE

    @operation(ImportedOutput, is_once=True)
    def post(self, given: Given, import_id: int) -> dict[str, Any]:
        """Bring the file into the draft: all of it, or nothing while a cell is not understood."""
        done = apply_import(import_id, by=given.by)
        return {"id": done.pk, "template_id": done.template_id, **done.mapping["result"]}


def _preview(preview: ImportPreview) -> dict[str, Any]:
    understood = preview.understood
    return {
        "id": preview.file.pk,
        "name": preview.file.name,
        "template_id": preview.file.template_id,
        "made_template_id": preview.made.pk if preview.made else None,
        "headings": list(preview.table.headings) if preview.table else [],
        "columns": dict(preview.columns),
        **{str(status): understood.count(status) for status in Status},
        "notes": list(understood.notes),
        "unknown_departments": [{"name": name, "lines": n} for name, n in understood.unknown_departments],
        "problems": [{"row": e.row, "field": e.field, "message": e.sentence} for e in understood.errors],
        "lines": [_line(read) for read in understood.lines],
    }


def _line(read: ReadLine) -> dict[str, Any]:
    line = read.line
    return {
        "row": read.row,
        "status": str(read.status),
        "key": line.key,
        "section": read.section,
        "title": line.title,
        "department": line.department,
        "owner": line.default_owner,
        "due": write_rule(line.rule),
        "counted_from": read.counted_from,
        "is_blocker": line.is_blocker,
        "scenarios": [scenario.text for scenario in line.scenarios],
    }
