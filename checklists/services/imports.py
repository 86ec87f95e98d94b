"""A checklist in a file, on its way into a template: kept, previewed as often as its columns are corrected, applied.

Nothing of a template changes before `apply_import`, and then everything in the file comes in or nothing. An import is
its maker's: others do not find it (ImportFile.DoesNotExist). Errors: Forbidden when `by` may not edit templates;
Invalid, TooLarge for a file that cannot be read; Refusal for an import that cannot be applied as it stands.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import access
from accounts.access import Action
from accounts.errors import Invalid, Refusal
from accounts.models import User
from accounts.texts import required, wrong_in_name
from accounts.uploads import check_size

from ..files import guards
from ..files.deadlines import DeadlineError, read_deadline
from ..files.delimited import read_text
from ..files.rows import Status, Understood
from ..files.tables import read_table
from ..files.words import FIELDS
from ..import_preview import ImportPreview, open_import, parsed, preview_of, table_of
from ..known_here import known_here
from ..models import ImportFile, LaunchType, Template, TemplateVersion
from .drafts import fill_draft, lock_draft
from .templates import create_template

KEPT_FOR = timedelta(days=7)
LONGEST_FILE_NAME = 120


def keep_file(
    file: File[bytes],
    *,
    by: User,
    template_id: int | None = None,
    launch_type_id: int | None = None,
    name: str = "",
    sheet: str = "",
) -> ImportFile:
    """Read an upload and keep its rows for a week.

    It goes into the draft of `template_id`, or into a new template of this launch type and name (else the file's).
    """
    access.require(by, Action.EDIT_TEMPLATE)
    check_size(file.size)
    file_name = kept_name(file.name or "")
    template = Template.objects.filter(is_archived=False).get(pk=template_id) if template_id else None
    data = file.read()
    kept = _read(file_name, data, sheet.strip())
    return ImportFile.objects.create(
        kind=ImportFile.Kind.CHECKLIST,
        name=file_name,
        digest=hashlib.sha256(data + sheet.strip().encode()).hexdigest(),
        table=kept,
        mapping={} if template else {"new": _new(file_name, kept, launch_type_id, name)},
        template=template,
        by=by,
    )


@transaction.atomic
def map_columns(
    import_id: int,
    *,
    by: User,
    columns: Mapping[str, int] | None = None,
    departments: Mapping[str, str] | None = None,
    launch_on: date | None = None,
    default_due: str | None = None,
    heading_at: int | None = None,
) -> ImportPreview:
    """Say what the columns mean (all of them at once), who the departments are, and what dates are counted from.

    What is not given stays as it is; `launch_on` too. Departments are added by their name in the file.
    """
    access.require(by, Action.EDIT_TEMPLATE)
    found = open_import(import_id, by=by, files=ImportFile.objects.select_for_update())
    mapping = dict(found.mapping)
    if heading_at is not None and heading_at != mapping.get("heading_at"):
        mapping = {name: value for name, value in mapping.items() if name != "columns"} | {"heading_at": heading_at}
    elif columns is not None:
        mapping["columns"] = _checked_columns(columns, found)
    if departments is not None:
        mapping["departments"] = mapping.get("departments", {}) | _checked_departments(departments)
    if launch_on is not None:
        mapping["launch_on"] = launch_on.isoformat()
    if default_due is not None:
        mapping["default_due"] = _checked_due(default_due)
    found.mapping = mapping
    preview = preview_of(found)
    found.save(update_fields=["mapping"])
    return preview


@transaction.atomic
def apply_import(import_id: int, *, by: User) -> ImportFile:
    """Bring the file into its template; `mapping["result"]` of what is given back counts new, changed and same lines.

    A second time changes nothing. Raises Refusal while cells are not understood, or when the same file became a
    template before.
    """
    access.require(by, Action.EDIT_TEMPLATE)
    found = ImportFile.objects.select_for_update().get(pk=import_id, by=by, kind=ImportFile.Kind.CHECKLIST)
    if found.applied_at:
        return found
    draft = lock_draft(found.template_id, by=by) if found.template_id else None
    preview = preview_of(found)
    understood = _ready(preview)
    if draft is None:
        draft = _new_draft(preview, by=by)
        found.template = draft.template
    counts = {str(status): understood.count(status) for status in Status}
    if counts[Status.SAME] < len(understood.lines):
        words = _("imported from %(name)s: %(new)d new, %(changed)d changed")
        fill_draft(draft, understood.content, by=by, what=words % {"name": found.name, **counts})
    found.applied_at, found.mapping = timezone.now(), {**found.mapping, "result": counts}
    found.save(update_fields=["mapping", "template", "applied_at"])
    return found


def clear_old_imports(now: datetime | None = None) -> int:
    """Forget uploads of more than a week ago; of those that were imported only the rows. Returns how many."""
    old = ImportFile.objects.filter(at__lt=(now or timezone.now()) - KEPT_FOR)
    emptied = old.filter(applied_at__isnull=False).exclude(table={}).update(table={})
    deleted, _by_model = old.filter(applied_at__isnull=True).delete()
    return emptied + deleted


def _ready(preview: ImportPreview) -> Understood:
    understood = preview.understood
    if understood.errors:
        n = len(understood.errors)
        words = ngettext("%(n)d cell is not understood yet.", "%(n)d cells are not understood yet.", n) % {"n": n}
        first = understood.errors[0]
        raise Refusal("not_understood", f"{words} {_('Row %(row)d:') % {'row': first.row}} {first.sentence}")
    if not understood.lines:
        raise Refusal("no_lines", _("There is no item in the file as its columns are understood now."))
    return understood


def _new_draft(preview: ImportPreview, *, by: User) -> TemplateVersion:
    if preview.made:
        words = _("This file became the template “%(name)s” already. Import it into its draft, or copy that template.")
        raise Refusal("imported_before", words % {"name": preview.made.local_name})
    new = preview.file.mapping["new"]
    launch_type = LaunchType.objects.get(pk=new["launch_type_id"])
    made = create_template(by=by, launch_type=launch_type, **new["words"])
    return lock_draft(made.pk, by=by)


def _read(name: str, data: bytes, sheet: str) -> dict[str, Any]:
    if guards.kind_of(name, data) != guards.YAML:
        return read_table(name, data, sheet=sheet).as_json()
    text = read_text(data)[0]
    parsed(name, text)
    return {"yaml": text}


def _new(file_name: str, kept: Mapping[str, Any], launch_type_id: int | None, name: str) -> dict[str, Any]:
    """Launch type and words of the template that is to be made; a YAML file brings its own."""
    words = {"name": PurePosixPath(file_name).stem[:100]}
    if "yaml" in kept:
        file = parsed(file_name, kept["yaml"])
        words = {field: text for field, text in file.words.items() if field != "slug" and text}
        if launch_type_id is None and file.launch_type:
            known = LaunchType.objects.filter(slug=file.launch_type["slug"]).first()
            launch_type_id = known.pk if known else None
    if launch_type_id is None or not LaunchType.objects.filter(pk=launch_type_id).exists():
        raise Invalid("required", _("Choose a launch type for the new template."), field="launch_type_id")
    if name.strip():
        words["name"] = required(name, "name", longest=100)
    return {"launch_type_id": launch_type_id, "words": words}


def kept_name(raw: str) -> str:
    """What the file is called, without the folders that some browsers send."""
    name = unicodedata.normalize("NFC", PurePosixPath(raw.replace("\\", "/")).name)
    if sentence := wrong_in_name(name):
        raise Invalid("character", sentence, field="file")
    return name[-LONGEST_FILE_NAME:]


def _checked_columns(columns: Mapping[str, int], found: ImportFile) -> dict[str, int]:
    if "yaml" in found.table:
        raise Invalid("no_columns", _("A YAML file has no columns."), field="columns")
    width = len(table_of(found).headings)
    for name, column in columns.items():
        if name not in FIELDS or not 0 <= column < width:
            words = _("There is no such column or field: %(name)s = %(column)s.")
            raise Invalid("no_column", words % {"name": name[:40], "column": column}, field="columns")
    if len(set(columns.values())) < len(columns):
        raise Invalid("column_twice", _("A column can have one meaning only."), field="columns")
    return dict(columns)


def _checked_departments(departments: Mapping[str, str]) -> dict[str, str]:
    slugs = set(known_here().departments.values())
    for slug in departments.values():
        if slug not in slugs:
            words = _("There is no such department: %(names)s.")
            raise Invalid("unknown_department", words % {"names": slug[:60]}, field="departments")
    return dict(departments)


def _checked_due(text: str) -> str:
    try:
        found = read_deadline(required(text, "default_due", longest=40))
    except DeadlineError as error:
        raise Invalid("bad_deadline", str(error), field="default_due") from error
    return text.strip() if found else "D-day"
