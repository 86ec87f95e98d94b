"""The learning loop: what launches taught is offered to the draft, and somebody says yes, the same, or no.

Errors as in `services.lines`; Proposal.DoesNotExist; Refusal("decided") for one that was decided before.
"""

from __future__ import annotations

from dataclasses import dataclass

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


@transaction.atomic
def propose_line(
    template: Template,
    *,
    by: User,
    title: str,
    department: Department,
    rule: Rule,
    note: str = "",
    key: str = "",
    section_title: str = "",
    is_blocker: bool = False,
    source: Source = NOWHERE,
) -> Proposal:
    """Offer a new line, or with `key` a change of that one. An added item of a launch is offered once.

    Anybody with PROPOSE_LINE for the department may; who may run launches offers what they add to one.
    """
    access.require(by, Action.PROPOSE_LINE, department_id=department.pk)
    if source.item_id and not key:
        waiting = template.proposals.waiting().filter(source_item=source.item_id, key="").first()
        if waiting:
            return waiting
    proposal = Proposal.objects.create(
        template=template,
        key=key,
        title=required(title, "title", longest=200),
        note=required(note, "note") if key else optional(note, "note"),
        section_title=section_title[:60],
        department=department,
        offset=rule.offset,
        unit=rule.unit,
        is_blocker=is_blocker,
        source_project=source.project_id,
        source_item=source.item_id,
        source_name=source.name[:200],
        proposed_by=by,
    )
    after = {"proposal": proposal.pk, "line": key, "title": proposal.title, "from": proposal.source_name}
    append(template.stream_id, [about(template, "line_proposed", after=after, reason=proposal.note)], by=by)
    return proposal


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
def merge_proposal(proposal_id: int, *, by: User, key: str, guidance: str | None = None) -> TemplateItem:
    """It is taken care of by the line `key`, whose guidance may be written anew with what was learned."""
    proposal = _waiting(proposal_id, by=by)
    draft = lock_draft(proposal.template_id, by=by)
    item = line_of(draft, key)
    if guidance is not None:
        item = change_line(proposal.template_id, key, by=by, revision=None, guidance=guidance)
    _decide(proposal, Proposal.Verdict.MERGED, by=by, result_key=key)
    return item


@transaction.atomic
def decline_proposal(proposal_id: int, *, by: User, reason: str) -> Proposal:
    """Say no, and why."""
    proposal = _waiting(proposal_id, by=by)
    _decide(proposal, Proposal.Verdict.DECLINED, by=by, reason=required(reason, "reason"))
    return proposal


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
