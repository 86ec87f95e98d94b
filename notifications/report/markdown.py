"""A weekly report as Markdown that Notion and Confluence take as it is: headings, lists, tables of one line per cell.

Whatever people wrote is escaped, so that a title is text wherever it lands; links are whole addresses. A launch's
report and the portfolio's share their tables, which name the launch only in the latter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts import wording as days
from projects.models import Decision

from ..links import absolute, item_url
from ..mail import one_line
from ..wording import due_label, language
from .launch import Deed, LateDepartment, LaunchReport
from .lines import Line, Week
from .mail import report_url
from .reading import PortfolioReport
from .records import RecordGroup

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~$&])")


def escaped(text: str) -> str:
    """`text` as one line in which nothing is markup. It may stand anywhere but at the start of a line."""
    return _SPECIAL.sub(r"\\\1", one_line(text))


def launch_markdown(report: LaunchReport, records: Sequence[RecordGroup] = ()) -> str:
    project, week = report.project, report.week
    url = report_url("notifications:report-launch", week, project.pk)
    parts = [
        f"# {_('Weekly readiness')}: {escaped(project.name)}",
        f"{_span(week)} · {_opens(report)}",
        "\n".join(_standing(report)),
        *_happened(report),
        *_changes([report], names_launch=False),
        *_late(report.late, report.day, names_launch=False),
        *_next(report.next, names_launch=False),
        *_records(records),
        f"[{_('Open this report in Launch Ready')}]({url})",
    ]
    return "\n\n".join(parts) + "\n"


def portfolio_markdown(report: PortfolioReport, records: Sequence[RecordGroup] = ()) -> str:
    week = report.week
    parts = [
        f"# {_('Weekly readiness')}: {_('all launches')}",
        _span(week),
        "\n".join(f"- {line}" for line in _totals(report)),
        *_launches(report),
        *_changes(report.launches, names_launch=True),
        *_late(report.late, week.until, names_launch=True),
        *_next(report.next_blockers, names_launch=True, title=_("Must-haves due next week")),
        *_records(records),
        f"[{_('Open this report in Launch Ready')}]({report_url('notifications:report-portfolio', week)})",
    ]
    return "\n\n".join(parts) + "\n"


def _standing(report: LaunchReport) -> Iterator[str]:
    readiness, before = report.after, report.before
    was = ""
    if before:
        was = f" ({_('%(percent)d%% a week ago') % {'percent': before.percent}}, {report.change_words})"
    plan = _("planned %(percent)d%%") % {"percent": readiness.plan_percent}
    yield f"- {_('Readiness')}: **{readiness.percent}%**{was} · {plan}"
    yield f"- {_('State')}: {_state(report)}"
    yield (
        f"- {_('Done this week')} {len(report.done)} · {_('Late')} {len(report.late_lines)}"
        f" · {_('Due next week')} {len(report.next)}"
    )


def _totals(report: PortfolioReport) -> Iterator[str]:
    yield f"{pgettext('launches', 'Running')} {len(report.running)}"
    yield (
        f"{_('Done this week')} {report.done_count} · {_('Late')} {report.late_count}"
        f" · {_('Due next week')} {report.next_count}"
    )


def _launches(report: PortfolioReport) -> Iterator[str]:
    heads = (
        *(_("D-day"), _("Launch"), _("Readiness"), pgettext("readiness", "Change"), _("State")),
        *(pgettext("count", "Done"), _("Late"), _("Due next week")),
    )
    rows = [
        (
            f"{days.d_day(launch.launch_on, launch.day)} ({_day(launch.launch_on)})",
            _link(launch.project.name, report_url("notifications:report-launch", launch.week, launch.project.pk)),
            f"{launch.after.percent}%",
            launch.change_words,
            _state(launch),
            str(len(launch.done)),
            str(len(launch.late_lines)),
            str(len(launch.next)),
        )
        for launch in report.launches
    ]
    yield from _section(_("Launches"), heads, rows)


def _happened(report: LaunchReport) -> Iterator[str]:
    heads = (_("Item"), _("Department"), _("By"), _("Day"))
    yield from _section(_("Done this week"), heads, [_deed(deed) for deed in report.done], if_none=_("Nothing."))
    waived = [
        (_item(deed.line), escaped(deed.reason), escaped(deed.fallback), _day(deed.follow_up_on), escaped(deed.by))
        for deed in report.waived
    ]
    waived_heads = (_("Item"), _("Reason"), _("What happens instead"), _("Follow-up date"), _("By"))
    yield from _section(pgettext("event", "Waived"), waived_heads, waived)
    reopened = [(*_deed(deed), escaped(deed.reason)) for deed in report.reopened]
    yield from _section(_("Reopened"), (*heads, _("Reason")), reopened)
    yield from _section(_("Added"), heads, [_deed(deed) for deed in report.added])


def _deed(deed: Deed) -> tuple[str, ...]:
    return _item(deed.line), escaped(deed.line.department), escaped(deed.by), _day(deed.on)


def _changes(reports: Sequence[LaunchReport], *, names_launch: bool) -> Iterator[str]:
    launch = (_("Launch"),) if names_launch else ()

    def named(report: LaunchReport) -> tuple[str, ...]:
        return (escaped(report.project.name),) if names_launch else ()

    decided = [
        (*named(report), _day(one.on), str(Decision.Verdict(one.verdict).label), escaped(one.note), escaped(one.by))
        for report in reports
        for one in report.decided
    ]
    yield from _section(_("Decided"), (*launch, _("Day"), _("Decision"), _("Note"), _("By")), decided)
    moved = [
        (*named(report), f"{_day(move.before)} → {_day(move.after)}", escaped(move.reason), escaped(move.by))
        for report in reports
        for move in report.launch_moves
    ]
    yield from _section(_("D-day moved"), (*launch, _("D-day"), _("Reason"), _("By")), moved)
    if names_launch:
        return
    for report in reports:
        signed = [(escaped(one.department), one.label, escaped(one.note), _day(one.on)) for one in report.signed_off]
        heads = (_("Department"), _("Sign-off"), _("Note"), _("Day"))
        yield from _section(_("Department sign-offs"), heads, signed)
        dates = [
            (_item(move.line), f"{_day(move.before)} → {_day(move.after)}", escaped(move.reason))
            for move in report.line_moves
        ]
        yield from _section(_("Due dates moved"), (_("Item"), _("Due"), _("Reason")), dates)


def _late(late: Sequence[LateDepartment], day: date, *, names_launch: bool) -> Iterator[str]:
    heads = (_("Department"), _("Owner"), _("Item"), *([_("Launch")] if names_launch else []), _("Due"), _("Late"))
    rows = [
        (
            *(escaped(department.name), escaped(owner.name) or _("nobody"), _item(line)),
            *([escaped(line.launch)] if names_launch else []),
            *(_day(line.due_on), _how_late(line, day)),
        )
        for department in late
        for owner in department.owners
        for line in owner.lines
    ]
    yield from _section(_("Late"), heads, rows, if_none=_("Nothing is late."))


def _how_late(line: Line, day: date) -> str:
    blocked = f" · {_('Blocked')}: {escaped(line.blocked_reason)}" if line.blocked_reason else ""
    return due_label(line.due_on, day) + blocked


def _next(lines: Sequence[Line], *, names_launch: bool, title: str = "") -> Iterator[str]:
    heads = (_("Due"), _("Item"), *([_("Launch")] if names_launch else []), _("Department"), _("Owner"))
    rows = [
        (
            *(_day(line.due_on), _item(line)),
            *([escaped(line.launch)] if names_launch else []),
            *(escaped(line.department), escaped(line.owner) or _("nobody")),
        )
        for line in lines
    ]
    yield from _section(title or _("Due next week"), heads, rows, if_none=_("Nothing is due."))


def _records(groups: Sequence[RecordGroup]) -> Iterator[str]:
    heads = (_("Day"), _("What"), _("Details"))
    for group in groups:
        rows = [
            (escaped(line.label), _link(line.title, absolute(line.path)), escaped(line.detail)) for line in group.lines
        ]
        yield from _section(group.heading, heads, rows)


def _section(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, if_none: str = "") -> Iterator[str]:
    """A heading and a table; without rows a sentence, or nothing at all."""
    if not rows and not if_none:
        return
    yield f"## {title} ({len(rows)})" if rows else f"## {title}"
    yield _table(heads, rows) if rows else if_none


def _table(heads: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    titles = list(heads)
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _item(line: Line) -> str:
    must = "◆ " if line.is_blocker else ""
    return must + _link(line.title, item_url(line.project_id, line.item_id))


def _link(text: str, url: str) -> str:
    return f"[{escaped(text)}]({url})"


def _state(report: LaunchReport) -> str:
    reason = report.after.reason if not report.ended else ""
    return f"{report.state_words}, {reason}" if reason else report.state_words


def _opens(report: LaunchReport) -> str:
    d_day = days.d_day(report.launch_on, report.day)
    return f"{_('opens %(days)s') % {'days': d_day}} ({days.day_dotted(report.launch_on, language())})"


def _span(week: Week) -> str:
    return f"{days.day_dotted(week.first, language())} – {days.day_dotted(week.until, language())}"


def _day(value: date | None) -> str:
    return days.day(value, language()) if value else ""
