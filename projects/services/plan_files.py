"""An annual plan in a file, on its way in: kept, previewed as often as its columns are corrected, taken whole.

An upload is its maker's: others do not find it (ImportFile.DoesNotExist). Errors: Forbidden when `by` may not run
launches; Invalid, TooLarge for a file that cannot be read; Refusal for one that cannot be taken as it stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import access
from accounts.access import Action
from accounts.errors import Invalid, Refusal
from accounts.models import User
from accounts.uploads import check_size
from checklists.files.tables import read_table
from checklists.models import ImportFile
from checklists.services.imports import kept_name

from ..plan_preview import PlanPreview, open_plan, preview_of_plan
from ..planfile import LABELS, heading_row
from .planning import Imported, import_plan


def keep_plan(file: File[bytes], *, by: User) -> ImportFile:
    """Read an upload and keep its rows for a week."""
    access.require(by, Action.RUN_LAUNCH)
    check_size(file.size)
    name = kept_name(file.name or "")
    data = file.read()
    table = read_table(name, data, find_heading=heading_row)
    return ImportFile.objects.create(
        kind=ImportFile.Kind.PLAN, name=name, digest=hashlib.sha256(data).hexdigest(), table=table.as_json(), by=by
    )


@transaction.atomic
def map_plan(file_id: int, *, by: User, columns: Mapping[str, int]) -> PlanPreview:
    """Say which column holds what: all of them at once, columns from 0."""
    access.require(by, Action.RUN_LAUNCH)
    found = open_plan(file_id, by=by, is_locked=True)
    width = len(found.table["headings"])
    for name, column in columns.items():
        if name not in LABELS or not 0 <= column < width:
            words = _("There is no such column or field: %(name)s = %(column)s.")
            raise Invalid("no_column", words % {"name": name[:40], "column": column}, field="columns")
    if len(set(columns.values())) < len(columns):
        raise Invalid("column_twice", _("A column can have one meaning only."), field="columns")
    found.mapping = {"columns": dict(columns)}
    found.save(update_fields=["mapping"])
    return preview_of_plan(found)


@transaction.atomic
def apply_plan(file_id: int, *, by: User) -> Imported:
    """Take the rows into the plan. Raises Refusal while a cell is not understood, or a column is missing."""
    access.require(by, Action.RUN_LAUNCH)
    found = open_plan(file_id, by=by, is_locked=True)
    preview = preview_of_plan(found)
    if not preview.is_ready:
        n = len(preview.understood.errors)
        words = ngettext("%(n)d cell is not understood yet.", "%(n)d cells are not understood yet.", n) % {"n": n}
        raise Refusal("not_ready", words if n else _("No row can be taken. Say which columns hold name and D-day."))
    imported = import_plan(preview.understood.rows, by=by, name=found.name)
    found.applied_at = timezone.now()
    found.save(update_fields=["applied_at"])
    return imported
