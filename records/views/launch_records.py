"""Everything filed to one launch on one page, and what is filed about one of its lines."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import Action, Reach, allows, reach
from accounts.models import User
from accounts.pages import PageRequest, signed_in, wants_fragment
from projects.models import Project
from projects.views.answers import item_or_404, project_or_404
from projects.views.launch import head_context
from projects.views.strip import strip_context

from ..access import visible_handovers, visible_records, visible_requests, visible_surprises
from ..models import Handover
from ..record_search import search, with_counts
from ..reviewing import DAYS


@require_GET
@signed_in
def launch_records(request: PageRequest, project_id: int) -> HttpResponse:
    """Also of a launch that has ended: what is said later belongs to it as well. A partner sees what is its own."""
    project = project_or_404(request.user, project_id)
    now = timezone.now()
    context = {
        **head_context(project, request.user, now),
        **strip_context(project, request.user, now),
        **_filed(project, request.user),
        "tab": "records",
        "review_days": DAYS if not request.user.is_partner else (),
    }
    return render(request, "records/launch_records.html", context)


@require_GET
@signed_in
def item_records(request: PageRequest, project_id: int, item_id: int) -> HttpResponse:
    """What is on record about one line: asked for by its panel, or a page of its own."""
    item = item_or_404(request.user, project_id, item_id)
    about = visible_records(request.user).filter(pk__in=_about(item.pk, request.user))
    context = {
        "item": item,
        "project": item.project,
        "records": with_counts(search(about)),
        "requests": list(visible_requests(request.user).filter(item=item)),
        "surprises": list(visible_surprises(request.user).filter(item=item)),
        "sees_records": reach(request.user, Action.SEE_RECORDS) == Reach.ALL,
        "may_write": allows(request.user, Action.WRITE_RECORD),
    }
    page = "_item_records.html" if wants_fragment(request) else "item_records.html"
    return render(request, f"records/{page}", context)


def _filed(project: Project, user: User) -> dict[str, Any]:
    handovers = visible_handovers(user).filter(project=project).exclude(kind=Handover.Kind.BRIEF)
    return {
        "records": list(with_counts(search(visible_records(user), project_id=project.pk))),
        "handovers": list(handovers.filter(withdrawn_at__isnull=True).select_related("created_by")),
        "brief": visible_handovers(user).filter(project=project, kind=Handover.Kind.BRIEF).first(),
        "requests": list(visible_requests(user).filter(project=project).select_related("department")),
        "surprises": list(visible_surprises(user).filter(project=project).select_related("department")),
        "sees_records": reach(user, Action.SEE_RECORDS) == Reach.ALL,
        "may_write": allows(user, Action.WRITE_RECORD),
        "may_hand_over": allows(user, Action.HAND_OVER),
        "may_report": allows(user, Action.REPORT),
    }


def _about(item_id: int, user: User) -> Any:
    """Ids of the records that are linked to a line, as a whole or by a decision in them."""
    seen = visible_records(user)
    linked = seen.filter(items=item_id).values("pk")
    decided = seen.filter(resolutions__items=item_id, resolutions__until__isnull=True).values("pk")
    return linked.union(decided)
