"""How far a launch is, drawn: the readiness wheel by section and the burn-up by day, small in the strip or in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from projects.charts import Axis, Progress, burn_up, wheel
from projects.models import Project
from projects.progress import Work, points_of, work_of
from projects.readiness import judge, tally

from .answers import PageRequest, project_or_404, signed_in, wants_fragment
from .rows import project_url


@require_GET
@signed_in
def project_charts(request: PageRequest, project_id: int) -> HttpResponse:
    """The part below the strip, unfolded or (`?closed`) folded; without JavaScript the launch's page with it."""
    project = project_or_404(request.user, project_id)
    if request.user.is_partner:
        raise PermissionDenied
    is_open = "closed" not in request.GET
    if not wants_fragment(request):
        return redirect(f"{project_url(project_id)}{'?charts=open' if is_open else ''}")
    context = charts_context(work_of(project), project, project.today_at(timezone.now()))
    return render(request, "projects/_launch_charts.html", {**context, "project": project, "charts_open": is_open})


def charts_context(lines: Sequence[Work], project: Project, today: date) -> dict[str, Any]:
    axes = [_axis(list(group), today) for _section, group in groupby(lines, key=lambda work: work.section_id)]
    days = [
        Progress(point.day, point.plan_percent, point.done_percent)
        for point in points_of(lines, project.launch_on, today)
    ]
    behind = max(axes, key=lambda axis: axis.plan_percent - axis.percent, default=None)
    return {
        "axes": axes,
        "wheel": wheel(axes),
        "days": days,
        "burn_up": burn_up(days, project.launch_on, today),
        "most_behind": behind if behind and behind.percent < behind.plan_percent else None,
    }


def _axis(lines: list[Work], today: date) -> Axis:
    counts = tally(lines, today)
    readiness = judge(counts)
    return Axis(lines[0].section, readiness.percent, readiness.plan_percent, bool(counts.late))
