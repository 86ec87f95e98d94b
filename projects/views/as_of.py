"""A launch as of a day: what was done, late and open then, whatever happened since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import Action, allows
from accounts.asked import day as day_asked
from accounts.models import Department, User
from checklists.models import in_reader_language
from projects.models import Project, SignOff, Status
from projects.past import launch_as_of
from projects.readiness import judge, tally
from projects.replay import LaunchThen, LineThen, NotToldError

from .answers import PageRequest, project_or_404, signed_in
from .launch import head_context
from .strip import strip_context


@dataclass(frozen=True, slots=True)
class Row:
    line: LineThen
    title: str
    department: str
    owner: str
    status: str


@require_GET
@signed_in
def project_as_of(request: PageRequest, project_id: int) -> HttpResponse:
    project = project_or_404(request.user, project_id)
    if not allows(request.user, Action.SEE_HISTORY):
        raise PermissionDenied
    today = project.today_at(timezone.now())
    day, problem = _day(request.GET.get("day", ""), today)
    now = timezone.now()
    context = {
        **head_context(project, request.user, now),
        **strip_context(project, request.user, now),
        "tab": "history",
        "day": day,
        "last": today,
        **_other_days(project, day, today),
    }
    if day:
        found, problem = _read(project, day)
        context |= _then(found, day) if found else {}
    return render(request, "projects/project_as_of.html", context | {"problem": problem})


def _other_days(project: Project, day: date | None, today: date) -> dict[str, Any]:
    """The days beside the one that is shown, and those one asks for most."""
    if day is None:
        return {}
    began = project.announced_on
    marked = [(_("CX was told"), began), (_("D-day"), project.launch_on), (_("Today"), today)]
    return {
        "day_before": day - timedelta(days=1) if day > began else None,
        "day_after": day + timedelta(days=1) if day < today else None,
        "marked_days": [(label, on) for label, on in marked if on <= today],
    }


def _day(asked: str, today: date) -> tuple[date | None, str]:
    """The day asked for, today without one; or what is wrong with it."""
    if not asked:
        return today, ""
    if (day := day_asked(asked)) is None:
        return None, _("Give the day as 2026-11-24.")
    return (day, "") if day <= today else (None, _("Choose a day up to today."))


def _read(project: Project, day: date) -> tuple[LaunchThen | None, str]:
    try:
        found = launch_as_of(project, day)
    except NotToldError:
        return None, _("This launch started before its history kept every line, so a day of it cannot be shown.")
    return found, "" if found else _("The launch had not started on this day.")


def _then(launch: LaunchThen, day: date) -> dict[str, Any]:
    lines = [line for line in launch.lines.values() if line.status != Status.DROPPED]
    people = dict(User.objects.filter(pk__in={line.owner for line in lines}).values_list("pk", "name"))
    departments = {department.pk: department.local_name for department in Department.objects.all()}
    counts = tally(launch.lines.values(), day)
    sections: dict[str, list[Row]] = {}
    for line in lines:
        sections.setdefault(line.section, []).append(
            Row(
                line,
                in_reader_language(line.title, line.title_en),
                departments.get(line.department, ""),
                people.get(line.owner or 0, ""),
                str(Status(line.status).label),
            )
        )
    signed = [(departments.get(pk, ""), SignOff.Verdict(verdict).label) for pk, verdict in launch.sign_offs.items()]
    return {
        "then": launch,
        "counts_then": counts,
        "musts_done_then": counts.blockers - counts.blockers_open,
        "readiness_then": judge(counts),
        "sections": sections.items(),
        "signed": signed,
    }
