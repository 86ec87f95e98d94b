"""One mail from what is to be said: subject, text and HTML in the reader's language, with links that work anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from projects.models import Item, Project
from projects.readiness import Tally, judge

from . import wording
from .digest import group
from .models import Message, Notification


def compose(message: Message, notifications: Sequence[Notification], now: datetime) -> EmailMultiAlternatives:
    """`notifications` are the lines that still hold, at least one, loaded with their item, launch and owner."""
    reader = message.recipient
    with translation.override(reader.language), timezone.override(reader.time_zone):
        match message.kind:
            case Message.Kind.DIGEST:
                name, subject, context = _digest(reader, notifications, now)
            case Message.Kind.ALERT:
                name, subject, context = _alert(notifications[0])
            case _:
                name, subject, context = _at_once(notifications, now)
        context |= {"reader": reader, "message": message, "subject": subject, "base_url": settings.BASE_URL}
        text = render_to_string(f"notifications/mail/{name}.txt", context)
        html = render_to_string(f"notifications/mail/{name}.html", context)
    mail = EmailMultiAlternatives(one_line(subject), text, to=[reader.email], headers=_headers(message))
    mail.attach_alternative(html, "text/html")
    return mail


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


def said(notification: Notification, now: datetime) -> Said:
    today = _today(notification.project, now)
    return Said(
        wording.label(notification, today),
        wording.title(notification),
        wording.detail(notification, today),
        url_of(notification.project, notification.item),
        _lines(notification),
    )


def _lines(notification: Notification) -> list[dict[str, str]]:
    """The lines of a launch that one notice covers, each with its dates when they changed."""
    project, items = notification.project, notification.data.get("items", [])
    if project is None:
        return []
    return [
        {
            "title": wording.local_title(line),
            "dates": f"{wording.iso_day(line['before'])} → {wording.iso_day(line['after'])}" if "after" in line else "",
            "url": item_url(project.pk, line["id"]),
        }
        for line in items
    ]


def url_of(project: Project | None, item: Item | None) -> str:
    """Where to go for it: the line, the launch, or the inbox."""
    if project is None:
        return absolute(reverse("notifications:inbox"))
    if item is None:
        return absolute(reverse("projects:project-detail", args=[project.pk]))
    return item_url(project.pk, item.pk)


def absolute(path: str) -> str:
    return f"{settings.BASE_URL}{path}"


def item_url(project_id: int, item_id: int) -> str:
    return absolute(reverse("projects:item-detail", args=[project_id, item_id]))


def _today(project: Project | None, now: datetime) -> date:
    return project.today_at(now) if project else timezone.localdate(now)


Composed = tuple[str, str, dict[str, Any]]


def _digest(reader: User, notifications: Sequence[Notification], now: datetime) -> Composed:
    found = group(reader, notifications, now)
    notices = [said(n, now) for n in notifications if n.kind != Notification.Kind.REMINDER]
    today = now.astimezone(ZoneInfo(reader.time_zone)).date()
    subject = wording.digest_subject(found.counts(), len(notices), today)
    return "digest", subject, {"groups": found, "notices": notices}


def _at_once(notifications: Sequence[Notification], now: datetime) -> Composed:
    first = notifications[0]
    today = _today(first.project, now)
    if len(notifications) == 1:
        subject = wording.single_subject(first, today)
    else:
        subject = wording.several_subject(notifications, today)
    return "at_once", subject, {"notices": [said(n, now) for n in notifications]}


def _alert(notification: Notification) -> Composed:
    """As of the moment it was raised: its counts and lines are kept with it."""
    project, data = notification.project, notification.data
    if project is None:
        raise ValueError("An alert is always about a launch.")
    today = date.fromisoformat(data["today"])
    readiness = judge(Tally(**data["tally"]))
    missing = [
        {
            "title": wording.local_title(line),
            "department": line["department_en"] if wording.language() == "en" else line["department"],
            "owner": line["owner"],
            "is_blocker": line["is_blocker"],
            "is_blocked": line["is_blocked"],
            "is_late": date.fromisoformat(line["due_on"]) < today,
            "since": wording.due_label(date.fromisoformat(line["due_on"]), today),
        }
        for line in data["missing"]
    ]
    context = {"project": project, "today": today, "readiness": readiness, "missing": missing}
    context |= {"url": url_of(project, None), "inbox_url": url_of(None, None), "raised_at": notification.created_at}
    return "alert", wording.alert_subject(project, today, readiness.reason), context
