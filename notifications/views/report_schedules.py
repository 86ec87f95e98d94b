"""Setting up when weekly reports go out. Planners and administrators do."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Action, allows
from accounts.errors import Refusal, Stale
from projects.models import Project
from projects.views.answers import PageRequest, project_or_404, signed_in, status_of

from ..forms.reports import ScheduleForm
from ..models import ReportSchedule
from ..services import reports

Kind = ReportSchedule.Kind


@require_http_methods(["GET", "POST"])
@signed_in
def schedule_add(request: PageRequest, project_id: int | None = None, kind: str = Kind.WEEKLY) -> HttpResponse:
    """Of all launches, or of one."""
    project = project_or_404(request.user, project_id) if project_id else None
    _gate(request)
    return _form(request, project, None, kind)


@require_http_methods(["GET", "POST"])
@signed_in
def schedule_change(request: PageRequest, schedule_id: int) -> HttpResponse:
    schedule = _schedule_or_404(request, schedule_id)
    return _form(request, schedule.project, schedule, schedule.kind)


@require_POST
@signed_in
def schedule_send(request: PageRequest, schedule_id: int) -> HttpResponse:
    schedule = _schedule_or_404(request, schedule_id)
    told = reports.send_report_now(schedule_id, by=request.user)
    if told:
        sentence = ngettext("The report goes to %(n)s recipient.", "The report goes to %(n)s recipients.", told)
        messages.success(request, sentence % {"n": told})
    else:
        messages.success(request, _("Nobody was told: it was sent a moment ago, or nobody on it may get it any more."))
    return redirect(_report_url(schedule.project))


@require_POST
@signed_in
def schedule_delete(request: PageRequest, schedule_id: int) -> HttpResponse:
    schedule = _schedule_or_404(request, schedule_id)
    reports.delete_report_schedule(schedule_id, by=request.user)
    messages.success(request, _("The schedule is deleted."))
    return redirect(_report_url(schedule.project))


def _gate(request: PageRequest) -> None:
    if not allows(request.user, Action.MANAGE_REPORTS):
        raise PermissionDenied


def _schedule_or_404(request: PageRequest, schedule_id: int) -> ReportSchedule:
    found = get_object_or_404(reports.schedules_of(request.user), pk=schedule_id)
    _gate(request)
    return found


def _form(request: PageRequest, project: Project | None, schedule: ReportSchedule | None, kind: str) -> HttpResponse:
    form = ScheduleForm(request.POST or None, project=project, kind=kind, schedule=schedule)
    if not form.is_valid():
        return _page(request, form, project, schedule, status=400 if form.is_bound else 200)
    zone = schedule.time_zone if schedule else request.user.time_zone
    values = form.arguments() | {"time_zone": zone, "project_id": project.pk if project else None, "kind": kind}
    try:
        reports.save_report_schedule(schedule.pk if schedule else None, by=request.user, **values)
    except ReportSchedule.DoesNotExist as gone:
        raise Http404 from gone
    except Refusal as refusal:
        form.refuse(refusal)
        if schedule:
            schedule.refresh_from_db(fields=["version"])
            form.renew(schedule.version)
        is_stale = isinstance(refusal, Stale)
        return _page(request, form, project, schedule, status=status_of(request, refusal), is_stale=is_stale)
    messages.success(request, _("The schedule is saved."))
    return redirect(_report_url(project))


def _page(
    request: PageRequest,
    form: ScheduleForm,
    project: Project | None,
    schedule: ReportSchedule | None,
    *,
    status: int = 200,
    is_stale: bool = False,
) -> HttpResponse:
    context = {
        "form": form,
        "is_daily": "weekday" not in form.fields,
        "project": project,
        "schedule": schedule,
        "zone": schedule.time_zone if schedule else request.user.time_zone,
        "report_url": _report_url(project),
        "is_stale": is_stale,
    }
    return render(request, "notifications/report_schedule.html", context, status=status)


def _report_url(project: Project | None) -> str:
    if project is None:
        return reverse("notifications:report-portfolio")
    return reverse("notifications:report-launch", args=[project.pk])
