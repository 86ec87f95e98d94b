"""What follows from a surprise or a review: a line for the template.

Errors as in `checklists.services.proposals`, Surprise.DoesNotExist when `by` may not see it, Invalid with the field.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import Invalid, Refusal
from accounts.models import Department, User
from checklists.access import readable_templates
from checklists.models import Proposal
from checklists.schedule import FIRST_OFFSET, LAST_OFFSET, Rule, Unit
from checklists.services.proposals import NOWHERE, Offer, Source, propose_lines
from projects.models import Project
from projects.services.proposing import propose_from_item

from ..access import visible_surprises
from ..models import Surprise
from . import filing
from .surprise_writing import content_of


@dataclass(frozen=True, slots=True)
class LineOffer:
    """A line for a template. `offset` is in open days from D-day; without a department it is the one that was asked.

    `template_id` is for what belongs to no launch: a launch knows its own.
    """

    title: str
    note: str
    department_id: int | None = None
    template_id: int | None = None
    offset: int = -5


@transaction.atomic
def propose_from_surprise(surprise_id: int, offer: LineOffer, *, by: User) -> Proposal:
    """Offer the line whose lack let it happen; of a line that was ticked too early, a change of it.

    Refusal while an earlier proposal of this surprise still waits.
    """
    surprise = filing.lock(visible_surprises(by), surprise_id)
    if surprise.proposal and surprise.proposal.verdict == Proposal.Verdict.WAITING:
        raise Refusal("proposed", _("A proposal from this waits already."))
    filing.lock_stream(surprise.stream_id)
    surprise.proposal = _propose(surprise, offer, by=by)
    after = content_of(surprise) | {"proposal": surprise.proposal.pk, "proposed": surprise.proposal.title}
    entry = filing.about(surprise, "surprise_proposed", after=after, reason=surprise.proposal.note)
    filing.save(surprise, ["proposal"], [entry], by=by)
    return surprise.proposal


def offer_line(project: Project | None, offer: LineOffer, *, taught_by: str, by: User) -> Proposal:
    """Offer a new line to the launch's template, or to the one that is named; `taught_by` says what taught it."""
    template = readable_templates(by).filter(pk=offer.template_id or 0).first()
    template_id = project.template_version.template_id if project else getattr(template, "pk", None)
    if template_id is None:
        raise Invalid("unknown_template", _("Choose a template."), field="template_id")
    department = Department.objects.filter(pk=offer.department_id or 0).first()
    if department is None:
        raise Invalid("unknown_department", _("Choose a department."), field="department_id")
    if not FIRST_OFFSET <= offer.offset <= LAST_OFFSET:
        message = _("Deadlines run from D%(first)d to D+%(last)d.") % {"first": FIRST_OFFSET, "last": LAST_OFFSET}
        raise Invalid("bad_offset", message, field="offset")
    made = Offer(
        title=offer.title,
        note=offer.note,
        department=department,
        rule=Rule(offer.offset, Unit.BUSINESS),
        source=_source(project, taught_by),
    )
    return propose_lines(template_id, [made], by=by)[0]


def _propose(surprise: Surprise, offer: LineOffer, *, by: User) -> Proposal:
    if surprise.item and surprise.item_fault == Surprise.ItemFault.WRONGLY_TICKED:
        return propose_from_item(surprise.item.pk, by=by, note=offer.note, title=offer.title)
    if offer.department_id is None:
        offer = LineOffer(offer.title, offer.note, surprise.department_id, offer.template_id, offer.offset)
    return offer_line(surprise.project, offer, taught_by=surprise.title, by=by)


def _source(project: Project | None, taught_by: str) -> Source:
    """A confidential launch leaves no name in a template."""
    if project and project.is_confidential:
        return NOWHERE
    return Source(project.pk, None, f"{project.name} · {taught_by}") if project else Source(name=taught_by)
