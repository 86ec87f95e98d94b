"""When reports go out: schedules that planners and administrators keep, and what the sweep raises from them.

A report is owed on its weekday, and the hashes of all histories are owed every day, from the hour on, local to the
schedule. When nothing ran in that hour it is made up until the end of the same day, and not after: a report of Monday
that comes on Wednesday would speak of the wrong week. A report sent before noon ends with the day before, from noon on
with the day itself; one sent by hand ends today.

Nobody stands in for somebody who is away: a report asks for nothing. Errors: ReportSchedule.DoesNotExist and
Project.DoesNotExist (not visible to `by`), Forbidden, Stale, Invalid.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Action, Reach, require
from accounts.errors import Invalid
from accounts.models import Department, User, UserQuerySet, time_zones
from ledger.models import Stream
from ledger.services import Entry, append, company_stream
from projects.access import visible_projects
from projects.models import Project
from projects.services.locking import check_version

from ..ladder import Urgency
from ..models import Carries, Destination, Notification, ReportSchedule
from ..models.destinations import DestinationQuerySet
from ..visibility import roles_reaching

NOON = 12
Kind = ReportSchedule.Kind


def schedules_of(user: User) -> QuerySet[ReportSchedule]:
    """The schedules this person may know of: those of all launches, and of launches that they see."""
    seen = Q(project__isnull=True) | Q(project__in=visible_projects(user))
    found = ReportSchedule.objects.filter(seen).select_related("project", "created_by")
    return found.prefetch_related("people", "destinations")


def possible_people(project: Project | None, kind: str = Kind.WEEKLY) -> UserQuerySet:
    """The active people who may be sent the report; of a launch those who see it (as `projects.access.sees` says).

    Hashes go to who reads histories.
    """
    people = User.objects.active().select_related("department")
    if kind == Kind.HEADS:
        return people.filter(role__in=roles_reaching(Reach.ALL, Action.SEE_HISTORY))
    if project is None:
        return people
    if project.is_confidential:
        return people.filter(pk__in=project.named.all(), role__in=roles_reaching(Reach.NAMED, Action.SEE_CONFIDENTIAL))
    opened = Q(role__in=roles_reaching(Reach.CENTRE, Action.SEE_LAUNCH), department__in=project.opened_to.all())
    return people.filter(Q(role__in=roles_reaching(Reach.ALL, Action.SEE_LAUNCH)) | opened)


def possible_destinations(project: Project | None, kind: str = Kind.WEEKLY) -> DestinationQuerySet:
    """The shared channels that take reports: of departments that may know of the launch, and its own.

    None for a confidential launch, nor for hashes: who reads a channel is not known.
    """
    found = Destination.objects.active().shared().filter(carries__contains=[Carries.REPORTS])
    found = found.select_related("department", "project")
    if kind == Kind.HEADS:
        return found.none()
    if project is None:
        return found.filter(department__isnull=False)
    if project.is_confidential:
        return found.none()
    inside = Q(department__kind=Department.Kind.INTERNAL)
    return found.filter(inside | Q(department__in=project.opened_to.all()) | Q(project=project))


@transaction.atomic
def save_report_schedule(
    schedule_id: int | None,
    *,
    by: User,
    hour: int,
    people_ids: Sequence[int],
    destination_ids: Sequence[int] = (),
    weekday: int = 0,
    kind: str = Kind.WEEKLY,
    project_id: int | None = None,
    time_zone: str = "Asia/Seoul",
    is_active: bool = True,
    version: int | None = None,
) -> ReportSchedule:
    """Make a schedule, or with an id write all of it anew but its launch and kind. The same again changes nothing."""
    require(by, Action.MANAGE_REPORTS)
    if schedule_id is None:
        project = visible_projects(by).get(pk=project_id) if project_id else None
        schedule = ReportSchedule(project=project, kind=_kind(kind, project), created_by=by, version=0)
    else:
        schedule = _locked(schedule_id, by)
        check_version(schedule, version, _values(schedule) | {"version": schedule.version})
    _check_times(weekday, hour, time_zone)
    people = _chosen(possible_people(schedule.project, schedule.kind), people_ids, "people_ids")
    channels = _chosen(possible_destinations(schedule.project, schedule.kind), destination_ids, "destination_ids")
    if not people and not channels:
        message = _("Choose at least one person or channel.")
        raise Invalid("nobody", message, field="people_ids")
    before = _values(schedule) if schedule.pk else {}
    schedule.weekday, schedule.hour = weekday, hour
    schedule.time_zone, schedule.is_active = time_zone, is_active
    after = _values(schedule, people, channels)
    if before == after:
        return schedule
    schedule.version += 1
    schedule.save()
    schedule.people.set(people)
    schedule.destinations.set(channels)
    _record("report_schedule_saved", schedule, by, before=before, after=after)
    return schedule


@transaction.atomic
def delete_report_schedule(schedule_id: int, *, by: User) -> None:
    """Nothing of it is sent any more. What was sent stays on record."""
    require(by, Action.MANAGE_REPORTS)
    schedule = _locked(schedule_id, by)
    _record("report_schedule_deleted", schedule, by, before=_values(schedule))
    schedule.delete()


@transaction.atomic
def send_report_now(schedule_id: int, *, by: User, now: datetime | None = None) -> int:
    """Owe the report of the seven days until today to everybody on the schedule, stopped or not; returns to how many.

    Pressed twice within a minute it is sent once.
    """
    require(by, Action.MANAGE_REPORTS)
    schedule = _locked(schedule_id, by)
    moment = now or timezone.now()
    local = moment.astimezone(ZoneInfo(schedule.time_zone))
    told = _raise(schedule, f"{local:%Y-%m-%dT%H:%M}", local.date(), moment)
    if told:
        _record("report_sent", schedule, by, after={"week_until": local.date().isoformat(), "told": told})
    return told


def raise_reports(now: datetime) -> int:
    """Insert the reports that are owed at `now` and were not raised yet; returns how many. Part of the sweep."""
    told = 0
    for schedule in ReportSchedule.objects.filter(is_active=True).select_related("project").order_by("pk"):
        local = now.astimezone(ZoneInfo(schedule.time_zone))
        is_day = schedule.kind == Kind.HEADS or local.weekday() == schedule.weekday
        if is_day and local.hour >= schedule.hour and _is_running(schedule):
            told += _raise(schedule, local.date().isoformat(), _until(schedule, local), now)
    return told


def _until(schedule: ReportSchedule, local: datetime) -> date:
    return local.date() if schedule.kind == Kind.HEADS else week_ends_on(local)


def week_ends_on(local: datetime) -> date:
    """The last day of the week that a report sent at this local moment is about."""
    return local.date() if local.hour >= NOON else local.date() - timedelta(days=1)


def _is_running(schedule: ReportSchedule) -> bool:
    return schedule.project is None or schedule.project.is_running


def _raise(schedule: ReportSchedule, occasion: str, until: date, now: datetime) -> int:
    """One notification for each person and channel that has none of this occasion yet."""
    people = possible_people(schedule.project, schedule.kind).filter(pk__in=schedule.people.all())
    channels = possible_destinations(schedule.project, schedule.kind).filter(pk__in=schedule.destinations.all())
    rows = [
        *(_row(schedule, f"{occasion}:{person.pk}", until, now, recipient=person) for person in people),
        *(_row(schedule, f"{occasion}:to{channel.pk}", until, now, destination=channel) for channel in channels),
    ]
    keys = {row.dedupe_key for row in rows}
    known = set(Notification.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True))
    new = [row for row in rows if row.dedupe_key not in known]
    Notification.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _row(schedule: ReportSchedule, key: str, until: date, now: datetime, **to: User | Destination) -> Notification:
    return Notification(
        kind=Notification.Kind.REPORT,
        urgency=Urgency.AT_ONCE,
        topic=schedule.kind,
        project=schedule.project,
        dedupe_key=f"report:{schedule.pk}:{key}",
        data={"schedule": schedule.pk, "until": until.isoformat()},
        created_at=now,
        **to,
    )


def _locked(schedule_id: int, by: User) -> ReportSchedule:
    found = schedules_of(by).select_for_update(of=("self",))
    return found.get(pk=schedule_id)


def _kind(kind: str, project: Project | None) -> str:
    if kind not in Kind.values:
        raise Invalid("kind", _("Choose what is sent."), field="kind")
    if kind == Kind.HEADS and project is not None:
        raise Invalid("hashes_of_all", _("Hashes are sent of all histories together."), field="project_id")
    return kind


def _check_times(weekday: int, hour: int, zone: str) -> None:
    if not 0 <= weekday <= 6:
        raise Invalid("weekday", _("Choose a day of the week."), field="weekday")
    if not 0 <= hour <= 23:
        raise Invalid("hour", _("Choose an hour from 0 to 23."), field="hour")
    if zone not in time_zones():
        raise Invalid("time_zone", _("There is no time zone of this name."), field="time_zone")


def _chosen(possible: QuerySet[Any], ids: Sequence[int], field: str) -> list[Any]:
    found = list(possible.filter(pk__in=ids))
    if len(found) != len(set(ids)):
        message = _("Choose people and channels that may see this report.")
        raise Invalid("unknown_recipient", message, field=field)
    return found


def _values(
    schedule: ReportSchedule,
    people: Iterable[User] | None = None,
    channels: Iterable[Destination] | None = None,
) -> dict[str, Any]:
    """A schedule as the ledger keeps it; without arguments with the recipients it has."""
    people = schedule.people.all() if people is None else people
    channels = schedule.destinations.all() if channels is None else channels
    return {
        "kind": schedule.kind,
        "project": schedule.project_id,
        "weekday": schedule.weekday,
        "hour": schedule.hour,
        "time_zone": schedule.time_zone,
        "people": sorted(person.pk for person in people),
        "destinations": sorted(channel.pk for channel in channels),
        "is_active": schedule.is_active,
    }


def _record(verb: str, schedule: ReportSchedule, by: User, **more: Any) -> None:
    stream: int | Stream = schedule.project.stream_id if schedule.project else company_stream().pk
    name = schedule.project.name if schedule.project else ""
    append(stream, [Entry(verb, f"report_schedule:{schedule.pk}", name, **more)], by=by)
