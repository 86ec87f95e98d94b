"""Channels besides a person's own mail: added, changed, given a new secret, tried, switched off. Never deleted.

Whose a channel is decides who sets it: one's own; a department's with SET_CHANNELS; a launch's with RUN_LAUNCH. No
token does. An address is a secret: no event, answer or page holds it, only `hint`.

Errors: Forbidden, Invalid and Refusal as sentences; Destination.DoesNotExist when it is not for `by` to set. Each runs
in one transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.encoding import punycode
from django.utils.translation import gettext as _

from accounts.access import Action, require
from accounts.errors import Invalid, Refusal
from accounts.models import Department, User
from projects.access import visible_projects

from ..access import managed_destinations
from ..channels.addresses import check_url, masked
from ..channels.webhook import new_secret
from ..models import Carries, Channel, Destination, Message
from .channel_events import DISABLED, record

MOST = 20  # active ones of one owner
BOTH_VALID = timedelta(hours=24)  # how long a receiver has to change over to a new secret


@transaction.atomic
def add_destination(
    by: User,
    *,
    channel: str,
    name: str,
    address: str,
    carries: Sequence[str],
    department_id: int | None = None,
    project_id: int | None = None,
) -> Destination:
    """One's own, or with an id that of a department or a launch. `secret` of a new webhook is shown this once.

    Raises Project.DoesNotExist and Department.DoesNotExist when there is none that `by` sees.
    """
    owner = _owner(by, department_id, project_id)
    if channel not in Channel:
        raise Invalid("unknown_channel", _("This is not one of the choices."), field="channel")
    if channel == Channel.EMAIL and "user" in owner:
        sentence = _("Your own mail goes to the address of your account. Choose another service here.")
        raise Invalid("own_email", sentence, field="channel")
    stored, hint = _checked(channel, address)
    _check_room(owner, stored)
    destination = Destination.objects.create(
        **owner,
        channel=channel,
        name=_name(name),
        address=stored,
        hint=hint,
        carries=_kinds(carries),
        secret=new_secret() if channel == Channel.WEBHOOK else "",
        created_by=by,
    )
    record("destination_added", destination, by, after=_values(destination) | {"channel": channel})
    return destination


@transaction.atomic
def change_destination(
    destination_id: int, *, by: User, name: str, carries: Sequence[str], address: str = ""
) -> Destination:
    """A new name, other kinds of message, and with `address` a new place; an empty one keeps the old."""
    destination = _active(by, destination_id)
    before = _values(destination)
    destination.name, destination.carries = _name(name), _kinds(carries)
    if address.strip():
        stored, hint = _checked(destination.channel, address)
        if stored != destination.address:
            _check_room(_owner_of(destination), stored)
            destination.address, destination.hint = stored, hint
    if (after := _values(destination)) != before:
        destination.save(update_fields=["name", "carries", "address", "hint"])
        record("destination_changed", destination, by, before=before, after=after)
    return destination


@transaction.atomic
def disable_destination(destination_id: int, *, by: User, reason: str) -> Destination:
    """Nothing is sent there any more. A second time changes nothing."""
    destination = managed_destinations(by).select_for_update(of=("self",)).get(pk=destination_id)
    if destination.disabled_at is None:
        destination.disabled_at, destination.disabled_reason = timezone.now(), reason.strip()[:300]
        destination.save(update_fields=["disabled_at", "disabled_reason"])
        record(DISABLED, destination, by, reason=destination.disabled_reason)
    return destination


@transaction.atomic
def rotate_secret(destination_id: int, *, by: User) -> Destination:
    """A new secret for a webhook, in `secret` this once. For BOTH_VALID messages are signed with the old one too."""
    destination = _active(by, destination_id)
    if destination.channel != Channel.WEBHOOK:
        raise Invalid("has_no_secret", _("Only signed webhooks have a secret."))
    destination.old_secret, destination.secret = destination.secret, new_secret()
    destination.old_secret_until = timezone.now() + BOTH_VALID
    destination.save(update_fields=["secret", "old_secret", "old_secret_until"])
    after = {"old_valid_until": destination.old_secret_until.isoformat()}
    record("webhook_secret_rotated", destination, by, after=after)
    return destination


@transaction.atomic
def send_test(by: User, *, destination_id: int | None = None) -> Message:
    """Put a test message in line, without an id one to the person's own mail. The worker sends it.

    One at a time: while one is under way, that one is returned and nothing is written.
    """
    require(by, Action.SET_PREFERENCES, owner_id=by.pk)
    destination = None
    if destination_id is None:
        User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    else:
        destination = _active(by, destination_id)
    is_own = destination is None or destination.user_id is not None
    to: dict[str, Any] = {"recipient": by if is_own else None, "destination": destination}
    kind, under_way = Message.Kind.TEST, [Message.State.DUE, Message.State.LEASED]
    if waiting := Message.objects.filter(kind=kind, state__in=under_way, **to).first():
        return waiting
    channel = destination.channel if destination else Channel.EMAIL
    return Message.objects.create(kind=kind, channel=channel, window=uuid.uuid4().hex, due_at=timezone.now(), **to)


def _owner(by: User, department_id: int | None, project_id: int | None) -> dict[str, Any]:
    """Whose it will be, with their row locked, so that two people do not add the same address at once."""
    require(by, Action.SET_PREFERENCES, owner_id=by.pk)  # whatever else it takes: a person who is signed in
    if project_id is not None:
        project = visible_projects(by).select_for_update(of=("self",)).get(pk=project_id)
        require(by, Action.RUN_LAUNCH)
        if project.is_confidential:
            raise Refusal("confidential", _("A confidential launch is told to named people only, never to a channel."))
        return {"project": project}
    if department_id is not None:
        require(by, Action.SET_CHANNELS, department_id=department_id)
        return {"department": Department.objects.select_for_update(of=("self",)).get(pk=department_id)}
    return {"user": User.objects.select_for_update(of=("self",)).get(pk=by.pk)}


def _owner_of(destination: Destination) -> dict[str, int]:
    columns = ("user_id", "department_id", "project_id")
    return {column: key for column in columns if (key := getattr(destination, column)) is not None}


def _active(by: User, destination_id: int) -> Destination:
    destination = managed_destinations(by).select_for_update(of=("self",)).get(pk=destination_id)
    if destination.disabled_at is not None:
        raise Refusal("disabled", _("This channel is switched off. Add a new one to send there again."))
    return destination


def _check_room(owner: dict[str, Any], address: str) -> None:
    there = Destination.objects.active().filter(**owner)
    if twin := there.filter(address__iexact=address).first():
        sentence = _("The channel “%(name)s” sends to this address already.") % {"name": twin.name}
        raise Refusal("twice", sentence, field="address")
    if there.count() >= MOST:
        raise Refusal("too_many", _("There can be %(count)s channels. Switch one off first.") % {"count": MOST})


def _checked(channel: str, address: str) -> tuple[str, str]:
    """The address as it is stored, and what people see of it."""
    address = address.strip()
    if channel == Channel.EMAIL:
        return _mail_address(address)
    check_url(address, channel, settings.OUTBOUND_ALLOW_LOCAL)
    return address, masked(address)


def _mail_address(address: str) -> tuple[str, str]:
    """One address, its domain as the network spells it. Source: reliability.md, section 2, row 57."""
    local, _at, domain = address.rpartition("@")
    try:
        stored = f"{local}@{punycode(domain.lower())}"
        validate_email(stored)
        is_one = local.isascii() and '"' not in local and stored.isprintable()
    except (ValidationError, UnicodeError):
        is_one = False
    if not is_one:
        raise Invalid("address_email", _("Enter one e-mail address, such as team@example.com."), field="address")
    return stored, f"{local[:2]}…@{domain.lower()}"


def _name(name: str) -> str:
    if not name.strip():
        raise Invalid("required", _("Please write this."), field="name")
    return name.strip()


def _kinds(carries: Sequence[str]) -> list[str]:
    kinds = [kind.value for kind in Carries if kind in carries]
    if not kinds or len(kinds) != len(set(carries)):
        raise Invalid("carries", _("Choose at least one kind of message."), field="carries")
    return kinds


def _values(destination: Destination) -> dict[str, Any]:
    return {"title": destination.name, "hint": destination.hint, "carries": destination.carries}
