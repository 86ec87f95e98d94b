"""Every change to departments and to the days that are closed or worked. Errors as in `people`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ledger.services import Entry, append, company_stream

from .. import access
from ..access import Action
from ..access.people import require_owner
from ..departments import Usual, missing_usual
from ..errors import Invalid
from ..models import CalendarDay, Department, User, role_fits
from .checking import check_row, nobody_yet

MONDAY_TO_SATURDAY = [0, 1, 2, 3, 4, 5]


@transaction.atomic
def save_department(department: Department, *, by: User | None) -> Department:
    """Store a new or changed department."""
    _require(by)
    return store_department(department, by=by)


def store_department(department: Department, *, by: User | None) -> Department:
    """For services that have asked who may; in their transaction."""
    before = _values(Department.objects.select_for_update().get(pk=department.pk)) if department.pk else {}
    check_row(department)
    _check_kind(department)
    if department.default_owner and department.default_owner_id != before.get("default_owner"):
        require_owner(department.default_owner, "default_owner")
    department.save()
    after = _values(department)
    entry = Entry("department_saved", f"department:{department.pk}", department.name, before=before, after=after)
    append(company_stream().pk, [entry], by=by)
    return department


@transaction.atomic
def make_usual(slugs: Collection[str], *, by: User) -> list[Department]:
    """Make the missing ones among the usual departments of these short names; a second time makes none."""
    return [save_department(_usual(each), by=by) for each in missing_usual() if each.slug in slugs]


@transaction.atomic
def set_calendar_day(
    on: date, *, by: User | None, is_open: bool, name: str, department: Department | None = None
) -> CalendarDay:
    """Close a day or make it a working day, for the company or one department. Dates already given do not move."""
    _require(by)
    day, _created = CalendarDay.objects.update_or_create(
        department=department, on=on, defaults={"is_open": is_open, "name": name}
    )
    after = {"on": on.isoformat(), "is_open": is_open, "department": department.pk if department else None}
    append(company_stream().pk, [Entry("calendar_day_set", f"day:{day.pk}", name, after=after)], by=by)
    return day


@transaction.atomic
def remove_calendar_day(day_id: int, *, by: User) -> None:
    """Let a day be as the weekday and the public holidays say again. Dates already given do not move.

    Raises CalendarDay.DoesNotExist.
    """
    _require(by)
    day = CalendarDay.objects.select_for_update().get(pk=day_id)
    before = {"on": day.on.isoformat(), "is_open": day.is_open, "department": day.department_id}
    append(company_stream().pk, [Entry("calendar_day_removed", f"day:{day.pk}", day.name, before=before)], by=by)
    day.delete()


def _usual(usual: Usual) -> Department:
    made = Department(slug=usual.slug, name=usual.name, name_en=usual.name_en, is_contact_centre=usual.slug == "centre")
    if usual.is_outsourced:
        made.kind, made.open_weekdays = Department.Kind.PARTNER, MONDAY_TO_SATURDAY
    return made


def _require(by: User | None) -> None:
    if by is None:
        nobody_yet()
    else:
        access.require(by, Action.MANAGE_DEPARTMENTS)


def _check_kind(department: Department) -> None:
    """Partner roles and partner departments go together, also when it is the department that changes."""
    if not department.pk:
        return
    roles = department.members.order_by().values_list("role", flat=True).distinct()
    if not all(role_fits(role, department) for role in roles):
        sentence = _("Its people have roles of the other kind. Move them first.")
        raise Invalid("kind_of_members", sentence, field="kind")


def _values(department: Department) -> dict[str, Any]:
    return {
        "slug": department.slug,
        "name": department.name,
        "name_en": department.name_en,
        "kind": department.kind,
        "is_contact_centre": department.is_contact_centre,
        "covers": department.covers,
        "open_weekdays": department.open_weekdays,
        "works_holidays": department.works_holidays,
        "default_owner": department.default_owner_id,
    }
