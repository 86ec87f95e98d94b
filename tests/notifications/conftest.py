"""A mail server to deliver to, which remembers every mail and can be told how to answer."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from config.local.memory import free_port
from notifications.models import Message, Notification
from notifications.services import deliver_due, sweep


class Sink:
    """`answers` are given one by one to the end of DATA, `rcpt_answers` to RCPT; when they run out, all is accepted."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: list[str] = []
        self.rcpt_answers: list[str] = []
        self.before_answer = lambda: None

    async def handle_RCPT(self, _s: SMTP, _session: Session, envelope: Envelope, address: str, _o: list[str]) -> str:
        answer = self.rcpt_answers.pop(0) if self.rcpt_answers else "250 ok"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        answer = self.answers.pop(0) if self.answers else "250 taken"
        if answer == "drop" or answer.startswith("250"):
            mail = email.message_from_bytes(envelope.content, _class=EmailMessage, policy=email.policy.default)
            self.mails.append(mail)
        self.before_answer()
        if answer == "drop":
            assert server.transport is not None
            server.transport.abort()
        return answer

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    port = free_port()
    handler = Sink()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield handler
    controller.stop()


@pytest.fixture
def refused(launch, sink, people) -> Message:
    """A message to the salesperson that the mail server refused for good; nothing else is waiting."""
    sweep()
    Message.objects.exclude(recipient=people.salesperson).delete()
    sink.rcpt_answers = ["550 no such user"]
    deliver_due()
    return Message.objects.get(state="failed")


@pytest.fixture
def quiet(launch):
    """The launch's own news were told."""
    sweep()
    Message.objects.all().delete()
    Notification.objects.all().delete()
