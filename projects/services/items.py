"""The moves of a line: started, blocked, ticked, approved, sent back, waived, reopened.

Each service locks the launch, checks who asks (`access`), what was read (`version`), and whether the move is allowed
(`rules`), then writes the line and its event in one transaction. `version` is the line's version that the caller saw;
None skips that check. `said` names somebody other than `by` whose word it was, how and when (a call, a messenger line).
Errors: Item.DoesNotExist (not visible), Forbidden, Stale, Refusal (not allowed now), Invalid (wrong input).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Action
from accounts.errors import Forbidden, Invalid, Refusal
from accounts.models import User
from accounts.texts import required
from checklists.models import Approval
from ledger.services import UNSAID, Entry, Said, append

from .. import access
from ..models import Item, Status
from ..models.item import ItemQuerySet
from ..rules import check_complete, check_move, check_plannable
from .dates import follow, replan
from .following import followers_of
from .locking import about, check_version, item_values, lock_item, needs_of, save_item

if TYPE_CHECKING:
    from .locking import LockedItem

DONE_FIELDS = ("done_at", "done_by", "handed_in_on")
BLOCK_FIELDS = ("blocked_reason", "blocked_at", "blocked_by_item", "blocked_by_user")
WAIVE_FIELDS = ("waived_at", "waived_by", "waive_reason", "waive_fallback", "follow_up_on")
HAND_IN_FIELDS = ("status", *DONE_FIELDS, *BLOCK_FIELDS)
MOVE_FIELDS = (*HAND_IN_FIELDS, *WAIVE_FIELDS)
WAIVED_FIELDS = ("status", *BLOCK_FIELDS, *WAIVE_FIELDS)


@transaction.atomic
def complete_item(item_id: int, *, by: User, version: int | None = None, said: Said = UNSAID) -> Item:
    """Tick a line: done, or in review when it wants approval. A line that is ticked already stays as it is."""
    item = lock_item(item_id, by=by)
    entry = complete(item, by=by, version=version, said=said)
    return _write(item, HAND_IN_FIELDS, entry, by=by) if entry else item


def complete(item: LockedItem, *, by: User, version: int | None = None, said: Said = UNSAID) -> Entry | None:
    """Set HAND_IN_FIELDS of a locked line and return its event; None when it is ticked already. The caller saves both,
    and then moves the lines whose dates follow this one.
    """
    access.require(by, Action.TICK, item)
    target = Status.DONE if item.approval == Approval.NONE else Status.IN_REVIEW
    if item.status in (target, Status.DONE):
        return None
    check_version(item, version, item_values(item))
    check_move(item.status, target)
    check_complete(needs_of(item, by))
    verb = "item_done" if target == Status.DONE else "item_handed_in"
    return _hand_in(item, target, verb, by=by, said=said)


@transaction.atomic
def approve_item(item_id: int, *, by: User, version: int | None = None, said: Said = UNSAID) -> Item:
    """Accept what was handed in."""
    item = lock_item(item_id, by=by)
    _require_approver(item, by)
    if item.status == Status.DONE:
        return item
    check_version(item, version, item_values(item))
    if item.status != Status.IN_REVIEW:
        check_move(item.status, Status.IN_REVIEW)
        raise Invalid("not_in_review", _("Nothing was handed in for approval yet."))
    check_complete(needs_of(item, by))
    entry = _hand_in(item, Status.DONE, "item_approved", by=by, said=said)
    return _write(item, HAND_IN_FIELDS, entry, by=by)


@transaction.atomic
def send_back_item(item_id: int, *, by: User, reason: str, version: int | None = None, said: Said = UNSAID) -> Item:
    """Return what was handed in, with the reason; the owner hears of it."""
    item = lock_item(item_id, by=by)
    _require_approver(item, by)
    check_version(item, version, item_values(item))
    reason = required(reason, "reason")
    if item.status != Status.IN_REVIEW:
        raise Invalid("not_in_review", _("Nothing was handed in for approval yet."))
    return _move(item, Status.DOING, "item_sent_back", by=by, reason=reason, said=said)


@transaction.atomic
def start_item(item_id: int, *, by: User, version: int | None = None, said: Said = UNSAID) -> Item:
    item = lock_item(item_id, by=by)
    entry = start(item, by=by, version=version, said=said)
    return _write(item, MOVE_FIELDS, entry, by=by) if entry else item


def start(item: Item, *, by: User, version: int | None = None, said: Said = UNSAID) -> Entry | None:
    """Set MOVE_FIELDS of a locked line and return its event; None when it is started already. The caller saves both."""
    access.require(by, Action.TICK, item)
    if item.status == Status.DOING:
        return None
    check_version(item, version, item_values(item))
    if item.status != Status.TODO:
        check_move(item.status, Status.TODO)
    return _moved(item, Status.DOING, "item_started", said=said)


@transaction.atomic
def block_item(
    item_id: int,
    *,
    by: User,
    reason: str,
    by_item_id: int | None = None,
    by_user_id: int | None = None,
    version: int | None = None,
    said: Said = UNSAID,
) -> Item:
    """Say that a line cannot go on, why, and which line of the launch or which person it waits for."""
    item = lock_item(item_id, by=by)
    access.require(by, Action.TICK, item)
    check_version(item, version, item_values(item))
    reason = required(reason, "reason")
    if by_item_id is not None and not _others(item, by).filter(pk=by_item_id).exists():
        raise Invalid("unknown_item", _("Choose another item of this launch."), field="by_item")
    if by_item_id in followers_of(item):
        sentence = _("That item waits for this one, so neither could be finished. Choose another item, or a person.")
        raise Invalid("waits_for_this", sentence, field="by_item")
    if by_user_id is not None and not access.nameable_people(by).filter(pk=by_user_id).exists():
        raise Invalid("unknown_person", _("Choose an active person."), field="by_user")
    check_move(item.status, Status.BLOCKED)
    item.blocked_reason, item.blocked_at = reason, timezone.now()
    item.blocked_by_item_id, item.blocked_by_user_id = by_item_id, by_user_id
    before, item.status = item.status, Status.BLOCKED
    entry = about(
        item,
        "item_blocked",
        before={"status": before},
        after={"status": item.status, "by_item": by_item_id, "by_user": by_user_id, "owner": item.owner_id},
        reason=reason,
        said=said,
    )
    return save_item(item, ["status", *BLOCK_FIELDS], [entry], by=by)


@transaction.atomic
def unblock_item(item_id: int, *, by: User, version: int | None = None, said: Said = UNSAID) -> Item:
    item = lock_item(item_id, by=by)
    access.require(by, Action.TICK, item)
    check_version(item, version, item_values(item))
    if item.status != Status.BLOCKED:
        raise Invalid("not_blocked", _("It is not blocked."))
    return _move(item, Status.DOING, "item_unblocked", by=by, said=said)


@transaction.atomic
def waive_item(
    item_id: int,
    *,
    by: User,
    reason: str,
    fallback: str,
    follow_up_on: date | None,
    version: int | None = None,
    said: Said = UNSAID,
) -> Item:
    """Accept a line without its being done: why, what happens instead, and the day it is looked at again."""
    item = lock_item(item_id, by=by)
    access.require(by, Action.WAIVE, item)
    check_version(item, version, item_values(item))
    check_move(item.status, Status.WAIVED)
    reason, fallback = required(reason, "reason"), required(fallback, "fallback")
    if follow_up_on is None or follow_up_on < item.project.today_at(timezone.now()):
        raise Invalid("follow_up_in_the_past", _("Choose a follow-up date from today on."), field="follow_up_on")
    check_plannable(follow_up_on, "follow_up_on")
    entry = waive(item, by=by, reason=reason, fallback=fallback, follow_up_on=follow_up_on, said=said)
    return save_item(item, WAIVED_FIELDS, [entry], by=by)


def waive(item: Item, *, by: User, reason: str, fallback: str, follow_up_on: date, said: Said = UNSAID) -> Entry:
    """Set WAIVED_FIELDS as a waiver that was checked already says, and return its event; the caller saves both.

    The day on which the line was handed in stays, if it was: dates that follow it do not move because of a waiver.
    """
    before, item.status = item.status, Status.WAIVED
    _clear(item, BLOCK_FIELDS)
    item.waived_at, item.waived_by = timezone.now(), by
    item.waive_reason, item.waive_fallback, item.follow_up_on = reason, fallback, follow_up_on
    return about(
        item,
        "item_waived",
        before={"status": before},
        after={"status": item.status, "fallback": fallback, "follow_up_on": follow_up_on.isoformat()},
        reason=reason,
        said=said,
    )


@transaction.atomic
def reopen_item(item_id: int, *, by: User, reason: str, version: int | None = None, said: Said = UNSAID) -> Item:
    """Take back a tick or a waiver; what had moved because of it moves back.

    Refusal when the gate accepted the line: the line that follows it up has taken its place.
    """
    item = lock_item(item_id, by=by)
    access.require(by, Action.WAIVE if item.status == Status.WAIVED else Action.TICK, item)
    check_version(item, version, item_values(item))
    reason = required(reason, "reason")
    if item.is_open:
        raise Invalid("still_open", _("It is open already."))
    if item.status == Status.WAIVED and Item.objects.filter(follows_up=item).exists():
        raise Refusal("followed_up", _("A follow-up item has taken its place since the decision. Work on that one."))
    return _move(item, Status.DOING, "item_reopened", by=by, reason=reason, said=said)


@transaction.atomic
def bring_back_item(item_id: int, *, by: User, reason: str, version: int | None = None, said: Said = UNSAID) -> Item:
    """Let a line apply again that an answer or a new version of the template had dropped; its date follows its rule."""
    item = lock_item(item_id, by=by)
    access.require(by, Action.RUN_LAUNCH, item)
    check_version(item, version, item_values(item))
    reason = required(reason, "reason")
    check_move(item.status, Status.TODO)
    before, item.status = item.status, Status.TODO
    item.save(update_fields=["status"])
    due = replan(item.project, item.project.launch_on).dues[item.pk]
    item.due_on, item.planned_on, item.moved_by_id = due.on, due.planned_on, due.moved_by
    after = {"status": item.status, "owner": item.owner_id, "due_on": item.due_on.isoformat()}
    entry = about(item, "item_returned", before={"status": before}, after=after, reason=reason, said=said)
    return _write(item, ("due_on", "planned_on", "moved_by"), entry, by=by)


def _others(item: Item, by: User) -> ItemQuerySet:
    """The other lines of its launch that `by` sees, and so may name."""
    return access.visible_items(by).filter(project=item.project_id).exclude(pk=item.pk)


def _require_approver(item: Item, by: User) -> None:
    access.require(by, Action.APPROVE, item)
    if not access.may_approve(by, item):
        raise Forbidden("not_allowed", _("This item is approved by a CX planner."))


def _hand_in(item: Item, target: Status, verb: str, *, by: User, said: Said) -> Entry:
    """Set HAND_IN_FIELDS for done or in review; the event."""
    before, item.status = item.status, target
    if item.handed_in_on is None:
        item.handed_in_on = item.project.today_at(timezone.now())
    if target == Status.DONE:
        item.done_at, item.done_by = timezone.now(), by
    _clear(item, BLOCK_FIELDS)
    after = {"status": target, "owner": item.owner_id, "on_behalf": by.department_id != item.department_id}
    return about(item, verb, before={"status": before}, after=after, said=said)


def _move(item: LockedItem, target: Status, verb: str, *, by: User, reason: str = "", said: Said = UNSAID) -> Item:
    return _write(item, MOVE_FIELDS, _moved(item, target, verb, reason=reason, said=said), by=by)


def _moved(item: Item, target: Status, verb: str, *, reason: str = "", said: Said = UNSAID) -> Entry:
    """Set MOVE_FIELDS for an open status, leaving nothing behind of being done, blocked or waived; the event."""
    check_move(item.status, target)
    before, item.status = item.status, target
    _clear(item, (*DONE_FIELDS, *BLOCK_FIELDS, *WAIVE_FIELDS))
    after = {"status": target, "owner": item.owner_id}
    return about(item, verb, before={"status": before}, after=after, reason=reason, said=said)


def _write(item: LockedItem, fields: tuple[str, ...], entry: Entry, *, by: User) -> Item:
    item.version += 1
    item.save(update_fields=[*fields, "version"])
    # The dates of others are worked out from what is stored, so the line is saved first.
    followers = follow(item) if item.moves_others else []
    append(item.project.stream, [entry, *followers], by=by)
    return item


def _clear(item: Item, fields: tuple[str, ...]) -> None:
    for name in fields:
        setattr(item, name, None if Item._meta.get_field(name).null else "")
