"""What happens to a channel, on record: of a launch's in the launch's stream, of any other in the company's."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from ledger.models import Event
from ledger.services import Entry, append, company_stream

from ..models import Destination

DISABLED = "destination_disabled"


def record(verb: str, destination: Destination, by: User | None, **more: Any) -> None:
    """Part of the transaction of the change. `by` is None when the channel itself said that it is gone."""
    append(_stream_id(destination), [Entry(verb, _target(destination), destination.name, **more)], by=by)


def is_switched_off_by_hand(destination: Destination) -> bool:
    """Whether a person switched it off. One query."""
    found = Event.objects.filter(stream=_stream_id(destination), target=_target(destination), verb=DISABLED)
    return found.filter(actor_id__isnull=False).exists()


def _stream_id(destination: Destination) -> int:
    return destination.project.stream_id if destination.project else company_stream().pk


def _target(destination: Destination) -> str:
    return f"destination:{destination.pk}"
