"""Trying failed messages again, once somebody has put right what was wrong."""

from __future__ import annotations

from ..models import Message


def retry_failed() -> int:
    """Give every failed or expired message one more try, at the next delivery; returns how many."""
    given_up = Message.objects.filter(state__in=[Message.State.FAILED, Message.State.EXPIRED])
    return given_up.update(state=Message.State.DUE, next_try_at=None)
