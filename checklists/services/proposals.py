"""The learning loop: what launches taught is offered to the draft, and somebody says yes, the same, or no.

Errors as in `services.lines`; Proposal.DoesNotExist; Refusal("decided") for one that was decided before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.errors import Refusal
from accounts.models import Department, User
from accounts.texts import optional, required
from ledger.services import append

from ..models import Proposal, Template, TemplateItem
from ..schedule import Rule
from .drafts import about, lock_draft
from .lines import add_line, change_line, line_of, section_of


@dataclass(frozen=True, slots=True)
class Source:
    """The launch and the line it comes from, as ids and a name; empty for one that was thought of here."""

    project_id: int | None = None
    item_id: int | None = None
    name: str = ""


NOWHERE = Source()


@dataclass(frozen=True, slots=True)
class Offer:
    """A new line, or with `key` a change of that one, which takes a `note` that says why."""

    title: str
    department: Department
    rule: Rule
    note: str = ""
    key: str = ""
    section_title: str = ""
    is_blocker: bool = False
    source: Source = NOWHERE


@transaction.atomic
def propose_lines(
    template_id: int, offers: Sequence[Offer], *, by: User, action: Action = Action.PROPOSE_LINE
) -> list[Proposal]:
    """Write down what a launch taught, or somebody thought of. What waits already is not written twice.

    `action` is what `by` must be allowed to do: to propose, or the deed in a launch that a proposal comes along with.
    """
    for offer in offers:
        access.require(by, action, department_id=offer.department.pk)
    template = Template.objects.select_for_update(of=("self",), no_key=True).get(pk=template_id)
    known = _waiting_twins(template, offers)
    proposals = [known.get(_identity(offer)) or _proposal(template, offer, by=by) for offer in offers]
    made = Proposal.objects.bulk_create([proposal for proposal in proposals if proposal.pk is None])
    entries = [about(template, "line_proposed", after=_after(proposal), reason=proposal.note) for proposal in made]
    if entries:
        append(template.stream_id, entries, by=by)
    return proposals


@transaction.atomic
def accept_proposal(proposal_id: int, *, by: User, section_id: int) -> TemplateItem:
    """Add it to the draft as a new line of a section."""
    proposal = _waiting(proposal_id, by=by)
    draft = lock_draft(proposal.template_id, by=by)
    section = section_of(draft, section_id)
    item = add_line(
        proposal.template_id, by=by, section_id=section.pk, title=proposal.title, department_id=proposal.department_id
    )
    item = change_line(
        proposal.template_id,
        item.key,
        by=by,
        revision=None,
        rule=proposal.rule,
        is_blocker=proposal.is_blocker,
        guidance=proposal.note,
    )
    _decide(proposal, Proposal.Verdict.ACCEPTED, by=by, result_key=item.key)
    return item


@transaction.atomic
def merge_proposal(
    proposal_id: int, *, by: User, key: str, guidance: str | None = None, revision: int | None = None
) -> TemplateItem:
    """It is taken care of by the line `key`, whose guidance may be written anew with what was learned.

    `revision` is that of the line as `by` read it; Stale when somebody changed it meanwhile.
    """
    proposal = _waiting(proposal_id, by=by)
    draft = lock_draft(proposal.template_id, by=by)
    item = line_of(draft, key)
    if guidance is not None:
        item = change_line(proposal.template_id, key, by=by, revision=revision, guidance=guidance)
    _decide(proposal, Proposal.Verdict.MERGED, by=by, result_key=key)
    return item


@transaction.atomic
def decline_proposal(proposal_id: int, *, by: User, reason: str) -> Proposal:
    """Say no, and why."""
    proposal = _waiting(proposal_id, by=by)
    _decide(proposal, Proposal.Verdict.DECLINED, by=by, reason=required(reason, "reason"))
    return proposal


def _identity(offer: Offer) -> tuple[int | None, str, str]:
    """An added line is offered once; to a line that is there, the same launch's line may say more than one thing."""
    return offer.source.item_id, offer.key, offer.note.strip() if offer.key else ""


def _waiting_twins(template: Template, offers: Sequence[Offer]) -> dict[tuple[int | None, str, str], Proposal]:
    """The proposals that still wait and came from the same lines; what has no source has no twin."""
    sources = {offer.source.item_id for offer in offers if offer.source.item_id}
    waiting = template.proposals.waiting().filter(source_item__in=sources)
    return {(found.source_item, found.key, found.note if found.key else ""): found for found in waiting}


def _proposal(template: Template, offer: Offer, *, by: User) -> Proposal:
    return Proposal(
        template=template,
        key=offer.key,
        title=required(offer.title, "title", longest=200),
        note=required(offer.note, "note") if offer.key else optional(offer.note, "note"),
        section_title=offer.section_title[:60],
        department=offer.department,
        offset=offer.rule.offset,
        unit=offer.rule.unit,
        is_blocker=offer.is_blocker,
        source_project=offer.source.project_id,
        source_item=offer.source.item_id,
        source_name=offer.source.name[:200],
        proposed_by=by,
    )


def _after(proposal: Proposal) -> dict[str, Any]:
    return {
        "proposal": proposal.pk,
        "line": proposal.key,
        "title": proposal.title,
        "from": proposal.source_name,
    }


def _waiting(proposal_id: int, *, by: User) -> Proposal:
    access.require(by, Action.EDIT_TEMPLATE)
    found = Proposal.objects.select_for_update(of=("self",)).select_related("template")
    proposal = found.get(pk=proposal_id)
    if proposal.verdict != Proposal.Verdict.WAITING:
        raise Refusal(
            "decided",
            _("Somebody decided this proposal already: %(verdict)s.") % {"verdict": proposal.get_verdict_display()},
        )
    return proposal


def _decide(proposal: Proposal, verdict: Proposal.Verdict, *, by: User, reason: str = "", result_key: str = "") -> None:
    proposal.verdict, proposal.decided_by, proposal.decided_at = verdict, by, timezone.now()
    proposal.reason, proposal.result_key = reason, result_key
    proposal.save()
    template = proposal.template
    after = {"proposal": proposal.pk, "title": proposal.title, "verdict": verdict.value, "line": result_key}
    append(template.stream_id, [about(template, "proposal_decided", after=after, reason=reason)], by=by)
