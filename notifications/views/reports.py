"""Weekly reports as pages and as Markdown to paste elsewhere; `?until=YYYY-MM-DD` is the last day of the week.

What may be long is cut into pages, each list by a parameter of its name; the figures and the Markdown are of all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import Action, allows
from accounts.errors import Invalid
from projects.models import Project
from projects.views.answers import PageRequest, project_or_404, signed_in
from projects.views.launch import head_context
from projects.views.strip import strip_context

from ..forms.reports import WEEKDAYS
from ..models import ReportSchedule
from ..report.launch import late_rows
from ..report.lines import DAYS, Week
from ..report.markdown import launch_markdown, portfolio_markdown
from ..report.reading import check_until, launch_report, portfolio_report
from ..report.records import RecordGroup, RecordLine, groups_of, record_groups
from ..services.reports import schedules_of

MARKDOWN = "text/markdown; charset=utf-8"
PER_PAGE = 50


@require_GET
@signed_in
def portfolio(request: PageRequest) -> HttpResponse:
    """All launches that the reader sees."""
    now, today = timezone.now(), timezone.localdate()
    try:
        until = check_until(request.GET.get("until", ""), today)
    except Invalid as refusal:
        return _no_such_week(request, refusal)
    report = portfolio_report(request.user, until, now)
    address = reverse("notifications:report-portfolio-markdown")
    context = {
        "report": report,
        "launches": _page(request, "launches", report.launches),
        "changed": _page(request, "changes", report.changed),
        "late": _page(request, "late", late_rows(report.late)),
        "next": _page(request, "next", report.next_blockers),
        "record_groups": list(_record_pages(request, report.week, None)),
        **_weeks(report.week, today, None, address),
        **_sending(request, None),
    }
    return render(request, "notifications/report_portfolio.html", context)


@require_GET
@signed_in
def launch(request: PageRequest, project_id: int) -> HttpResponse:
    project = project_or_404(request.user, project_id)
    now = timezone.now()
    today = project.today_at(now)
    try:
        until = check_until(request.GET.get("until", ""), today)
    except Invalid as refusal:
        return _no_such_week(request, refusal)
    report = launch_report(project, request.user, until, now)
    address = reverse("notifications:report-launch-markdown", args=[project_id])
    context = {
        **head_context(project, request.user, now),
        **strip_context(project, request.user, now),
        "tab": "report",
        "report": report,
        "launches": [report],
        "late": late_rows(report.late),
        "record_groups": list(_record_pages(request, report.week, project)),
        **_weeks(report.week, today, project.today_at(project.created_at), address),
        **_sending(request, project_id),
    }
    return render(request, "notifications/report_launch.html", context)


@require_GET
@signed_in
def portfolio_md(request: PageRequest) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    try:
        until = check_until(request.GET.get("until", ""), today)
    except Invalid as refusal:
        return _in_plain_words(refusal)
    return HttpResponse(
        portfolio_markdown(portfolio_report(request.user, until, now), record_groups(request.user, Week(until))),
        content_type=MARKDOWN,
    )


@require_GET
@signed_in
def launch_md(request: PageRequest, project_id: int) -> HttpResponse:
    project = project_or_404(request.user, project_id)
    now: datetime = timezone.now()
    try:
        until = check_until(request.GET.get("until", ""), project.today_at(now))
    except Invalid as refusal:
        return _in_plain_words(refusal)
    groups = record_groups(request.user, Week(until), project)
    return HttpResponse(
        launch_markdown(launch_report(project, request.user, until, now), groups), content_type=MARKDOWN
    )


def _page(request: PageRequest, name: str, rows: Any) -> Page[Any]:
    """The page of the list of this name that the address asks for."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get(name))


def _record_pages(
    request: PageRequest, week: Week, project: Project | None
) -> Iterator[tuple[RecordGroup, Page[Any], list[RecordLine]]]:
    """Of each group that holds anything a page, and the lines on it."""
    for group in groups_of(request.user, week, project):
        page = _page(request, group.name, group.found)
        if page.paginator.count:
            yield group, page, [group.line_of(row) for row in page]


def _weeks(week: Week, today: date, began_on: date | None, markdown_address: str) -> dict[str, Any]:
    """The ways to the weeks before and after, and to the same week as Markdown; none where there is nothing."""
    is_current = week.until == today
    return {
        "week": week,
        "week_before": week.before if began_on is None or began_on < week.first else None,
        "week_after": None if is_current else min(week.until + timedelta(days=DAYS), today),
        "is_current": is_current,
        "markdown_url": markdown_address if is_current else f"{markdown_address}?until={week.until.isoformat()}",
    }


def _sending(request: PageRequest, project_id: int | None) -> dict[str, Any]:
    """When the report goes out, for who may set that."""
    may_manage = allows(request.user, Action.MANAGE_REPORTS)
    found = schedules_of(request.user).filter(project=project_id) if may_manage else []
    schedules = [(schedule, _days_of(schedule)) for schedule in found]
    return {"may_manage_reports": may_manage, "report_of": project_id, "schedules": schedules}


def _days_of(schedule: ReportSchedule) -> Any:
    """When it goes out; of what goes out every day, what that is, too."""
    if schedule.kind == ReportSchedule.Kind.HEADS:
        return _("%(what)s, every day") % {"what": schedule.get_kind_display()}
    return WEEKDAYS[schedule.weekday][1]


def _no_such_week(request: PageRequest, refusal: Invalid) -> HttpResponse:
    return render(request, "400.html", {"exception": refusal.message}, status=refusal.status)


def _in_plain_words(refusal: Invalid) -> HttpResponse:
    return HttpResponse(refusal.message, content_type="text/plain; charset=utf-8", status=refusal.status)
