"""One deed to many lines: owner, due date, started, done.

Each line goes by the rules of the single deed (`services.lines`, `services.items`) and leaves its own event; one that
cannot follow is refused with that deed's sentence and the others go on. Every launch is one transaction, the launches
one after the other in the order of their ids, so two of these never wait for each other crosswise. The number of
statements does not grow with the lines, only with launches and with lines whose hand-in moves the dates of others.
Errors: Item.DoesNotExist when `by` does not see one of the lines; Invalid when there are none or more than LARGEST.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import Invalid, Refusal
from accounts.models import User
from accounts.texts import required
from ledger.services import Entry, append

from ..access import visible_items
from ..models import Item, Project
from . import items, lines
from .dates import follow
from .locking import lock_lines, save_items

if TYPE_CHECKING:
    from .locking import LockedItem

LARGEST = 500
Deed = Callable[["LockedItem"], Entry | None]


@dataclass(slots=True)
class Outcome:
    """`unchanged` lines were so already; `refused` ones come with the sentence that says why."""

    changed: list[Item] = field(default_factory=list)
    refused: list[tuple[Item, str]] = field(default_factory=list)
    unchanged: list[Item] = field(default_factory=list)


def assign_items(item_ids: Sequence[int], *, by: User, owner_id: int | None, reason: str = "") -> Outcome:
    """Give the lines to one person, or to nobody."""

    def deed_in(project: Project) -> Deed:
        person = lines.person_in(project, owner_id)
        return lambda item: lines.assign(item, by=by, owner_id=owner_id, person=person, reason=reason)

    return _each_launch(item_ids, by, deed_in, lines.ASSIGN_FIELDS)


def set_due_items(item_ids: Sequence[int], *, by: User, due_on: date, reason: str) -> Outcome:
    """Set one date by hand for all the lines."""
    reason = required(reason, "reason")
    return _each_launch(
        item_ids, by, lambda _project: lambda item: lines.fix_due(item, by=by, due_on=due_on, reason=reason),
        lines.DUE_FIELDS,
    )  # fmt: skip


def start_items(item_ids: Sequence[int], *, by: User) -> Outcome:
    return _each_launch(item_ids, by, lambda _project: lambda item: items.start(item, by=by), items.MOVE_FIELDS)


def complete_items(item_ids: Sequence[int], *, by: User) -> Outcome:
    """Tick the lines. One that waits for another of them is ticked after it, whatever their order."""
    return _each_launch(
        item_ids, by, lambda _project: lambda item: items.complete(item, by=by), items.HAND_IN_FIELDS, hands_in=True
    )


def _each_launch(
    item_ids: Sequence[int],
    by: User,
    deed_in: Callable[[Project], Deed],
    fields: Sequence[str],
    *,
    hands_in: bool = False,
) -> Outcome:
    asked = sorted(set(item_ids))
    if not 0 < len(asked) <= LARGEST:
        raise Invalid("how_many", _("Choose from 1 to %(most)d items.") % {"most": LARGEST}, field="items")
    by_launch: dict[int, list[int]] = {}
    seen = visible_items(by).filter(pk__in=asked).order_by("project_id", "pk").values_list("project_id", "pk")
    for project_id, pk in seen:
        by_launch.setdefault(project_id, []).append(pk)
    if sum(map(len, by_launch.values())) < len(asked):
        raise Item.DoesNotExist
    outcome = Outcome()
    for project_id, ids in by_launch.items():
        _in_launch(project_id, ids, by, deed_in, fields, outcome, hands_in=hands_in)
    return outcome


@transaction.atomic
def _in_launch(
    project_id: int,
    ids: Sequence[int],
    by: User,
    deed_in: Callable[[Project], Deed],
    fields: Sequence[str],
    outcome: Outcome,
    *,
    hands_in: bool,
) -> None:
    """Rounds, because a line handed in may have been what another was refused for; the last round changes nothing."""
    try:
        project, found = lock_lines(project_id, ids, by=by)
    except Refusal as ended:
        outcome.refused += [(item, ended.message) for item in Item.objects.filter(pk__in=ids).order_by("pk")]
        return
    deed = deed_in(project)
    while True:
        changed, refused, entries = _round(found, deed, outcome)
        if changed:
            save_items(changed, fields)
            followers = _followers(changed) if hands_in else []
            append(project.stream, [*entries, *followers], by=by)
            outcome.changed += changed
        if not (hands_in and changed and refused):
            outcome.refused += refused
            return
        project, found = lock_lines(project_id, [item.pk for item, _why in refused], by=by)


def _round(
    found: Sequence[LockedItem], deed: Deed, outcome: Outcome
) -> tuple[list[LockedItem], list[tuple[Item, str]], list[Entry]]:
    changed: list[LockedItem] = []
    refused: list[tuple[Item, str]] = []
    entries: list[Entry] = []
    for item in found:
        try:
            entry = deed(item)
        except Refusal as refusal:
            refused.append((item, refusal.message))
            continue
        if entry is None:
            outcome.unchanged.append(item)
        else:
            changed.append(item)
            entries.append(entry)
    return changed, refused, entries


def _followers(changed: Sequence[LockedItem]) -> list[Entry]:
    """The dates that a hand-in moves. Each is worked out from what is stored, so the lines are saved first."""
    return [entry for item in changed if item.moves_others for entry in follow(item)]
