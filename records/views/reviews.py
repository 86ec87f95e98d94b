"""The review after a launch: what happened beside five questions, and each line in one step into what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import Action, Reach, allows, reach
from accounts.errors import Refusal, Stale
from accounts.pages import PageRequest, signed_in, status_of
from accounts.workdays import calendars
from checklists.access import proposable_departments
from projects.forms.base import ServiceForm
from projects.models import Project
from projects.views.answers import project_or_404
from projects.views.launch import head_context
from projects.views.strip import strip_context

from ..forms.reviews import DecisionForm, ReviewForm
from ..forms.surprises import ProposeForm, RequestForm
from ..models import Record
from ..noticing import kind_of
from ..review_facts import collect
from ..reviewing import DAYS, held_on
from ..services.requests import RequestDraft, file_request
from ..services.reviews import decide_in_review, review_of, why_no_review, write_review
from ..services.surprise_lessons import offer_line

LONGEST_PREFILL, LONGEST_TITLE = 2000, 200


@dataclass(frozen=True, slots=True)
class Turn:
    """What a line of a review can become."""

    action: Action
    label: Any
    said: Any


TURNS = {
    "propose": Turn(
        Action.PROPOSE_LINE, gettext_lazy("Propose for the template"), gettext_lazy("It is proposed for the template.")
    ),
    "request": Turn(Action.REPORT, gettext_lazy("Make a request"), gettext_lazy("The request is filed.")),
    "decide": Turn(Action.WRITE_RECORD, gettext_lazy("Record a decision"), gettext_lazy("The decision is on record.")),
}


@require_http_methods(["GET", "POST"])
@signed_in
def launch_review(request: PageRequest, project_id: int, day: int) -> HttpResponse:
    project, user = _project(request, project_id, day), request.user
    record = review_of(project, day, by=user)
    if request.method == "GET":
        return _page(request, project, day, record, ReviewForm(record=record))
    if not allows(user, Action.WRITE_RECORD):
        raise PermissionDenied
    form = ReviewForm(request.POST, record=record)
    if not form.is_valid():
        return _page(request, project, day, record, form, status=400)
    try:
        write_review(project.pk, day, by=user, **form.arguments())
    except Refusal as refusal:
        form.refuse(refusal)
        if isinstance(refusal, Stale):
            form.renew(refusal.current["version"])
        return _page(request, project, day, record, form, status=status_of(request, refusal))
    messages.success(request, _("The review is on record."))
    return redirect("records:launch-review", project.pk, day)


@require_http_methods(["GET", "POST"])
@signed_in
def review_turn(request: PageRequest, project_id: int, day: int, into: str) -> HttpResponse:
    """One line becomes a proposal, a request or a decision; the address brings its words along."""
    project, user, turn = _project(request, project_id, day), request.user, TURNS[into]
    if reach(user, turn.action) == Reach.NONE:
        raise PermissionDenied
    form = _turn_form(request, project, into)
    status = 200
    if form.is_bound:
        status = 400
        if form.is_valid():
            try:
                _turn(project, day, into, form, request)
            except Refusal as refusal:
                form.refuse(refusal)
                status = status_of(request, refusal)
            else:
                messages.success(request, turn.said)
                return redirect("records:launch-review", project.pk, day)
    context = {"project": project, "day": day, "form": form, "turn": turn}
    return render(request, "records/review_turn.html", context, status=status)


def _turn_form(request: PageRequest, project: Project, into: str) -> ServiceForm:
    data = request.POST if request.method == "POST" else None
    words = request.GET.get("words", "").strip()[:LONGEST_PREFILL]
    title = words.partition("\n")[0].strip()[:LONGEST_TITLE]
    if into == "decide":
        form: ServiceForm = DecisionForm(data, user=request.user)
        form.initial["words"] = words
    elif into == "request":
        form = RequestForm(data, user=request.user)
        form.initial.update(title=title, said=words)
    else:
        form = ProposeForm(data, user=request.user, project=project)
        form.initial.update(title=title, note=words)
    return form


def _turn(project: Project, day: int, into: str, form: Any, request: PageRequest) -> None:
    given, user = form.arguments(), request.user
    if into == "decide":
        decide_in_review(project.pk, day, by=user, **given)
    elif into == "request":
        file_request(RequestDraft(given["title"], given["said"]), by=user, project_id=project.pk)
    else:
        offer_line(project, form.offer(), taught_by=_("Review D+%(day)d") % {"day": day}, by=user)


def _project(request: PageRequest, project_id: int, day: int) -> Project:
    """Reviews are the company's: a partner sees no record."""
    project = project_or_404(request.user, project_id)
    if day not in DAYS or reach(request.user, Action.SEE_RECORDS) != Reach.ALL:
        raise Http404
    return project


def _page(
    request: PageRequest, project: Project, day: int, record: Record | None, form: ReviewForm, *, status: int = 200
) -> HttpResponse:
    user, now = request.user, timezone.now()
    why_not = why_no_review(project)
    facts = collect(project, user, now)
    calendar = calendars()[None]
    context = {
        **head_context(project, user, now),
        **strip_context(project, user, now),
        "tab": "records",
        "day": day,
        "days": [(other, held_on(project.launch_on, other, calendar)) for other in DAYS],
        "facts": facts,
        "kinds": [(surprise, kind_of(surprise)) for surprise in facts.surprises],
        "why_not": why_not,
        "record": record,
        "resolutions": record.resolutions.standing().select_related("owner") if record else [],
        "form": form,
        "may_write": not why_not and allows(user, Action.WRITE_RECORD),
        "proposes_for": set(proposable_departments(user).values_list("pk", flat=True)),
        "turns": [(name, turn.label) for name, turn in TURNS.items() if reach(user, turn.action) != Reach.NONE],
    }
    return render(request, "records/launch_review.html", context, status=status)
