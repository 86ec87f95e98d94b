"""Whose word it was: what a page or a program gives, as the ledger's `Said`."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from ledger.services import Said

from .errors import Invalid

OLDEST = timedelta(days=20 * 366)
AHEAD = timedelta(minutes=10)  # clocks differ


def said_of(by: str, via: str = "", at: datetime | None = None) -> Said:
    """Raises Invalid when how or when is given without who, or when it was said later than now."""
    if not by and (via or at):
        raise Invalid("said_by_missing", _("Please write who said so."), field="said_by")
    if at is not None:
        ago = timezone.now() - at
        if ago < -AHEAD:
            raise Invalid("said_later", _("It cannot have been said later than now."), field="said_at")
        if ago > OLDEST:
            raise Invalid("said_long_ago", _("That is too long ago."), field="said_at")
    return Said(by, via, at)
