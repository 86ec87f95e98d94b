"""What the channels over HTTP share: one post, and what its end means whatever the channel is.

A channel says only what it makes of an answer below 500 that is neither a redirect nor a request to wait.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Invalid

from ..letter import Letter
from .addresses import target_of
from .answers import Answer, Outcome
from .http import AddressRefused, NoAnswer, NotSent, Reply, post

USER_AGENT = "Launch-Ready"
WAIT_SECONDS = 60.0  # when asked to wait without being told how long
LONGEST_WAIT = 86400.0
LONGEST_TEXT = 200
NONE: Mapping[str, str] = {}
ASK_TO_WAIT = (408, 425, 429)


class Destination(Protocol):
    """Anything with an address; what it is for is not asked."""

    @property
    def address(self) -> str: ...


Judge = Callable[[Reply], Answer]


def as_json(payload: Mapping[str, Any]) -> str:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


def deliver(letter: Letter, address: str, body: str, judge: Judge, headers: Mapping[str, str] = NONE) -> Answer:
    """Post a JSON body about `letter`. The same two headers as on a mail let a receiver recognise a repetition."""
    marks = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": USER_AGENT,
        "X-Launch-Ready-Reference": letter.reference,
        "X-Launch-Ready-May-Repeat": "yes" if letter.may_repeat else "no",
    }
    try:
        reply = post(address, body.encode(), marks | dict(headers))
    except Invalid as error:
        return Answer(Outcome.PERMANENT, error.message)
    except AddressRefused:
        return Answer(Outcome.PERMANENT, _("The address leads into an internal network, so nothing was sent."))
    except NotSent as error:
        return Answer(Outcome.TRANSIENT, _("No connection (%(reason)s); nothing was sent.") % {"reason": error})
    except NoAnswer as error:
        return Answer(Outcome.UNKNOWN, _("Sent, but no answer came (%(reason)s).") % {"reason": error})
    return _judge(reply, address, judge)


def words(reply: Reply, address: str) -> str:
    """Status and the begin of the text on one line, without the secret parts of the address should it be echoed."""
    text = reply.body.decode(errors="replace")
    path, _question, query = target_of(address).path.partition("?")
    for secret in (address, path, query):
        text = text.replace(secret, "…") if len(secret) > 1 else text
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return f"{reply.status} {line[:LONGEST_TEXT]}".strip()


def seconds_to_wait(header: str | None, now: datetime) -> float:
    """Retry-After as seconds or as a date; what cannot be read counts as not said."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return WAIT_SECONDS
    return min(max((until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds(), 0.0), LONGEST_WAIT)


def _judge(reply: Reply, address: str, judge: Judge) -> Answer:
    if 300 <= reply.status < 400:
        text = _("%(status)s: it points to another address, which is not followed.") % {"status": reply.status}
        return Answer(Outcome.PERMANENT, text)
    asked = reply.headers.get("retry-after")
    if reply.status in ASK_TO_WAIT or (reply.status >= 500 and asked):
        wait = seconds_to_wait(asked, timezone.now())
        return Answer(Outcome.TRANSIENT, words(reply, address), retry_after=wait)
    if reply.status >= 500 or reply.status < 200:
        return Answer(Outcome.TRANSIENT, words(reply, address))
    return judge(reply)
