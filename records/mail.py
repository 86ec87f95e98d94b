"""A mail as what a record needs of it. Standard library only, no Django, no I/O; nothing in a mail can make it fail.

Source of the shape: RFC 5322 and the MIME parts of RFC 2045-2047, as Python's `email` reads them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from typing import Any

_NUMBER = re.compile(r"\[#(\d{1,17})\]", re.ASCII)
_BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "blockquote"})
_HIDDEN = frozenset({"style", "script", "head", "title"})


@dataclass(frozen=True, slots=True)
class Mail:
    """`people` are (name, address) of the sender, then of the receivers; `launch_id` is the [#12] of the subject."""

    message_id: str
    sender: str
    people: tuple[tuple[str, str], ...]
    subject: str
    launch_id: int | None
    text: str
    sent_at: datetime | None
    attachments: tuple[str, ...]


def read_mail(content: bytes) -> Mail:
    """What the message says; what it leaves out or spoils is empty."""
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)  # noqa: S101 (the policy says so)
    subject = _header(message, "Subject")
    number = _NUMBER.search(subject)
    people = [each for name in ("From", "To", "Cc") for each in _addresses(message, name)]
    senders = _addresses(message, "From")
    return Mail(
        message_id=_header(message, "Message-ID"),
        sender=senders[0][1] if len(senders) == 1 else "",
        people=tuple(dict.fromkeys(people)),
        subject=" ".join(_NUMBER.sub(" ", subject).split()),
        launch_id=int(number[1]) if number else None,
        text=_text(message),
        sent_at=_sent_at(message),
        attachments=tuple(_clean(part.get_filename() or "") or "?" for part in _attachments(message)),
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(_clean(str(message.get(name, ""))).split())
    except (ValueError, IndexError, AttributeError, TypeError):  # what the parser itself trips over
        return ""


def _addresses(message: EmailMessage, name: str) -> list[tuple[str, str]]:
    try:
        found: tuple[Address, ...] = getattr(message.get(name), "addresses", ())
        return [(_clean(each.display_name), _clean(each.addr_spec)) for each in found if each.domain]
    except (ValueError, IndexError, AttributeError, TypeError):
        return []


def _sent_at(message: EmailMessage) -> datetime | None:
    try:
        moment: Any = getattr(message.get("Date"), "datetime", None)
    except (ValueError, IndexError, AttributeError, TypeError, OverflowError):
        return None
    return moment if isinstance(moment, datetime) and moment.tzinfo else None


def _text(message: EmailMessage) -> str:
    try:
        part = message.get_body(("plain", "html"))
    except (KeyError, AttributeError, ValueError):
        part = None
    if part is None:
        return ""
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        text = content.decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, ValueError):
        text = content.decode("utf-8", "replace")
    return _clean(_plain(text) if part.get_content_subtype() == "html" else text).strip()


def _attachments(message: EmailMessage) -> list[EmailMessage]:
    return [part for part in message.walk() if part.get_content_disposition() == "attachment"]


class _Words(HTMLParser):
    """The words of a page, a block a line."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.hidden += tag in _HIDDEN
        if tag in _BLOCKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in _HIDDEN))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.found.append(re.sub(r"\s+", " ", data))


def _plain(page: str) -> str:
    words = _Words()
    words.feed(page)
    words.close()
    return re.sub(r" *\n[\n ]*", "\n", "".join(words.found))


def _clean(text: str) -> str:
    """Without what no text column takes: NUL, and halves of characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n")
