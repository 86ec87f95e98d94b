"""One interface over all channels, so that delivery need not know which one it serves."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ..letter import letter
from ..mail import compose
from ..models import Channel, Message, Notification
from . import transport
from .answers import Answer
from .email import MailServer


@dataclass(frozen=True, slots=True)
class Sent:
    """How a try ended, and the subject that was on it."""

    answer: Answer
    subject: str


class Transport(Protocol):
    def connect(self) -> object:
        """Raises `ServerDown` when there is nobody to hand messages to."""

    def send(self, message: Message, lines: Sequence[Notification], now: datetime) -> Sent: ...


class Mails:
    """E-mail: one connection for a whole batch."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.connect = server.connect

    def send(self, message: Message, lines: Sequence[Notification], now: datetime) -> Sent:
        mail = compose(message, lines, now)
        return Sent(self.server.send(mail), str(mail.subject))


class Posts:
    """Everything that is posted to a destination over HTTP."""

    def __init__(self, channel: Channel) -> None:
        self.post = transport(channel)

    def connect(self) -> None:
        """Each destination is a server of its own, so there is none to ask first."""

    def send(self, message: Message, lines: Sequence[Notification], now: datetime) -> Sent:
        if message.destination is None:
            raise ValueError("A post needs a destination.")
        said = letter(message, lines, now, reader=message.recipient)
        return Sent(self.post(said, message.destination), said.subject)


def open_transport(channel: Channel) -> AbstractContextManager[Transport]:
    return _MailBatch() if channel == Channel.EMAIL else nullcontext(Posts(channel))


class _MailBatch(MailServer):
    def __enter__(self) -> Transport:  # type: ignore[override]
        return Mails(self)
