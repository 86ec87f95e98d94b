"""The mails that ask people in: one per invitation and round, made by the sweep, so that none is lost with a broker."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, TextField, Value
from django.db.models.functions import Cast, Concat

from accounts.models import Invitation

from ..models import Channel, Message


def raise_invitations(now: datetime) -> int:
    """Make the messages that are missing at `now`; returns how many. One query when there are none."""
    parts = [Value("invitation:"), Cast(OuterRef("pk"), TextField()), Value(":"), Cast(OuterRef("round"), TextField())]
    window = Concat(*parts, output_field=TextField())
    made = Message.objects.filter(invitation=OuterRef("pk"), window=window)
    waiting = Invitation.objects.pending().filter(~Exists(made), expires_at__gt=now)
    rows = [
        Message(
            invitation=row,
            channel=Channel.EMAIL,
            kind=Message.Kind.INVITATION,
            window=window_of(row),
            due_at=now,
        )
        for row in waiting
    ]
    return len(Message.objects.bulk_create(rows, ignore_conflicts=True)) if rows else 0


def window_of(row: Invitation) -> str:
    return f"invitation:{row.pk}:{row.round}"


def still_stands(message: Message, now: datetime) -> bool:
    """Whether the link that this mail would carry still works: not accepted, withdrawn, renewed or too old."""
    row = Invitation.objects.pending().filter(messages=message, expires_at__gt=now).first()
    return row is not None and window_of(row) == message.window
