"""Every change to departments and to the days that are closed or worked. Errors as in `people`."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ledger.services import Entry, append, company_stream

from .. import access
from ..access import Action
from ..errors import Invalid
from ..models import PARTNER_ROLES, CalendarDay, Department, User
from .checking import check_row, nobody_yet


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
    department.save()
    after = _values(department)
    entry = Entry("department_saved", f"department:{department.pk}", department.name, before=before, after=after)
    append(company_stream().pk, [entry], by=by)
    return department


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


def _require(by: User | None) -> None:
    if by is None:
        nobody_yet()
    else:
        access.require(by, Action.MANAGE_DEPARTMENTS)


def _check_kind(department: Department) -> None:
    """Partner roles and partner departments go together, also when it is the department that changes."""
    if not department.pk:
        return
    misfits = department.members.all()
    misfits = (
        misfits.exclude(role__in=PARTNER_ROLES) if department.is_partner else misfits.filter(role__in=PARTNER_ROLES)
    )
    if misfits.exists():
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
