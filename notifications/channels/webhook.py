"""A letter as JSON for other programs, signed as the Standard Webhooks specification says.

`webhook-id` is the same on every try of a message, so a receiver can leave out repetitions; the timestamp is that of
the try. A refusal is tried again for days, because receivers are repaired; only 410 ends it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Protocol

from ..letter import Letter
from .answers import Answer, Outcome
from .http import Reply
from .posting import as_json, deliver, words

PREFIX = "whsec_"
SECRET_BYTES = 32  # the specification asks for 24 to 64


class SignedDestination(Protocol):
    @property
    def address(self) -> str: ...

    @property
    def secrets(self) -> Sequence[str]:
        """Newest first; each is signed with, so that a receiver can change over in its own time."""
        ...


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def send(letter: Letter, destination: SignedDestination) -> Answer:
    body, now = as_json(payload(letter)), int(time.time())
    headers = {
        "webhook-id": str(letter.uuid),
        "webhook-timestamp": str(now),
        "webhook-signature": " ".join(signature(key, str(letter.uuid), now, body) for key in destination.secrets),
    }
    return deliver(letter, destination.address, body, lambda reply: _answer(reply, destination.address), headers)


def signature(secret: str, message_id: str, timestamp: int, body: str) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def payload(letter: Letter) -> dict[str, Any]:
    """All of the letter, however long: programs do not tire."""
    return {
        "type": f"message.{letter.kind}",
        "timestamp": letter.at.isoformat(),
        "data": {
            "reference": letter.reference,
            "may_repeat": letter.may_repeat,
            "language": letter.language,
            "launch": letter.sent_for,
            "subject": letter.subject,
            "intro": letter.intro,
            "url": letter.url,
            "groups": [asdict(group) for group in letter.groups],
        },
    }


def _answer(reply: Reply, address: str) -> Answer:
    text = words(reply, address)
    if reply.status < 300:
        return Answer(Outcome.ACCEPTED, text)
    if reply.status == 410:
        return Answer(Outcome.PERMANENT, text, is_gone=True)
    return Answer(Outcome.TRANSIENT, text)
