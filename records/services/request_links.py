"""A request becomes an item of a running launch, or a line that is proposed for a template, in one step.

Errors as in `request_writing`, and those of `projects.services.lines.add_item` and `checklists.services.proposals`.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import Invalid, Refusal
from accounts.models import Department, User
from checklists.access import readable_templates
from checklists.models import Proposal
from checklists.schedule import Rule
from checklists.services.proposals import NOWHERE, Offer, Source, propose_lines
from projects.models import Item
from projects.services.lines import add_item

from ..models import Request
from . import filing
from .request_writing import open_for, save_move


@transaction.atomic
def make_item(
    request_id: int,
    *,
    by: User,
    project_id: int,
    section_id: int,
    due_on: date,
    department_id: int,
    owner_id: int | None = None,
    title: str = "",
    version: int | None = None,
) -> Item:
    """Add a line to a running launch that does what the request asks for. Refusal when it has one already."""
    request = open_for("make_item", request_id, by=by, version=version)
    if request.item_id:
        raise Refusal("linked", _("It is an item of a launch already."))
    if request.project and request.project.is_confidential and request.project_id != project_id:
        raise Invalid("confidential", _("What a confidential launch asks for stays in it."), field="project_id")
    item = add_item(
        project_id,
        by=by,
        section_id=section_id,
        title=title.strip() or request.title,
        department_id=department_id,
        due_on=due_on,
        owner_id=owner_id,
    )
    save_move(request, "make_item", "request_item_made", {"item_id": item.pk}, by=by, more={"project": item.project_id})
    return item


@transaction.atomic
def propose_request(
    request_id: int,
    *,
    by: User,
    template_id: int,
    department_id: int,
    rule: Rule,
    title: str = "",
    note: str = "",
    version: int | None = None,
) -> Proposal:
    """Offer a line to the draft of a template, so that the next launch has it. Refusal while one waits.

    A lead proposes for their own department. A confidential launch leaves no name there.
    """
    request = open_for("propose", request_id, by=by, version=version)
    if request.proposal and request.proposal.verdict == Proposal.Verdict.WAITING:
        raise Refusal("linked", _("It is proposed to a template already."))
    if not readable_templates(by).filter(pk=template_id).exists():
        raise Invalid("unknown_template", _("Choose a template."), field="template_id")
    department = Department.objects.filter(pk=department_id).first()
    if department is None:
        raise Invalid("unknown_department", _("Choose a department."), field="department_id")
    filing.lock_stream(request.stream_id)
    offer = Offer(
        title=title.strip() or request.title,
        department=department,
        rule=rule,
        note=note.strip() or request.said[:2000],
        source=_source(request),
    )
    proposal = propose_lines(template_id, [offer], by=by)[0]
    more = {"template": template_id, "title": proposal.title}
    save_move(request, "propose", "request_proposed", {"proposal_id": proposal.pk}, by=by, more=more)
    return proposal


def _source(request: Request) -> Source:
    if request.project and request.project.is_confidential:
        return NOWHERE
    return Source(request.project_id, None, f"{_('Request')} · {request.title}")
