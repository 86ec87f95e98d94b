"""What people do with a message that could not be handed over: send it again, or settle it another way.

A message that is sent again keeps its reference, its lines and its tries. Its lines are checked once more just before
it goes, so what is no longer true is left out then, too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.errors import Invalid, Refusal
from accounts.models import User
from ledger.services import Entry, append, company_stream

from ..access import failed_messages, messages_of
from ..models import Message
from .clock import database_now

MOST_AT_ONCE = 500


@transaction.atomic
def replay_message(message_id: int, *, by: User) -> Message:
    """Make a failed or expired message due again, with tries as for a new one.

    Errors: Message.DoesNotExist (not theirs to see), Forbidden, Refusal (not given up, or its channel is switched off).
    """
    message = _locked(message_id, by)
    if message.kind == Message.Kind.TEST:
        raise Refusal("test_message", _("A test is not sent again. Please send a new one."))
    if message.destination and message.destination.disabled_at:
        raise Refusal(
            "channel_disabled",
            _("The channel “%(name)s” is switched off for good. Add it anew for what comes, and settle this message.")
            % {"name": message.destination.name},
        )
    _send_again([message], by)
    return message


@transaction.atomic
def replay_failed(by: User, message_ids: Collection[int]) -> int:
    """Make these messages due again; returns how many.

    Left out is what is not failed any more, what `by` may not send again, and what goes to a channel that is switched
    off. Errors: Forbidden, Invalid (more than MOST_AT_ONCE).
    """
    access.require(by, Action.REPLAY, department_id=by.department_id)
    if len(message_ids) > MOST_AT_ONCE:
        raise Invalid("too_many", _("At most %(most)s messages at once.") % {"most": MOST_AT_ONCE})
    found = failed_messages(messages_of(by, Action.REPLAY)).filter(pk__in=message_ids)
    messages = list(found.exclude(destination__disabled_at__isnull=False).select_for_update(of=("self",)))
    _send_again(messages, by)
    return len(messages)


def retry_failed() -> int:
    """Give everything that failed and was not settled another try, as an operator does after an outage; how many."""
    count = 0
    while True:
        with transaction.atomic():
            found = failed_messages(Message.objects.exclude(destination__disabled_at__isnull=False))
            batch = list(found.select_for_update(of=("self",))[:MOST_AT_ONCE])
            _send_again(batch, None)
        count += len(batch)
        if len(batch) < MOST_AT_ONCE:
            return count


@transaction.atomic
def settle_message(message_id: int, *, by: User, reason: str) -> Message:
    """Note that somebody dealt with a failed message another way, such as by phone. It leaves the page of the failed.

    Errors: Message.DoesNotExist, Forbidden, Refusal (not given up), Invalid (no reason). A second time changes nothing.
    """
    message = _locked(message_id, by)
    if not reason.strip():
        raise Invalid("reason_missing", _("Say how it was dealt with."), field="reason")
    if message.settled_at is not None:
        return message
    message.settled_at, message.settled_by = timezone.now(), by
    message.save(update_fields=["settled_at", "settled_by"])
    entry = Entry("message_settled", f"message:{message.pk}", message.reference, reason=reason.strip())
    append(company_stream().pk, [entry], by=by)
    return message


def _locked(message_id: int, by: User) -> Message:
    """A message that `by` sees, may deal with, and that was given up."""
    found = messages_of(by).select_related("recipient", "destination").select_for_update(of=("self",))
    message = found.get(pk=message_id)
    access.require(by, Action.REPLAY, department_id=message.department_id)
    if not message.is_given_up:
        raise Refusal(
            "not_failed",
            _("This message did not fail: %(state)s.") % {"state": message.get_state_display()},
        )
    return message


def _send_again(messages: Sequence[Message], by: User | None) -> None:
    if not messages:
        return
    entries = [
        Entry(
            "message_replayed",
            f"message:{message.pk}",
            message.reference,
            before={"state": message.state},
            after={"attempts": message.attempts},
        )
        for message in messages
    ]
    now = database_now()
    for message in messages:
        message.state, message.next_try_at, message.replayed_at = Message.State.DUE, None, now
        message.settled_at = message.settled_by = None
    fields = ("state", "next_try_at", "replayed_at", "settled_at", "settled_by")
    Message.objects.bulk_update(messages, fields)
    append(company_stream().pk, entries, by=by)
