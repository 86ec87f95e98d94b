"""A file of people on its way in: kept, previewed as often as somebody looks, and everybody in it invited or nobody.

An upload is its maker's: others do not find it (ImportFile.DoesNotExist). Errors: Forbidden when `by` invites nobody;
Invalid, TooLarge for a file that cannot be read; Refusal for one that cannot be taken as it stands.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import access
from accounts.access import Action
from accounts.access.people import departments_to_invite_to
from accounts.errors import Invalid, Refusal
from accounts.models import Department, Invitation, User
from accounts.services import invite_people
from accounts.services.invitations import MOST, problems_of
from accounts.uploads import check_size

from ..files.tables import Table, read_table
from ..files.words import plain
from ..models import ImportFile
from ..people_file import PersonError, Understood, columns_of, heading_row, understand
from .imports import kept_name


@dataclass(frozen=True, slots=True)
class PeoplePreview:
    """`errors` are those of the file and those of the database, such as an address that has an account."""

    file: ImportFile
    table: Table
    understood: Understood
    errors: tuple[PersonError, ...]

    @property
    def is_ready(self) -> bool:
        return bool(self.understood.invitees) and not self.errors


def keep_people(file: File[bytes], *, by: User) -> ImportFile:
    """Read an upload and keep its rows for a week."""
    _require(by)
    check_size(file.size)
    name = kept_name(file.name or "")
    data = file.read()
    table = read_table(name, data, find_heading=heading_row)
    if "email" not in columns_of(table.headings):
        sentence = _("No column is headed “E-mail”. Write the headings in one row: name, e-mail, department, role.")
        raise Invalid("column_needed", sentence, field="file")
    if len(table.rows) > MOST:
        raise Invalid("too_many", _("Invite at most %(most)d people at once.") % {"most": MOST}, field="file")
    return ImportFile.objects.create(
        kind=ImportFile.Kind.PEOPLE, name=name, digest=hashlib.sha256(data).hexdigest(), table=table.as_json(), by=by
    )


def preview_people(file_id: int, *, by: User) -> PeoplePreview:
    """How the file is understood now. Raises Refusal when its people were invited already."""
    _require(by)
    return _preview(_open(file_id, by=by), by)


@transaction.atomic
def apply_people(file_id: int, *, by: User) -> list[Invitation]:
    """Invite everybody in the file. Raises Refusal while a cell is not understood, or nobody is in it."""
    _require(by)
    found = _open(file_id, by=by, is_locked=True)
    preview = _preview(found, by)
    if not preview.is_ready:
        n = len(preview.errors)
        words = ngettext("%(n)d cell is not understood yet.", "%(n)d cells are not understood yet.", n) % {"n": n}
        raise Refusal("not_ready", words if n else _("Nobody is in the file."))
    rows = invite_people(preview.understood.invitees, by=by)
    found.applied_at = timezone.now()
    found.save(update_fields=["applied_at"])
    return rows


def _preview(found: ImportFile, by: User) -> PeoplePreview:
    table = Table.from_json(found.table)
    understood = understand(table, _by_name(departments_to_invite_to(by)))
    problems = problems_of(understood.invitees, by=by)
    known = [PersonError(understood.numbers[each.index], each.field, each.sentence) for each in problems]
    return PeoplePreview(found, table, understood, (*understood.errors, *known))


def _open(file_id: int, *, by: User, is_locked: bool = False) -> ImportFile:
    files = ImportFile.objects.select_for_update() if is_locked else ImportFile.objects.all()
    found = files.get(pk=file_id, by=by, kind=ImportFile.Kind.PEOPLE)
    if found.applied_at or not found.table:
        raise Refusal("imported", _("The people of this file are invited already."))
    return found


def _by_name(departments: list[Department]) -> dict[str, Department]:
    return {plain(name): each for each in departments for name in (each.slug, each.name_en, each.name) if name}


def _require(by: User) -> None:
    access.require(by, Action.INVITE, department_id=by.department_id or 0)
