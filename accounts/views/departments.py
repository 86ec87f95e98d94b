"""Departments, and the days on which the company and they are closed or work."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from .. import services
from ..access import Action, Reach, allows, reach
from ..access.people import may_invite, visible_departments
from ..asked import number
from ..calendars import FIRST_YEAR, LAST_YEAR, korean_holidays
from ..departments import missing_usual
from ..errors import Refusal
from ..forms.departments import CalendarDayForm, DepartmentForm
from ..models import CalendarDay, Department, User
from ..pages import PageRequest, signed_in, status_of, went_through
from ..wording import week


@require_GET
@signed_in
def department_list(request: PageRequest) -> HttpResponse:
    seen = [department.pk for department in visible_departments(request.user)]
    active = Count("members", filter=Q(members__is_active=True))
    found = Department.objects.filter(pk__in=seen).annotate(member_count=active).select_related("default_owner")
    leads: dict[int | None, list[User]] = {}
    for lead in User.objects.active().filter(role__in=("lead", "partner_lead"), department__in=seen):
        leads.setdefault(lead.department_id, []).append(lead)
    context = {
        "rows": [(each, leads.get(each.pk, []), week(each.open_weekdays, get_language() or "ko")) for each in found],
        "may_manage": allows(request.user, Action.MANAGE_DEPARTMENTS),
        "may_invite": may_invite(request.user),
        "missing": missing_usual(),
        **_links(request.user),
    }
    return render(request, "accounts/department_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def department_new(request: PageRequest) -> HttpResponse:
    _require_manager(request)
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def department_change(request: PageRequest, department_id: int) -> HttpResponse:
    _require_manager(request)
    return _edit(request, get_object_or_404(Department, pk=department_id))


@require_POST
@signed_in
def departments_standard(request: PageRequest) -> HttpResponse:
    """The usual departments of a shopping company that are not here yet, in one step."""
    _require_manager(request)
    made = services.make_usual(request.POST.getlist("slug"), by=request.user)
    names = ", ".join(each.local_name for each in made) or _("nothing; they are all here")
    return went_through(request, _("Made: %(names)s") % {"names": names}, "/departments/")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def calendar(request: PageRequest) -> HttpResponse:
    """A year's public holidays and the days that differ from them; on POST one more of those."""
    departments = visible_departments(request.user)
    if request.method != "POST":
        return _calendar_page(request, CalendarDayForm(departments=departments))
    _require_manager(request)
    form = CalendarDayForm(request.POST, departments=departments)
    if not form.is_valid():
        return _calendar_page(request, form, 400)
    day = services.set_calendar_day(by=request.user, **form.arguments())
    messages.success(request, _("It stands in the calendar. Dates already given do not move."))
    return redirect(f"{request.path}?year={day.on.year}")


@require_POST
@signed_in
def calendar_remove(request: PageRequest, day_id: int) -> HttpResponse:
    _require_manager(request)
    day = get_object_or_404(CalendarDay, pk=day_id)
    services.remove_calendar_day(day.pk, by=request.user)
    return went_through(request, _("The day is as the calendar says again."), "/departments/calendar/")


def _edit(request: PageRequest, department: Department | None) -> HttpResponse:
    if request.method != "POST":
        return _department_page(request, DepartmentForm(department=department), department)
    form = DepartmentForm(request.POST, department=department)
    if not form.is_valid():
        return _department_page(request, form, department, 400)
    try:
        services.save_department(form.fill(department or Department()), by=request.user)
    except Refusal as refusal:
        form.refuse(refusal)
        return _department_page(request, form, department, status_of(request, refusal))
    messages.success(request, _("The department is saved."))
    return redirect("people:department-list")


def _department_page(
    request: PageRequest, form: DepartmentForm, department: Department | None, status: int = 200
) -> HttpResponse:
    saved = Department.objects.filter(pk=department.pk).first() if department else None
    context = {"form": form, "department": saved, **_links(request.user)}
    return render(request, "accounts/department_edit.html", context, status=status)


def _calendar_page(request: PageRequest, form: CalendarDayForm, status: int = 200) -> HttpResponse:
    year = _year(request.GET.get("year", ""))
    seen = visible_departments(request.user)
    own = CalendarDay.objects.filter(Q(department__isnull=True) | Q(department__in=seen), on__year=year)
    holidays = korean_holidays(year, year)
    days: list[dict[str, Any]] = [{"on": on, "name": name, "is_open": False} for on, name in holidays.items()]
    own = own.select_related("department")
    days += [{"on": day.on, "name": day.name, "is_open": day.is_open, "day": day} for day in own]
    context = {
        "form": form,
        "year": year,
        "years": [each for each in (year - 1, year + 1) if FIRST_YEAR <= each <= LAST_YEAR],
        "days": sorted(days, key=lambda each: (each["on"], "day" in each)),
        "may_manage": allows(request.user, Action.MANAGE_DEPARTMENTS),
        "today": timezone.localdate(),
    }
    return render(request, "accounts/calendar.html", context, status=status)


def _year(asked: str) -> int:
    year = number(asked, most=LAST_YEAR)
    return year if year and year >= FIRST_YEAR else timezone.localdate().year


def _links(user: User) -> dict[str, Any]:
    """Whose channels and reminders this person may set: all departments', their own one's, or nobody's."""
    own = user.department_id or 0
    return {
        "channels_of": {Reach.ALL: "all", Reach.DEPARTMENT: own}.get(reach(user, Action.SET_CHANNELS)),
        "reminders_of": {Reach.ALL: "all", Reach.DEPARTMENT: own}.get(reach(user, Action.EDIT_POLICY)),
    }


def _require_manager(request: PageRequest) -> None:
    if not allows(request.user, Action.MANAGE_DEPARTMENTS):
        raise PermissionDenied
