"""Weekly reports over the API: of one launch, of all that the caller sees, and when they go out."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.access import Action
from accounts.models import User
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation
from accounts.rest.pages import page, page_of
from projects.access import visible_projects
from projects.api.rows import counts
from projects.readiness import Readiness

from ..models import ReportSchedule
from ..report.launch import Deed, LaunchReport
from ..report.lines import Line
from ..report.reading import check_until, launch_report, portfolio_report
from ..serializers.reports import (
    LaunchReportOutput,
    PortfolioReportOutput,
    ReportQuery,
    ScheduleInput,
    ScheduleOutput,
    SchedulesQuery,
    SentOutput,
)
from ..services import reports

LINE_FIELDS = (
    *("item_id", "project_id", "title", "department_id", "department", "owner_id", "owner", "status", "due_on"),
    *("is_blocker", "blocked_reason"),
)


class PortfolioReport(Endpoint):
    """The week of every launch that the caller sees."""

    sees = Action.SEE_READINESS

    @operation(PortfolioReportOutput, query=ReportQuery)
    def get(self, given: Given) -> dict[str, Any]:
        now = timezone.now()
        report = portfolio_report(given.by, _until(given, timezone.localdate(now)), now)
        return {
            "first": report.week.first,
            "until": report.week.until,
            "running": len(report.running),
            "done": report.done_count,
            "late": report.late_count,
            "next": report.next_count,
            "launches": [_launch(launch, given.by) for launch in report.launches],
        }


class LaunchReportOfWeek(Endpoint):
    """The week of one launch."""

    sees = Action.SEE_READINESS

    @operation(LaunchReportOutput, query=ReportQuery)
    def get(self, given: Given, project_id: int) -> dict[str, Any]:
        project = get_object_or_404(visible_projects(given.by), pk=project_id)
        now = timezone.now()
        return _launch(launch_report(project, given.by, _until(given, project.today_at(now)), now), given.by)


class Schedules(Endpoint):
    """When weekly reports go out, and to whom."""

    sees = Action.MANAGE_REPORTS

    @operation(page_of(ScheduleOutput), query=SchedulesQuery)
    def get(self, given: Given) -> dict[str, Any]:
        found = reports.schedules_of(given.by)
        if "project" in given.query:
            found = found.filter(project=given.query["project"])
        return page(found, given.query, _schedule)

    @operation(ScheduleOutput, status=201, takes=ScheduleInput, is_once=True)
    def post(self, given: Given) -> dict[str, Any]:
        """Send a report every week. A launch's goes to people who see it; a channel must take reports."""
        return _schedule(reports.save_report_schedule(None, by=given.by, **_values(given)))


class Schedule(Endpoint):
    sees = Action.MANAGE_REPORTS

    @operation(ScheduleOutput, is_tagged=True)
    def get(self, given: Given, schedule_id: int) -> dict[str, Any]:
        return _schedule(get_object_or_404(reports.schedules_of(given.by), pk=schedule_id))

    @operation(status=204)
    def delete(self, given: Given, schedule_id: int) -> None:
        reports.delete_report_schedule(schedule_id, by=given.by)


class ChangeSchedule(Endpoint):
    sees = Action.MANAGE_REPORTS

    @operation(ScheduleOutput, takes=ScheduleInput, is_versioned=True)
    def post(self, given: Given, schedule_id: int) -> dict[str, Any]:
        """Write all of it anew; its launch stays what it is."""
        values = _values(given) | {"version": given.version}
        return _schedule(reports.save_report_schedule(schedule_id, by=given.by, **values))


class SendNow(Endpoint):
    sees = Action.MANAGE_REPORTS

    @operation(SentOutput)
    def post(self, given: Given, schedule_id: int) -> dict[str, Any]:
        """Send the report of the seven days until today to everybody on the schedule."""
        return {"told": reports.send_report_now(schedule_id, by=given.by)}


def _until(given: Given, today: date) -> date:
    until = given.query.get("until")
    return check_until(until.isoformat() if until else "", today)


def _values(given: Given) -> dict[str, Any]:
    return {"project_id": None, "people_ids": [], "destination_ids": []} | given.values


def _launch(report: LaunchReport, by: User) -> dict[str, Any]:
    return {
        "project_id": report.project.pk,
        "name": report.project.name,
        "launch_on": report.launch_on,
        "first": report.week.first,
        "until": report.week.until,
        "ended": report.ended,
        "before": _readiness(report.before) if report.before else None,
        "readiness": _readiness(report.after),
        "change": report.change,
        "counts": counts(report.counts, by) if report.counts else None,
        **{name: [_deed(deed) for deed in getattr(report, name)] for name in ("done", "waived", "reopened", "added")},
        **{name: [asdict(one) for one in getattr(report, name)] for name in ("decided", "signed_off", "launch_moves")},
        "line_moves": [
            {"item_id": move.line.item_id, "title": move.line.title}
            | {"before": move.before, "after": move.after, "reason": move.reason}
            for move in report.line_moves
        ],
        "late": [
            {
                "department": department.name,
                "count": department.count,
                "lines": [_line(line) for owner in department.owners for line in owner.lines],
            }
            for department in report.late
        ],
        "next": [_line(line) for line in report.next],
    }


def _readiness(found: Readiness) -> dict[str, Any]:
    reason = found.reason or str(found.state.label)
    return {"state": found.state, "percent": found.percent, "plan_percent": found.plan_percent, "reason": reason}


def _deed(deed: Deed) -> dict[str, Any]:
    names = ("on", "by", "reason", "fallback", "follow_up_on")
    return {"item_id": deed.line.item_id, "title": deed.line.title} | {name: getattr(deed, name) for name in names}


def _line(line: Line) -> dict[str, Any]:
    return {name: getattr(line, name) for name in LINE_FIELDS}


def _schedule(schedule: ReportSchedule) -> dict[str, Any]:
    names = ("id", "project_id", "kind", "weekday", "hour", "time_zone", "is_active", "version")
    return {name: getattr(schedule, name) for name in names} | {
        "people_ids": sorted(person.pk for person in schedule.people.all()),
        "destination_ids": sorted(destination.pk for destination in schedule.destinations.all()),
    }
