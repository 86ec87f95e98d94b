"""What a launch teaches its template: lines it lacked, and must-haves that a launch opened without.

An added line, and a must-have that the gate accepted undone, are proposed in the transaction of the deed itself and by
whoever did it. A confidential launch says nothing by itself; what somebody proposes from one by hand leaves no name.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from accounts.access import Action
from accounts.models import User
from checklists.models import Proposal
from checklists.services.proposals import NOWHERE, Offer, Source, propose_lines

from ..access import visible_items
from ..models import Item, Project


def propose_added(item: Item, *, by: User) -> None:
    """Offer a line that was added by hand; `by` was allowed to add it."""
    project = item.project
    if not project.is_confidential:
        propose_lines(_template_id(project), [_offer(item)], by=by, action=Action.RUN_LAUNCH)


def propose_accepted(project: Project, accepted: Sequence[tuple[Item, Item]], *, by: User) -> None:
    """Offer a change of each line that was accepted undone, with the reason; (line, the one that follows it up)."""
    offers = [
        _offer(item, note=item.waive_reason, source=follow_up)
        for item, follow_up in accepted
        if item.template_item_id is not None
    ]
    if offers and not project.is_confidential:
        propose_lines(_template_id(project), offers, by=by, action=Action.DECIDE)


@transaction.atomic
def propose_from_item(item_id: int, *, by: User, note: str, title: str = "") -> Proposal:
    """Offer, by hand, a change of the line that this one came from; of an added one the line itself.

    Raises Item.DoesNotExist when `by` may not see it, Forbidden for who may not propose for its department, Invalid
    for a change that does not say why.
    """
    item = visible_items(by).select_related("project__template_version", "department", "section").get(pk=item_id)
    return propose_lines(_template_id(item.project), [_offer(item, note=note, title=title)], by=by)[0]


def _offer(item: Item, *, note: str = "", title: str = "", source: Item | None = None) -> Offer:
    project, taught_by = item.project, source or item
    name = f"{project.name} · {taught_by.title}"
    return Offer(
        title=title or item.title,
        department=item.department,
        rule=item.rule,
        note=note,
        key=item.key if item.template_item_id else "",
        section_title=item.section.title,
        is_blocker=item.is_blocker,
        source=NOWHERE if project.is_confidential else Source(project.pk, taught_by.pk, name),
    )


def _template_id(project: Project) -> int:
    return project.template_version.template_id
