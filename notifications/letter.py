"""What a message says, independent of the channel that carries it: built once, laid out by each channel.

The words come from where those of mails come from (`mail.content`), so that a person reads the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.wording import day_long

from . import links, mail, wording
from .digest import Entry as Line
from .mail import Said
from .models import Message, Notification
from .report.launch import LaunchReport
from .report.mail import Group as ReportGroup


@dataclass(frozen=True, slots=True)
class Entry:
    """`label` is a word in front ("D-3", "Sent back"), `detail` one line below; `url` may be empty."""

    label: str
    title: str
    detail: str
    url: str
    is_blocker: bool


@dataclass(frozen=True, slots=True)
class Group:
    """`heading` may be empty."""

    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """All of it in `language`. `reference` and `uuid` are the same on every copy; `sent_for` names the one launch it is
    about, if it is one; `url` is where to go first; `at` is when it became due, in the reader's time.
    """

    kind: str
    reference: str
    uuid: UUID
    may_repeat: bool
    language: str
    subject: str
    intro: str
    groups: tuple[Group, ...]
    url: str
    sent_for: str
    at: datetime


def letter(message: Message, notifications: Sequence[Notification], now: datetime, *, reader: User | None) -> Letter:
    """`notifications` are the lines that still hold, loaded as for a mail; none for a test. No `reader` is a shared
    channel, which is written to in the company's language and time.
    """
    with mail.speaking_to(reader):
        name, subject, context = mail.content(message.kind, notifications, now, reader)
        groups = tuple(group for group in _groups(name, context) if group.entries)
        return Letter(
            kind=message.kind,
            reference=message.reference,
            uuid=message.uuid,
            may_repeat=message.may_repeat,
            language=wording.language(),
            subject=mail.one_line(subject),
            intro=_intro(name, context),
            groups=groups,
            url=_url(name, context, notifications, reader),
            sent_for=_launch(notifications),
            at=timezone.localtime(message.due_at),
        )


def _groups(name: str, context: dict[str, Any]) -> Iterator[Group]:
    match name:
        case "digest":
            found = context["groups"]
            yield Group(_("Late"), _near(found.late))
            yield Group(_("Today"), _near(found.today))
            yield Group(_("Soon"), _near(found.soon))
            yield Group(_("Others' items you answer for"), _near(found.others))
            yield Group(_("News"), _notices(context["notices"]))
        case "alert":
            yield Group(_("Not ready yet"), tuple(map(_missing, context["missing"])))
            if changes := context["changes"]:
                yield Group(_("Since the alert of %(day)s") % {"day": changes["told_on"]}, tuple(_changed(changes)))
        case "at_once":
            yield Group("", _notices(context["notices"]))
        case "heads":
            found = (Entry("", one.name, one.line, "", is_blocker=False) for one in context["heads"])
            yield Group(context["stood_at"], tuple(found))
        case "report":
            for group in context["groups"]:
                yield Group(f"{group.heading} {group.total}", _reported(group, context["url"]))


def _changed(changes: dict[str, Any]) -> Iterator[Entry]:
    for title in changes["ready"]:
        yield Entry("✓", _("ready: %(title)s") % {"title": title}, "", "", is_blocker=False)
    for title in changes["added"]:
        yield Entry("+", _("newly missing: %(title)s") % {"title": title}, "", "", is_blocker=False)


def _near(lines: Iterable[Line]) -> tuple[Entry, ...]:
    return tuple(
        Entry(line.badge, line.title, _joined(line.due, line.launch, line.opens, line.owner), line.url, line.is_blocker)
        for line in lines
    )


def _notices(notices: Iterable[Said]) -> tuple[Entry, ...]:
    entries = []
    for notice in notices:
        entries.append(Entry(notice.label, notice.title, notice.detail, notice.url, notice.is_blocker))
        entries += [Entry("", line["title"], line["dates"], line["url"], is_blocker=False) for line in notice.lines]
    return tuple(entries)


def _reported(group: ReportGroup, url: str) -> tuple[Entry, ...]:
    entries = [Entry(line.label, line.title, line.detail, line.url, line.is_blocker) for line in group.entries]
    return tuple([*entries, more(group.more, url)] if group.more else entries)


def more(count: int, url: str) -> Entry:
    """The line that stands for `count` others."""
    words = ngettext("and %(count)s more", "and %(count)s more", count) % {"count": count}
    return Entry("", words, "", url, is_blocker=False)


def _missing(line: dict[str, Any]) -> Entry:
    """Without a link: a centre's lead may not open the lines of other departments."""
    blocked = _("Blocked") if line["is_blocked"] else ""
    detail = _joined(line["department"], line["owner"] and wording.owned_by(line["owner"]), blocked)
    return Entry(line["since"], line["title"], detail, "", line["is_blocker"])


def _intro(name: str, context: dict[str, Any]) -> str:
    match name:
        case "alert":
            readiness = context["readiness"]
            return _("Readiness %(percent)s%%, planned %(plan)s%% · %(state)s · opens %(day)s") % {
                "percent": readiness.percent,
                "plan": readiness.plan_percent,
                "state": readiness.state.label,
                "day": day_long(context["project"].launch_on, wording.language()),
            }
        case "test":
            return str(context["said"])
        case "report":
            return _joined(context["span"], *_standing(context["launches"]))
        case _:
            return ""


def _standing(launches: Sequence[LaunchReport]) -> Iterator[str]:
    """How far a launch is; of a portfolio the lines below say it."""
    if len(launches) == 1:
        [launch] = launches
        yield f"{_('Readiness')} {launch.after.percent}% ({launch.change_words})"
        yield launch.state_words


def _url(name: str, context: dict[str, Any], notifications: Sequence[Notification], reader: User | None) -> str:
    """Where the reader confirms or works; a shared channel has no inbox and goes to the launch."""
    if name in ("report", "heads"):
        return str(context["url"])
    if len(notifications) == 1 and name == "at_once":
        return links.page_of(notifications[0])
    if reader:
        page = "projects:my-work" if name in ("digest", "test") else "notifications:inbox"
        return links.absolute(reverse(page))
    launches = {notification.project for notification in notifications}
    if len(launches) == 1 and (launch := launches.pop()):
        return links.url_of(launch, None)
    return links.absolute(reverse("projects:project-list"))


def _launch(notifications: Sequence[Notification]) -> str:
    names = {notification.project.name if notification.project else "" for notification in notifications}
    return names.pop() if len(names) == 1 else ""


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
