"""When somebody leaves, or stops doing something: what they still own goes to a colleague.

Only lines of launches that `by` sees and may reassign are passed on; each leaves its own event with the reason. What is
promised by name elsewhere (requests, receipts, positions) stays, because its answer is the person's own: their page
lists the first two.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.access.people import require_owner
from accounts.errors import Invalid
from accounts.models import User
from accounts.services import close_account
from accounts.texts import required
from projects.access import visible_items
from projects.models.item import ItemQuerySet
from projects.services.bulk import LARGEST, Outcome, assign_items


def open_items_of(person: User, *, seen_by: User) -> ItemQuerySet:
    """The open lines of running launches that the person owns, as far as `seen_by` sees them."""
    return visible_items(seen_by).filter(owner=person).open().running()


def pass_on_items(person: User, *, by: User, to: User, reason: str) -> Outcome:
    """Give all open lines of `person` to `to`. What cannot be passed on is refused with its sentence."""
    access.require(by, Action.REASSIGN, department_id=person.department_id)
    if to.pk == person.pk:
        raise Invalid("same_person", _("Choose somebody else."), field="to")
    require_owner(to, "to")
    reason = required(reason, "reason")
    outcome = Outcome()
    ids = list(open_items_of(person, seen_by=by).order_by("pk").values_list("pk", flat=True))
    for some in _batches(ids):
        found = assign_items(some, by=by, owner_id=to.pk, reason=reason)
        outcome.changed += found.changed
        outcome.refused += found.refused
    return outcome


@transaction.atomic
def see_off(person: User, *, by: User, reason: str, to: User | None = None) -> Outcome:
    """Close the account, and with `to` pass on in the same step what it still owns: both or neither."""
    reason = required(reason, "reason")
    outcome = pass_on_items(person, by=by, to=to, reason=reason) if to else Outcome()
    close_account(person, by=by, reason=reason, successor=to)
    return outcome


def _batches(ids: list[int]) -> list[list[int]]:
    return [ids[at : at + LARGEST] for at in range(0, len(ids), LARGEST)]
