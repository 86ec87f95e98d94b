"""A weekly report as a message says it: a subject, the figures, and groups of lines that mail and chat lay out alike.

Call it in the reader's language and time. Long groups are cut to MOST lines; the page behind the link has them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts import wording as days
from accounts.models import Role, User
from projects.models import Decision, Project

from ..links import absolute, item_url, url_of
from ..models import Destination, Notification
from ..wording import due_label, language
from .launch import LaunchReport, late_rows
from .lines import Line, Week
from .reading import PortfolioReport, launch_report, portfolio_report
from .records import record_groups

MOST = 15
Content = tuple[str, str, dict[str, Any]]  # the template's name, the subject, what the template is given


@dataclass(frozen=True, slots=True)
class Entry:
    """`label` is a word or a date at the side; `detail` stands below the title and may be empty, as may `url`."""

    label: str
    title: str
    detail: str = ""
    url: str = ""
    is_blocker: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    heading: str
    total: int
    entries: Sequence[Entry]
    is_late: bool = False

    @property
    def more(self) -> int:
        return self.total - len(self.entries)


def report_content(notification: Notification, now: datetime, reader: User | None) -> Content:
    """What a notification of kind "report" says: the week it names, as far as `reader` or the shared channel may see.

    `notification` with its launch and, for a channel, its destination and that one's department loaded.
    """
    sees = reader or reader_of(notification.destination)
    until = date.fromisoformat(notification.data["until"])
    if notification.project:
        content = launch_content(launch_report(notification.project, sees, until, now))
    else:
        content = portfolio_content(portfolio_report(sees, until, now))
    content[2]["groups"] += _records(sees, Week(until), notification.project)
    return content


def _records(reader: User, week: Week, project: Project | None) -> Iterator[Group]:
    for group in record_groups(reader, week, project):
        entries = [Entry(line.label, line.title, line.detail, absolute(line.path)) for line in group.lines]
        yield _cut(group.heading, entries, is_late=group.is_late)


def reader_of(destination: Destination | None) -> User:
    """Who a shared channel counts as: of a partner its lead, of the company a viewer, who sees nothing confidential."""
    if destination is None:
        raise ValueError("A report is for a person or for a channel.")
    department = destination.department
    if department and department.is_partner:
        return User(role=Role.PARTNER_LEAD, department=department)
    return User(role=Role.VIEWER)


def launch_content(report: LaunchReport) -> Content:
    subject = _("[Weekly readiness] %(days)s %(launch)s — %(percent)s%%, %(state)s") % {
        "days": days.d_day(report.launch_on, report.day),
        "launch": report.project.name,
        "percent": report.after.percent,
        "state": report.after.state.label,
    }
    url = report_url("notifications:report-launch", report.week, report.project.pk)
    groups = [*_happened(report), *_owed(report.late_lines, report.next, report.day, names_launch=False)]
    return "report", subject, _context(report.week, groups, url) | {"launches": [report], "project": report.project}


def portfolio_content(report: PortfolioReport) -> Content:
    subject = _("[Weekly readiness] %(launches)s launches · %(late)s late — until %(day)s") % {
        "launches": len(report.running),
        "late": report.late_count,
        "day": days.day(report.week.until, language()),
    }
    changes = [entry for launch in report.launches for entry in _changes(launch, names_launch=True)]
    late = [row.line for row in late_rows(report.late)]
    groups = [
        _cut(_("Decided and moved"), changes),
        *_owed(late, report.next_blockers, report.week.until, names_launch=True),
    ]
    url = report_url("notifications:report-portfolio", report.week)
    return "report", subject, _context(report.week, groups, url) | {"launches": report.launches, "project": None}


def _context(week: Week, groups: Iterable[Group], url: str) -> dict[str, Any]:
    return {"week": week, "span": span(week), "groups": [group for group in groups if group.total], "url": url}


def span(week: Week) -> str:
    return f"{days.day_dotted(week.first, language())} – {days.day(week.until, language())}"


def _happened(report: LaunchReport) -> Iterator[Group]:
    done = [_entry(deed.line, _day(deed.on), f"{deed.line.department} · {deed.by}") for deed in report.done]
    waived = [_entry(deed.line, _day(deed.on), f"{deed.reason} · {deed.by}") for deed in report.waived]
    yield _cut(_("Done this week"), done)
    yield _cut(pgettext("event", "Waived"), waived)
    yield _cut(_("Decided and moved"), list(_changes(report, names_launch=False)))


def _changes(report: LaunchReport, *, names_launch: bool) -> Iterator[Entry]:
    where = f"{report.project.name} · " if names_launch else ""
    url = url_of(report.project, None)
    for one in report.decided:
        said = " · ".join(part for part in (one.note, one.by) if part)
        yield Entry(_day(one.on), str(Decision.Verdict(one.verdict).label), where + said, url)
    for move in report.launch_moves:
        title = f"{_('D-day moved')} {_day(move.before)} → {_day(move.after)}"
        yield Entry(_day(move.on), title, f"{where}{move.reason} · {move.by}", url)


def _owed(late: Sequence[Line], ahead: Sequence[Line], day: date, *, names_launch: bool) -> Iterator[Group]:
    entries = [_line(line, due_label(line.due_on, day), names_launch=names_launch) for line in late]
    yield _cut(_("Late"), entries, is_late=True)
    title = _("Must-haves due next week") if names_launch else _("Due next week")
    yield _cut(title, [_line(line, _day(line.due_on), names_launch=names_launch) for line in ahead])


def _line(line: Line, label: str, *, names_launch: bool) -> Entry:
    who = f"{line.department} · {line.owner or _('No owner yet')}"
    blocked = f" · {_('Blocked')}" if line.is_blocked else ""
    return _entry(line, label, f"{line.launch} · {who}{blocked}" if names_launch else f"{who}{blocked}")


def _entry(line: Line, label: str, detail: str) -> Entry:
    return Entry(label, line.title, detail, item_url(line.project_id, line.item_id), line.is_blocker)


def _cut(heading: str, entries: Sequence[Entry], *, is_late: bool = False) -> Group:
    return Group(heading, len(entries), entries[:MOST], is_late)


def report_url(name: str, week: Week, *args: int) -> str:
    return f"{absolute(reverse(name, args=args))}?until={week.until.isoformat()}"


def _day(value: date) -> str:
    return days.day(value, language())
