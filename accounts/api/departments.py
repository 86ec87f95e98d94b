"""Departments, and the days that are closed or worked, over the API."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .. import services
from ..access import Action
from ..access.people import visible_departments
from ..errors import Invalid
from ..models import CalendarDay, Department, User
from ..rest.endpoint import Endpoint
from ..rest.inputs import Paged
from ..rest.operation import Given, operation
from ..rest.pages import page, page_of
from ..serializers import CalendarDayInput, CalendarDayOutput, DepartmentChange, DepartmentOutput, NewDepartmentInput

FIELDS = ("id", "slug", "name", "name_en", "kind", "is_contact_centre")
DAY = ("id", "on", "is_open", "name", "department_id")


class Departments(Endpoint):
    """The departments; a partner sees the company's and its own."""

    sees = Action.SEE_LAUNCH

    @operation(page_of(DepartmentOutput), query=Paged)
    def get(self, given: Given) -> dict[str, Any]:
        return page(visible_departments(given.by).values(*FIELDS), given.query, _in_reader_language)

    @operation(DepartmentOutput, status=201, takes=NewDepartmentInput, is_once=True)
    def post(self, given: Given) -> dict[str, Any]:
        """Make a department."""
        return _shape(_saved(Department(), given))


class DepartmentDetail(Endpoint):
    sees = Action.SEE_LAUNCH

    @operation(DepartmentOutput, takes=DepartmentChange)
    def patch(self, given: Given, department_id: int) -> dict[str, Any]:
        """Change a department. What is not given stays as it is."""
        return _shape(_saved(_visible(given.by, department_id), given))


class CalendarDays(Endpoint):
    """The days that differ from weekdays and public holidays, of the company (department null) or of a department."""

    sees = Action.SEE_LAUNCH

    @operation(page_of(CalendarDayOutput), query=Paged)
    def get(self, given: Given) -> dict[str, Any]:
        return page(_days(given.by).values(*DAY), given.query)

    @operation(CalendarDayOutput, status=201, takes=CalendarDayInput, is_once=True)
    def post(self, given: Given) -> dict[str, Any]:
        """Close a day, or make it a working day. Dates already given do not move."""
        values = dict(given.values)
        department_id = values.pop("department_id", None)
        department = _visible(given.by, department_id) if department_id else None
        day = services.set_calendar_day(by=given.by, department=department, **values)
        return {name: getattr(day, name) for name in DAY}


class CalendarDayDetail(Endpoint):
    sees = Action.SEE_LAUNCH

    @operation(None, status=204)
    def delete(self, given: Given, day_id: int) -> None:
        """Let a day be as the weekday and the public holidays say again."""
        services.remove_calendar_day(get_object_or_404(_days(given.by), pk=day_id).pk, by=given.by)


def _saved(department: Department, given: Given) -> Department:
    values = dict(given.values)
    if "default_owner_id" in values:
        owner = User.objects.active().filter(pk=values["default_owner_id"] or 0).first()
        if values["default_owner_id"] and owner is None:
            raise Invalid("unknown_person", _("Choose an active person."), field="default_owner_id")
    for name, value in values.items():
        setattr(department, name, value)
    return services.save_department(department, by=given.by)


def _visible(by: User, department_id: int) -> Department:
    return get_object_or_404(visible_departments(by), pk=department_id)


def _days(by: User) -> Any:
    return CalendarDay.objects.filter(Q(department__isnull=True) | Q(department__in=visible_departments(by)))


def _shape(department: Department) -> dict[str, Any]:
    return _in_reader_language({name: getattr(department, name) for name in FIELDS})


def _in_reader_language(row: dict[str, Any]) -> dict[str, Any]:
    english = row.pop("name_en")
    return row | {"name": english} if english and get_language() == "en" else row
