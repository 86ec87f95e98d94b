"""Reading the mails that the demo's mail server stored as files, one raw message each.

Mail is what anybody may have sent: addresses of files are checked against the folder, and of HTML only plain elements
are kept, without styles, images or scripts.
"""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import nh3
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

NAME = re.compile(r"(\d{20})-[0-9a-f]{8}\.eml")
SHOWN = {
    "a", "b", "br", "div", "em", "h1", "h2", "h3", "hr", "li", "ol", "p", "small", "span", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip

NO_HTML = SafeString("")


@dataclass(frozen=True, slots=True)
class Mail:
    name: str
    at: datetime
    subject: str
    sender: str
    recipients: str
    reference: str
    text: str = ""
    html: SafeString = NO_HTML


def names() -> list[str]:
    """File names, the newest mail first."""
    folder = Path(settings.MAIL_DIR)
    found = (path.name for path in folder.iterdir()) if folder.is_dir() else ()
    return sorted((name for name in found if NAME.fullmatch(name)), reverse=True)


def head(name: str) -> Mail:
    """Who wrote to whom about what; `name` is one of `names()`."""
    return _mail(name, _parse(name))


def read(name: str) -> Mail | None:
    """A whole mail; None when there is no such file."""
    if not NAME.fullmatch(name) or not (Path(settings.MAIL_DIR) / name).is_file():
        return None
    parsed = _parse(name)
    html = nh3.clean(_body(parsed, "html"), tags=SHOWN, clean_content_tags={"script", "style", "title"})
    return _mail(name, parsed, _body(parsed, "plain"), mark_safe(html))  # noqa: S308


def _parse(name: str) -> EmailMessage:
    with (Path(settings.MAIL_DIR) / name).open("rb") as file:
        return email.message_from_binary_file(file, _class=EmailMessage, policy=email.policy.default)


def _mail(name: str, parsed: EmailMessage, text: str = "", html: SafeString = NO_HTML) -> Mail:
    found = NAME.fullmatch(name)
    nanoseconds = int(found[1]) if found else 0
    return Mail(
        name=name,
        at=datetime.fromtimestamp(nanoseconds / 1e9, UTC),
        subject=str(parsed["Subject"] or ""),
        sender=str(parsed["From"] or ""),
        recipients=str(parsed["X-Envelope-To"] or parsed["To"] or ""),
        reference=str(parsed["X-Launch-Ready-Reference"] or ""),
        text=text,
        html=html,
    )


def _body(parsed: EmailMessage, kind: str) -> str:
    part = parsed.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
