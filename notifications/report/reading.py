"""The weekly report of one launch or of all that a person sees: readiness and its change, what was done, decided and
moved, what is owed next, and who is late.

The week is the seven local days of each launch that end with `until`, that day included. Whatever the reader may not
see is in no list and in no count of lists; a partner learns how far a launch is, and no count of others' lines.
Nothing is stored and nothing is written: how a launch stood a week ago is worked out in `lines`. Only the lines that
this or the lists are about are read; all others are counted by the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.translation import gettext as _

from accounts.asked import day
from accounts.calendars import FIRST_DAY
from accounts.errors import Invalid
from accounts.models import Department, User
from checklists.models import in_reader_language
from ledger.models import Event
from projects.access import visible_items, visible_projects
from projects.models import Item, Project
from projects.models.item import IS_OPEN
from projects.readiness import State, Tally
from projects.summaries import tallies_on

from .launch import LateDepartment, LaunchReport, Rest, by_date, late_by_department
from .lines import DAYS, Line, Week, owners_before, touched
from .story import report_of

# The events that change a line, a date or a decision. The rest of a launch's history is no news of a week.
VERBS = (
    *("launch_moved", "item_added", "item_started", "item_done", "item_handed_in", "item_approved", "item_sent_back"),
    *("item_blocked", "item_unblocked", "item_waived", "item_reopened", "item_assigned"),
    *("due_set", "due_cleared", "due_moved", "signed_off", "decided"),
    *("template_synced", "answers_changed", "item_returned"),
)
EVENT_FIELDS = ("stream_id", "at", "actor_name", "verb", "target", "before", "after", "reason")
LINE_FIELDS = (
    *("pk", "project_id", "title", "title_en", "department_id", "owner_id", "status", "due_on", "is_blocker"),
    *("blocked_reason", "is_seen"),
)


@dataclass(frozen=True, slots=True)
class PortfolioReport:
    """`launches` in the order of their D-day: those that ran in the week, the ones that ended in it among them."""

    week: Week
    launches: Sequence[LaunchReport]

    @property
    def running(self) -> list[LaunchReport]:
        return [launch for launch in self.launches if not launch.ended]

    @property
    def late(self) -> list[LateDepartment]:
        """Who is late over all launches."""
        return late_by_department(line for launch in self.running for line in launch.late_lines)

    @property
    def late_count(self) -> int:
        return sum(len(launch.late_lines) for launch in self.running)

    @property
    def done_count(self) -> int:
        return sum(len(launch.done) for launch in self.launches)

    @property
    def next_count(self) -> int:
        return sum(len(launch.next) for launch in self.running)

    @property
    def next_blockers(self) -> list[Line]:
        """The must-haves owed next, over all launches."""
        lines = (line for launch in self.running for line in launch.next if line.is_blocker)
        return sorted(lines, key=by_date)

    @property
    def at_risk(self) -> int:
        return sum(launch.after.state == State.AT_RISK for launch in self.running)

    @property
    def changed(self) -> list[LaunchReport]:
        """Those of which anything was decided, or whose D-day moved."""
        return [launch for launch in self.launches if launch.decided or launch.launch_moves]


def check_until(text: str, today: date) -> date:
    """The last day of the week asked for; without one, `today`. Invalid (400) for what is no past or present day."""
    if not text:
        return today
    if (until := day(text)) is None:
        message = _("Give the last day of the week as YYYY-MM-DD, for example 2026-03-02.")
        raise Invalid("date_format", message, field="until")
    if not FIRST_DAY + timedelta(days=2 * DAYS) <= until <= today:
        message = _("A report ends on %(today)s or before.") % {"today": today.isoformat()}
        raise Invalid("date_range", message, field="until")
    return until


def launch_report(project: Project, reader: User, until: date, now: datetime) -> LaunchReport:
    """The report of a launch that `reader` sees. Six queries."""
    return _reports([project], reader, Week(until), now)[0]


def portfolio_report(reader: User, until: date, now: datetime) -> PortfolioReport:
    """The report of every launch that `reader` sees. Seven queries, however many launches and lines there are."""
    week = Week(until)
    # A day of room on both sides for other time zones; each launch is then asked in its own.
    start, end = week.bounds(reader.time_zone)
    first, last = start - timedelta(days=1), end + timedelta(days=1)
    running = Q(finished_at__isnull=True, cancelled_at__isnull=True)
    recent = running | Q(finished_at__gte=first) | Q(cancelled_at__gte=first)
    seen = visible_projects(reader).filter(recent, created_at__lt=last).order_by("launch_on", "pk")
    return PortfolioReport(week, _reports([project for project in seen if _ran_in(project, week)], reader, week, now))


def _ran_in(project: Project, week: Week) -> bool:
    start, end = week.bounds(project.time_zone)
    ended_at = project.finished_at or project.cancelled_at
    return project.created_at < end and (ended_at is None or ended_at >= start)


def _reports(projects: Sequence[Project], reader: User, week: Week, now: datetime) -> list[LaunchReport]:
    since = min((week.bounds(project.time_zone)[0] for project in projects), default=now)
    streams = [project.stream_id for project in projects]
    found = Event.objects.filter(stream__in=streams, verb__in=VERBS, at__gte=since).order_by("stream", "seq")
    events: dict[int, list[Event]] = defaultdict(list)
    for event in found.only(*EVENT_FIELDS):
        events[event.stream_id].append(event)
    departments = {department.pk: department.local_name for department in Department.objects.all()}
    names = {project.pk: project.name for project in projects}
    rows = _rows(names, touched(event for some in events.values() for event in some), week, reader)
    days = {project.time_zone: min(week.until, project.today_at(now)) for project in projects}
    rest = _rest(names, [row["pk"] for row in rows], days, week)
    wanted = {row["owner_id"] for row in rows if row["owner_id"]}
    wanted |= owners_before(event for some in events.values() for event in some)
    people = dict(User.objects.filter(pk__in=wanted).values_list("pk", "name"))
    lines: dict[int, list[Line]] = defaultdict(list)
    for row in rows:
        lines[row["project_id"]].append(_line(row, names, departments, people))
    return [
        report_of(
            project,
            lines[project.pk],
            events[project.stream_id],
            reader=reader,
            week=week,
            day=days[project.time_zone],
            people=people,
            departments=departments,
            rest=rest[project.pk],
        )
        for project in projects
    ]


def _rows(launches: Iterable[int], changed: Collection[int], week: Week, reader: User) -> list[dict[str, Any]]:
    """The lines that the week changed, are late or are owed next, with whether the reader may see them."""
    seen = visible_items(reader).order_by().values("pk")
    told = Q(pk__in=changed) | IS_OPEN & Q(due_on__lte=week.next_until)
    is_seen = ExpressionWrapper(Q(pk__in=seen), output_field=BooleanField())
    lines = Item.objects.filter(told, project__in=launches).order_by("project_id", "order", "pk")
    return list(lines.annotate(is_seen=is_seen).values(*LINE_FIELDS))


def _rest(launches: Collection[int], read: Collection[int], days: Mapping[str, date], week: Week) -> dict[int, Rest]:
    """What all other lines come to, for readiness counts them too. Told from those read by their ids, so that a line
    changed in the meantime is not counted twice. Two queries."""
    others = Item.objects.filter(project__in=launches).exclude(pk__in=read)
    after, before = tallies_on(others, days), tallies_on(others, dict.fromkeys(days, week.before))
    return {launch: Rest(before.get(launch, Tally()), after.get(launch, Tally())) for launch in launches}


def _line(
    row: Mapping[str, Any], names: Mapping[int, str], departments: Mapping[int, str], people: Mapping[int, str]
) -> Line:
    return Line(
        item_id=row["pk"],
        project_id=row["project_id"],
        launch=names[row["project_id"]],
        title=in_reader_language(row["title"], row["title_en"]),
        department_id=row["department_id"],
        department=departments[row["department_id"]],
        owner_id=row["owner_id"],
        owner=people.get(row["owner_id"], ""),
        status=row["status"],
        due_on=row["due_on"],
        is_blocker=row["is_blocker"],
        blocked_reason=row["blocked_reason"],
        is_seen=row["is_seen"],
    )
