"""Handing one mail to the mail server, and telling from its answer whether it was taken.

Until the text has been transferred completely nothing can have arrived, so a failure before that is worth another try.
After it, a lost connection leaves the outcome unknown. A refusal of the address for good (5xx) ends the tries.
"""

from __future__ import annotations

import contextlib
import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from .answers import Answer, Outcome, ServerDown

# Seconds for each answer. A mail takes at most six of them, so a hanging server costs less than half a lease.
TIMEOUT: float = settings.DELIVERY_LEASE_SECONDS / 12


class MailServer:
    """One connection for a batch, opened when first needed and again after it broke. Use as a context manager."""

    def __init__(self) -> None:
        self.backend = EmailBackend(timeout=TIMEOUT)

    def __enter__(self) -> MailServer:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            self.backend.close()

    def connect(self) -> smtplib.SMTP:
        """Raises `ServerDown`."""
        try:
            self.backend.open()
            connection = self.backend.connection
            if connection is None:
                raise ServerDown("no connection")
            connection.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException) as error:
            self.backend.connection = None
            raise ServerDown(str(error)) from error
        return connection

    def send(self, mail: EmailMultiAlternatives) -> Answer:
        """One mail to one address. Raises `ServerDown` when there is no server to talk to."""
        connection = self.connect()
        text = mail.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own class
        recipient = parseaddr(mail.to[0])[1]
        is_on_its_way = False
        try:
            _expect(connection.mail(parseaddr(mail.from_email)[1]), about_address=False)
            _expect(connection.rcpt(recipient), about_address=True)
            is_on_its_way = True
            code, words = connection.data(text)
            _expect((code, words), about_address=True)
        except _Refused as refused:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                connection.rset()
            return Answer(refused.outcome, refused.text)
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            # DATA itself refused by an error code: the text was never sent.
            lost = is_on_its_way and not isinstance(error, smtplib.SMTPDataError)
            return Answer(Outcome.UNKNOWN if lost else Outcome.TRANSIENT, f"{type(error).__name__}: {error}")
        return Answer(Outcome.ACCEPTED, _words(code, words))

    def _hang_up(self) -> None:
        if self.backend.connection is not None:
            self.backend.connection.close()
            self.backend.connection = None


class _Refused(Exception):
    def __init__(self, outcome: Outcome, text: str) -> None:
        self.outcome, self.text = outcome, text


def _expect(answer: tuple[int, bytes], *, about_address: bool) -> None:
    code, words = answer
    if 200 <= code < 300:
        return
    # A sender that is refused is a matter of settings, which somebody can put right.
    is_final = about_address and code >= 500
    raise _Refused(Outcome.PERMANENT if is_final else Outcome.TRANSIENT, _words(code, words))


def _words(code: int, words: bytes) -> str:
    return f"{code} {words.decode(errors='replace')}"
