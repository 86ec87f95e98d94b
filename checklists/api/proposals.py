"""The learning loop over the API: what is proposed for a template, propose, accept, merge, decline."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.access import Action
from accounts.errors import Invalid
from accounts.models import Department
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation
from accounts.rest.pages import page, page_of

from ..access import readable_templates
from ..models import Proposal
from ..schedule import Rule, Unit
from ..serializers.proposals import (
    AcceptInput,
    DeclineInput,
    MergeInput,
    ProposalInput,
    ProposalOutput,
    ProposalsQuery,
)
from ..services.proposals import Offer, accept_proposal, decline_proposal, merge_proposal, propose_lines
from .making import Edited

SHOWN: tuple[str, ...] = tuple(map(str, ProposalOutput().fields))


class Proposals(Endpoint):
    """What is proposed for a template, oldest first."""

    sees = Action.SEE_TEMPLATE

    @operation(page_of(ProposalOutput), query=ProposalsQuery)
    def get(self, given: Given, template_id: int) -> dict[str, Any]:
        template = get_object_or_404(readable_templates(given.by), pk=template_id)
        proposals = template.proposals.all()
        if given.query.get("verdict"):
            proposals = proposals.filter(verdict=given.query["verdict"])
        return page(proposals, given.query, shape)

    @operation(ProposalOutput, status=201, takes=ProposalInput, is_once=True)
    def post(self, given: Given, template_id: int) -> dict[str, Any]:
        """Propose a new line. A lead proposes for their own department."""
        template = get_object_or_404(readable_templates(given.by), pk=template_id)
        return shape(propose_lines(template.pk, [_offer(given.values)], by=given.by)[0])


class Accept(Edited):
    @operation(ProposalOutput, takes=AcceptInput, is_once=True)
    def post(self, given: Given, proposal_id: int) -> dict[str, Any]:
        """Add it to a section of the draft as a new line."""
        accept_proposal(proposal_id, by=given.by, **given.values)
        return shape(Proposal.objects.get(pk=proposal_id))


class Merge(Edited):
    @operation(ProposalOutput, takes=MergeInput, is_once=True)
    def post(self, given: Given, proposal_id: int) -> dict[str, Any]:
        """Say which line of the draft takes care of it, and write its guidance anew."""
        merge_proposal(proposal_id, by=given.by, **given.values)
        return shape(Proposal.objects.get(pk=proposal_id))


class Decline(Edited):
    @operation(ProposalOutput, takes=DeclineInput, is_once=True)
    def post(self, given: Given, proposal_id: int) -> dict[str, Any]:
        """Say no, and why."""
        return shape(decline_proposal(proposal_id, by=given.by, **given.values))


def shape(proposal: Proposal) -> dict[str, Any]:
    return {name: getattr(proposal, name) for name in SHOWN}


def _offer(values: dict[str, Any]) -> Offer:
    department = Department.objects.filter(pk=values["department_id"]).first()
    if department is None:
        raise Invalid("unknown_department", _("Choose a department."), field="department_id")
    kept = ("title", "note", "section_title", "is_blocker")
    rule = Rule(values["offset"], Unit(values["unit"]))
    return Offer(department=department, rule=rule, **{name: values[name] for name in kept if name in values})
