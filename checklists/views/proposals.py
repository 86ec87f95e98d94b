"""The learning loop: what is proposed for a template, and what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.errors import Refusal, Stale
from accounts.forms.base import OwnForm
from accounts.pages import PageRequest, signed_in, status_of

from ..access import may_propose
from ..forms.proposals import AcceptForm, DeclineForm, LineForm, MergeForm, ProposeForm
from ..models import Proposal, Template, TemplateItem
from ..services.proposals import Offer, accept_proposal, decline_proposal, merge_proposal, propose_lines
from ..similar import most_alike
from .head import draft_of, editable_or_403, head_context, template_or_404

DECIDED_SHOWN = 100


@require_GET
@signed_in
def proposal_list(request: PageRequest, template_id: int) -> HttpResponse:
    template = template_or_404(request.user, template_id)
    proposals = template.proposals.select_related("department", "proposed_by", "decided_by")
    context = head_context(request.user, template, "proposals") | {
        "waiting": proposals.waiting(),
        "decided": proposals.exclude(verdict=Proposal.Verdict.WAITING).order_by("-decided_at")[:DECIDED_SHOWN],
    }
    return render(request, "checklists/proposal_list.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def proposal_new(request: PageRequest, template_id: int) -> HttpResponse:
    template = template_or_404(request.user, template_id)
    if not may_propose(request.user):
        raise PermissionDenied
    context = head_context(request.user, template, "proposals")
    form = ProposeForm(request.POST or None, user=request.user, version=context["newest"])
    if not form.is_valid():
        return _new_page(request, form, context, 400 if form.is_bound else 200)
    found = form.cleaned_data
    offer = Offer(
        title=found["title"],
        note=found["note"],
        department=found["department"],
        rule=form.rule,
        section_title=found["section"],
        is_blocker=found["is_blocker"],
    )
    try:
        propose_lines(template.pk, [offer], by=request.user)
    except Refusal as refusal:
        form.refuse(refusal)
        return _new_page(request, form, context, status_of(request, refusal))
    messages.success(request, _("Thank you. A CX planner decides about it."))
    return redirect("checklists:proposal-list", template.pk)


@require_GET
@signed_in
def proposal_detail(request: PageRequest, template_id: int, proposal_id: int) -> HttpResponse:
    template = editable_or_403(request.user, template_id)
    return _proposal_page(request, template, _proposal_or_404(template, proposal_id))


@require_POST
@signed_in
def proposal_accept(request: PageRequest, template_id: int, proposal_id: int) -> HttpResponse:
    template = editable_or_403(request.user, template_id)
    proposal = _proposal_or_404(template, proposal_id)
    form = AcceptForm(request.POST, draft=draft_of(template))
    if not form.is_valid():
        return _proposal_page(request, template, proposal, status=400, accept=form)
    try:
        item = accept_proposal(proposal.pk, by=request.user, section_id=form.cleaned_data["section"].pk)
    except Refusal as refusal:
        return _refused(request, template, proposal, refusal, accept=form)
    return _decided(request, template, _("It is in the draft as %(key)s.") % {"key": item.key})


@require_POST
@signed_in
def proposal_merge(request: PageRequest, template_id: int, proposal_id: int) -> HttpResponse:
    template = editable_or_403(request.user, template_id)
    proposal = _proposal_or_404(template, proposal_id)
    form = MergeForm(request.POST)
    if not form.is_valid():
        return _proposal_page(request, template, proposal, status=400, merge=form)
    try:
        item = merge_proposal(proposal.pk, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        return _refused(request, template, proposal, refusal, merge=form)
    return _decided(request, template, _("It is merged with %(key)s in the draft.") % {"key": item.key})


@require_POST
@signed_in
def proposal_decline(request: PageRequest, template_id: int, proposal_id: int) -> HttpResponse:
    template = editable_or_403(request.user, template_id)
    proposal = _proposal_or_404(template, proposal_id)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _proposal_page(request, template, proposal, status=400, decline=form)
    try:
        decline_proposal(proposal.pk, by=request.user, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        return _refused(request, template, proposal, refusal, decline=form)
    return _decided(request, template, _("The proposal is declined."))


def _proposal_or_404(template: Template, proposal_id: int) -> Proposal:
    proposals = template.proposals.select_related("department", "proposed_by", "decided_by")
    return get_object_or_404(proposals, pk=proposal_id)


def _new_page(request: PageRequest, form: ProposeForm, context: dict[str, Any], status: int) -> HttpResponse:
    return render(request, "checklists/proposal_new.html", context | {"form": form}, status=status)


def _proposal_page(
    request: PageRequest, template: Template, proposal: Proposal, *, status: int = 200, **forms: OwnForm
) -> HttpResponse:
    """The line that the proposal may be merged with: as asked for, or sent, or the one most like it."""
    draft = draft_of(template)
    lines = list(draft.items.select_related("section", "department"))
    sent = forms["merge"].data.get("key", "") if "merge" in forms else ""
    key = request.GET.get("line") or sent or proposal.key or most_alike(proposal.title, lines)
    line = next((line for line in lines if line.key == key), None)
    context = head_context(request.user, template, "proposals") | {
        "proposal": proposal,
        "line": line,
        "lines": LineForm(lines=lines, chosen=line.key if line else ""),
        "accept": AcceptForm(draft=draft, section_title=proposal.section_title),
        "merge": _merge_form(line),
        "decline": DeclineForm(),
    }
    return render(request, "checklists/proposal_detail.html", context | forms, status=status)


def _merge_form(line: TemplateItem | None) -> MergeForm:
    values = {"key": line.key, "revision": line.revision, "guidance": line.guidance} if line else {}
    return MergeForm(initial=values)


def _refused(
    request: PageRequest, template: Template, proposal: Proposal, refusal: Refusal, **forms: OwnForm
) -> HttpResponse:
    """After somebody else's edit of the line its guidance is shown beside what was typed, to be sent knowingly."""
    for form in forms.values():
        form.refuse(refusal)
    if isinstance(refusal, Stale) and "merge" in forms:
        typed: Any = forms["merge"].data
        typed = typed.copy()
        typed["revision"] = refusal.current["revision"]
        forms["merge"].data = typed
    fresh = _proposal_or_404(template, proposal.pk)
    return _proposal_page(request, template, fresh, status=status_of(request, refusal), **forms)


def _decided(request: PageRequest, template: Template, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("checklists:proposal-list", template.pk)
