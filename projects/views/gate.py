"""Readiness and decision: the wheel, the burn-up, what is unmet, sign-offs, and the decision itself."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import Action, Reach, reach
from accounts.errors import Refusal
from accounts.models import Department, User
from ledger.models import Event
from projects.access import may_see_gate
from projects.forms.gate import ConditionForm, DecideForm, SignOffForm, people_choices
from projects.live import watches, whole_launch
from projects.models import Decision, Project
from projects.readiness import Tally, judge
from projects.services import gate

from .answers import PageRequest, project_or_404, signed_in
from .launch import head_context
from .strip import strip_context


@require_GET
@signed_in
@watches(whole_launch)
def project_decision(request: PageRequest, project_id: int) -> HttpResponse:
    project = _project(request, project_id)
    return _page(request, project, DecideForm(), conditions_of(project))


@require_POST
@signed_in
def decide(request: PageRequest, project_id: int) -> HttpResponse:
    project = _project(request, project_id)
    form = DecideForm(request.POST)
    is_conditional = request.POST.get("verdict") == Decision.Verdict.CONDITIONAL_GO
    conditions = conditions_of(project, request.POST)
    if not form.is_valid() or (is_conditional and not all_valid(conditions)):
        return _page(request, project, form, conditions, status=400)
    given = [gate.Condition(item_id=c.item.pk, **c.arguments()) for c in conditions] if is_conditional else []
    try:
        gate.decide(project.pk, by=request.user, conditions=given, **form.arguments())
    except Refusal as refusal:
        _place(refusal, form, conditions)
        return _page(request, project, form, conditions, status=refusal.status)
    messages.success(request, _("The decision is recorded."))
    return redirect("projects:project-decision", project.pk)


@require_POST
@signed_in
def sign_off(request: PageRequest, project_id: int) -> HttpResponse:
    project = _project(request, project_id)
    form = SignOffForm(request.POST)
    if not form.is_valid():
        return _page(request, project, DecideForm(), conditions_of(project), status=400, sign_off_form=form)
    try:
        gate.sign_off(project.pk, request.user.department_id or 0, by=request.user, **form.arguments())
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(request, project, DecideForm(), conditions_of(project), status=refusal.status, sign_off_form=form)
    messages.success(request, _("Your sign-off is recorded."))
    return redirect("projects:project-decision", project.pk)


def conditions_of(project: Project, data: Any = None) -> list[ConditionForm]:
    """A form for each unmet must-have. Typed values are kept whatever else was wrong."""
    people = people_choices()
    return [ConditionForm(data, item=item, people=people) for item in gate.unmet_blockers(project)]


def all_valid(conditions: list[ConditionForm]) -> bool:
    """Every form is looked at, so that each shows what it lacks."""
    return not [condition for condition in conditions if not condition.is_valid()]


def _place(refusal: Refusal, form: DecideForm, conditions: list[ConditionForm]) -> None:
    """The service names `conditions.<item>.<field>`; its sentence goes beside that field."""
    _conditions, _dot, rest = refusal.field.partition("conditions.")
    key, _dot, name = rest.partition(".")
    for condition in conditions:
        if key == str(condition.item.pk):
            condition.refuse(Refusal(refusal.code, refusal.message, field=name))
            return
    form.refuse(refusal)


def _project(request: PageRequest, project_id: int) -> Project:
    project = project_or_404(request.user, project_id)
    if not may_see_gate(request.user):
        raise PermissionDenied
    return project


def _page(
    request: PageRequest,
    project: Project,
    form: DecideForm,
    conditions: list[ConditionForm],
    *,
    status: int = 200,
    sign_off_form: SignOffForm | None = None,
) -> HttpResponse:
    user, now = request.user, timezone.now()
    strip = strip_context(project, user, now)
    context = {
        **head_context(project, user, now),
        **strip,
        "tab": "decision",
        "printed_at": now,
        "form": form,
        "conditions": conditions,
        "filled": sum(condition.is_bound and condition.is_valid() for condition in conditions),
        "choices": _choices(form, len(conditions)),
        "why_not": _why_not(project, user),
        "sign_off_form": sign_off_form or SignOffForm(),
        "may_sign_off": project.is_running and reach(user, Action.SIGN_OFF) == Reach.DEPARTMENT,
        **({} if user.is_partner else _whole_company(project, strip["by_department"])),
    }
    return render(request, "projects/project_decision.html", context, status=status)


def _choices(form: DecideForm, unmet: int) -> list[tuple[str, str, str, bool]]:
    """(value, name, why it is locked, whether it is chosen) of each verdict."""
    locked = gate.locked_verdicts(unmet)
    chosen = form["verdict"].value()
    return [(value, str(label), locked.get(value, ""), value == chosen) for value, label in Decision.Verdict.choices]


def _why_not(project: Project, user: User) -> str:
    """Why this person cannot record a decision now; empty when they can."""
    if not project.is_running:
        return _("This launch has ended and can only be read.")
    if reach(user, Action.DECIDE) != Reach.ALL:
        return _("A CX planner records the decision.")
    return gate.second_person() if user.pk == project.planner_id else ""


def _whole_company(project: Project, by_department: list[tuple[Department, Tally]]) -> dict[str, Any]:
    latest = project.sign_offs.select_related("by").order_by("department_id", "-at", "-pk").distinct("department_id")
    signed = {made.department_id: made for made in latest}
    return {
        "departments": [(department, judge(tally), signed.get(department.pk)) for department, tally in by_department],
        "decisions": _decisions(project),
    }


def _decisions(project: Project) -> list[tuple[Decision, int | None]]:
    """Every decision, the newest first, with the number of its event: both are written together, in the same order."""
    made = project.decisions.select_related("by").prefetch_related("conditions__item", "conditions__accepter")
    events = Event.objects.filter(stream=project.stream_id, verb="decided", target=f"project:{project.pk}")
    numbers = list(events.order_by("seq").values_list("seq", flat=True))
    return list(zip_longest(made, numbers[: len(made)]))[::-1]
