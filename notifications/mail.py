"""One mail from what is to be said: subject, text and HTML in the reader's language, with links that work anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import Invitation, User
from projects.models import Project

from . import wording
from .alert_mail import alert_content
from .digest import group
from .invitation_mail import invitation_content
from .links import item_url, page_of
from .models import Message, Notification
from .report.heads import HEADS, heads_content
from .report.mail import Content, report_content


def compose(message: Message, notifications: Sequence[Notification], now: datetime) -> EmailMultiAlternatives:
    """`notifications` are the lines that still hold, loaded with their item, launch and owner; none for a test."""
    reader, destination = message.recipient, message.destination
    address = destination.address if destination else getattr(message.addressee, "email", "")
    with speaking_to(reader or message.invitation):
        if message.invitation:
            name, subject, context = invitation_content(message.invitation)
        else:
            name, subject, context = content(message.kind, notifications, now, reader)
        context |= {"reader": reader, "message": message, "subject": subject, "base_url": settings.BASE_URL}
        text = render_to_string(f"notifications/mail/{name}.txt", context)
        html = render_to_string(f"notifications/mail/{name}.html", context)
    mail = EmailMultiAlternatives(one_line(subject), text, to=[address], headers=_headers(message))
    mail.attach_alternative(html, "text/html")
    return mail


@contextmanager
def speaking_to(reader: User | Invitation | None) -> Iterator[None]:
    """In the reader's language and time; a shared channel, or who is not in yet, has the company's time."""
    with (
        translation.override(reader.language if reader else settings.LANGUAGE_CODE),
        timezone.override(reader.time_zone if isinstance(reader, User) else settings.TIME_ZONE),
    ):
        yield


def content(kind: str, notifications: Sequence[Notification], now: datetime, reader: User | None) -> Content:
    """What is said, whatever the channel. Call it inside `speaking_to(reader)`."""
    match kind:
        case Message.Kind.DIGEST:
            return _digest(reader, notifications, now)
        case Message.Kind.ALERT:
            return alert_content(notifications[0])
        case Message.Kind.REPORT if notifications[0].topic == HEADS:
            return heads_content(now)
        case Message.Kind.REPORT:
            return report_content(notifications[0], now, reader)
        case Message.Kind.TEST:
            return "test", wording.subject_of_test(), {"said": wording.sentence_of_test()}
        case _:
            return _at_once(notifications, now)


def one_line(text: str) -> str:
    """Without line breaks and other control characters: nothing of a title can become a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def message_id(message: Message) -> str:
    """The same on every copy of a message, so that mail programs know a repetition."""
    return f"<{message.uuid}@{urlsplit(settings.BASE_URL).hostname}>"


def _headers(message: Message) -> dict[str, str]:
    return {
        "Message-ID": message_id(message),
        "X-Launch-Ready-Reference": message.reference,
        "X-Launch-Ready-May-Repeat": "yes" if message.may_repeat else "no",
        "Auto-Submitted": "auto-generated",
    }


@dataclass(frozen=True, slots=True)
class Said:
    """A notification as a mail shows it."""

    label: str
    title: str
    detail: str
    url: str
    lines: list[dict[str, str]]
    is_blocker: bool = False


def said(notification: Notification, now: datetime) -> Said:
    today = _today(notification.project, now)
    return Said(
        wording.label(notification, today),
        wording.title(notification),
        wording.detail(notification, today),
        page_of(notification),
        _lines(notification),
        is_blocker=notification.item is not None and notification.item.is_blocker,
    )


def _lines(notification: Notification) -> list[dict[str, str]]:
    """The lines of a launch that one notice covers, each with its dates when they changed."""
    project, items = notification.project, notification.data.get("items", [])
    if project is None:
        return []
    return [
        {
            "title": wording.local_title(line),
            "dates": wording.change_of(line),
            "url": item_url(project.pk, line["id"]),
        }
        for line in items
    ]


def _today(project: Project | None, now: datetime) -> date:
    """Of the launch; outside launches the company's."""
    return project.today_at(now) if project else timezone.localdate(now, ZoneInfo(settings.TIME_ZONE))


def _digest(reader: User | None, notifications: Sequence[Notification], now: datetime) -> Content:
    found = group(reader, notifications, now)
    notices = [said(n, now) for n in notifications if n.kind != Notification.Kind.REMINDER]
    today = timezone.localdate(now)
    subject = wording.digest_subject(found.counts(), len(notices), today)
    return "digest", subject, {"groups": found, "notices": notices}


def _at_once(notifications: Sequence[Notification], now: datetime) -> Content:
    first = notifications[0]
    today = _today(first.project, now)
    if len(notifications) == 1:
        subject = wording.single_subject(first, today)
    else:
        subject = wording.several_subject(notifications, today)
    return "at_once", subject, {"notices": [said(n, now) for n in notifications]}
