"""How an uploaded file is understood as it is mapped now: read only, as often as somebody looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.errors import Invalid, Refusal
from accounts.models import User

from .files.guessing import guess_columns
from .files.line_reader import Asked
from .files.rows import Understood, understand, understand_content
from .files.tables import Table
from .known_here import known_here
from .library_file import TemplateFile, parse
from .models import ImportFile, Template
from .yaml_fields import LibraryError

MOST_PROBLEMS = 10


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """How a file is understood as it is mapped now. `table` is None for YAML, which has no columns.

    `made` is the template that this same file became before, when it is to become a new one.
    """

    file: ImportFile
    table: Table | None
    columns: Mapping[str, int]
    asked: Asked
    understood: Understood
    made: Template | None = None

    @property
    def is_ready(self) -> bool:
        return not self.understood.errors and bool(self.understood.lines)


def preview_import(import_id: int, *, by: User) -> ImportPreview:
    """How the file is understood. Raises Refusal when it was imported or cleared meanwhile."""
    access.require(by, Action.EDIT_TEMPLATE)
    return preview_of(open_import(import_id, by=by, files=ImportFile.objects.select_related("template")))


def open_import(import_id: int, *, by: User, files: QuerySet[ImportFile]) -> ImportFile:
    """An import of `by` that was not applied yet. Raises ImportFile.DoesNotExist, Refusal when it was applied."""
    found = files.get(pk=import_id, by=by, kind=ImportFile.Kind.CHECKLIST)
    if found.applied_at or not found.table:
        raise Refusal("imported", _("This file was imported already."))
    return found


def preview_of(found: ImportFile) -> ImportPreview:
    known = known_here(found.template)
    asked = _asked(found.mapping)
    made = None if found.template else _made_from(found.digest)
    if "yaml" in found.table:
        file = parsed(found.name, found.table["yaml"])
        return ImportPreview(found, None, {}, asked, understand_content(file.content, known, asked), made)
    table = table_of(found)
    columns = found.mapping.get("columns")
    columns = guess_columns(table, known) if columns is None else columns
    return ImportPreview(found, table, columns, asked, understand(table, columns, known, asked), made)


def table_of(found: ImportFile) -> Table:
    table = Table.from_json(found.table)
    heading_at = found.mapping.get("heading_at")
    return table.with_heading_at(heading_at) if heading_at and heading_at != table.heading_at else table


def _asked(mapping: Mapping[str, Any]) -> Asked:
    launch_on = mapping.get("launch_on")
    return Asked(
        departments=mapping.get("departments", {}),
        launch_on=date.fromisoformat(launch_on) if launch_on else None,
        default_due=mapping.get("default_due", "D-day"),
    )


def _made_from(digest: str) -> Template | None:
    files = ImportFile.objects.filter(digest=digest, applied_at__isnull=False, mapping__has_key="new")
    earlier = files.filter(template__is_archived=False).select_related("template").first()
    return earlier.template if earlier else None


def parsed(name: str, text: str) -> TemplateFile:
    try:
        return parse(name, text)
    except LibraryError as error:
        problems = [str(problem) for problem in error.problems[:MOST_PROBLEMS]]
        raise Invalid("bad_yaml", "\n".join(problems) or str(error), field="file") from error
