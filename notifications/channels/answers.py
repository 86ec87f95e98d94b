"""What a channel can answer, whatever channel it is."""

from __future__ import annotations

from dataclasses import dataclass

from ..models import DeliveryAttempt

Outcome = DeliveryAttempt.Outcome


@dataclass(frozen=True, slots=True)
class Answer:
    """The end of one try. `text` is kept for people, without secrets.

    `retry_after` are seconds the receiver asked us to wait. `is_gone` says that the address itself is dead (410,
    revoked) and nothing more should be sent to it.
    """

    outcome: Outcome
    text: str
    retry_after: float | None = None
    is_gone: bool = False


class ServerDown(Exception):
    """No connection: says nothing about the message, and the next one would fare no better."""
