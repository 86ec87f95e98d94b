"""Readiness alerts to contact-centre leads: on set days before D-day, and when a launch within 14 days turns red.

An alert keeps what it said: the counts, what is missing, which department owes it and since when, as of its moment.
A partner's lead is shown their centre's own lines and of others only what was written for the brief. A reader gets at
most one alert per launch and day, unless it turns red, and each says what changed since their last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q

from accounts.models import LEAD_ROLES, User
from projects.models import Item, Project, Status
from projects.readiness import State, Tally, judge, tally
from projects.summaries import tallies

from ..changes import since_last
from ..ladder import ALERT_DAYS, Urgency, owed_alert
from ..models import Carries, Destination, Notification, ReadinessWatch
from .events import insert_rows

MOST_LINES = 30
UNFILLED = "〈"  # begins a place in a brief line that the launch fills in


def raise_alerts(now: datetime) -> int:
    """Insert the alerts owed at `now` that were not raised yet; returns how many."""
    near = _near_launches(now)
    if not near:
        return 0
    counted = tallies(Project.objects.filter(pk__in=near), now)
    turned_red = _watch(counted, now)
    told = set(
        Notification.objects.filter(kind=Notification.Kind.ALERT, project__in=near)
        .order_by().values_list("project_id", "topic", "due_on").distinct()
    )  # fmt: skip
    owed = {}
    for project, today in near.values():
        day = owed_alert((project.launch_on - today).days)
        if day is not None and (project.pk, f"D-{day}", project.launch_on) not in told:
            owed[project.pk] = f"D-{day}"
        elif project.pk in turned_red:
            owed[project.pk] = "red"
    if not owed:
        return 0
    return insert_rows(_rows(owed, near, counted, now), now)


def _near_launches(now: datetime) -> dict[int, tuple[Project, date]]:
    """Running launches whose D-day is within the reach of an alert, each with its local today."""
    near = Project.objects.running().with_today(now).filter(
        launch_on__gte=F("today"), launch_on__lte=F("today") + timedelta(days=max(ALERT_DAYS))
    )  # fmt: skip
    return {project.pk: (project, project.today_at(now)) for project in near}


def _watch(counted: Mapping[int, Tally], now: datetime) -> set[int]:
    """Note the state each launch is in; returns those that are red now and were not when last seen."""
    states = {pk: judge(counts).state for pk, counts in counted.items()}
    seen = dict(ReadinessWatch.objects.filter(project__in=states).values_list("project_id", "state"))
    changed = [pk for pk, state in states.items() if seen.get(pk) != state]
    ReadinessWatch.objects.bulk_create(
        [ReadinessWatch(project_id=pk, state=states[pk], since=now) for pk in changed],
        update_conflicts=True,
        unique_fields=["project"],
        update_fields=["state", "since"],
    )
    return {pk for pk in changed if states[pk] == State.AT_RISK}


@dataclass(frozen=True, slots=True)
class Reader:
    """A lead of a contact centre, or a shared channel; one of the two ids is None."""

    recipient_id: int | None
    destination_id: int | None
    department_id: int | None
    is_partner: bool
    only_project: int | None = None

    @property
    def address(self) -> dict[str, int | None]:
        if self.destination_id is None:
            return {"recipient_id": self.recipient_id}
        return {"destination_id": self.destination_id}


def _readers(project_ids: Collection[int]) -> list[Reader]:
    """The leads of contact centres, their shared channels, and those of the launches themselves."""
    leads = User.objects.active().filter(role__in=LEAD_ROLES, department__is_contact_centre=True)
    channels = (
        Destination.objects.active()
        .filter(Q(department__is_contact_centre=True) | Q(project__in=project_ids), carries__contains=[Carries.ALERTS])
        .select_related("department")
    )
    return [Reader(lead.pk, None, lead.department_id, lead.is_partner) for lead in leads] + [
        Reader(
            None,
            channel.pk,
            channel.department_id,
            channel.department is not None and channel.department.is_partner,
            channel.project_id,
        )
        for channel in channels
    ]


def _rows(
    owed: Mapping[int, str], near: Mapping[int, tuple[Project, date]], counted: Mapping[int, Tally], now: datetime
) -> list[dict[str, Any]]:
    missing, last = _missing(owed, near), _last_alerts(owed)
    rows = []
    for reader in _readers(owed):
        for pk, topic in owed.items():
            project, today = near[pk]
            before = last.get((pk, reader.recipient_id, reader.destination_id))
            is_told_today = before is not None and project.today_at(before["at"]) == today
            if reader.only_project not in (None, pk) or (is_told_today and topic != "red"):
                continue
            data = _data(reader, missing[pk], counted[pk], today, now)
            data["since"] = since_last(before and before["data"], data)
            rows.append(_row(project, topic, reader, data, now))
    return rows


def _row(project: Project, topic: str, reader: Reader, data: dict[str, Any], now: datetime) -> dict[str, Any]:
    return reader.address | {
        "kind": Notification.Kind.ALERT.value,
        "urgency": Urgency.AT_ONCE.value,
        "topic": topic,
        "project_id": project.pk,
        "item_id": None,
        "event_id": None,
        "due_on": project.launch_on.isoformat(),
        "dedupe_key": _key(project, topic, now),
        "data": data,
    }


def _data(reader: Reader, missing: Collection[Item], counts: Tally, today: date, now: datetime) -> dict[str, Any]:
    """`own` counts what is missing of the centre's own lines."""
    lines = [line for item in missing if (line := _line(item, reader))]
    own = [item for item in missing if item.department_id == reader.department_id]
    return {
        "today": today.isoformat(),
        "told_at": now.isoformat(),
        "tally": asdict(counts),
        "own": asdict(tally(own, today)),
        "missing": lines[:MOST_LINES],
        "is_partner": reader.is_partner,
        "missing_ids": [line["id"] for line in lines],
    }


def _last_alerts(project_ids: Collection[int]) -> dict[tuple[int | None, int | None, int | None], dict[str, Any]]:
    """The latest alert of each reader about each launch: when, and what it said. A substitute's counts as theirs."""
    alerts = Notification.objects.filter(kind=Notification.Kind.ALERT, project__in=project_ids).order_by("pk")
    return {
        (found.project_id, found.instead_of_id or found.recipient_id, found.destination_id): {
            "at": found.created_at,
            "data": found.data,
        }
        for found in alerts
    }


def _key(project: Project, topic: str, now: datetime) -> str:
    """A day's alert is owed once per D-day, a red one once per episode."""
    occasion = f"{topic}@{now.isoformat()}" if topic == "red" else topic
    return f"alert:{project.pk}:{occasion}:{project.launch_on}"


def _missing(project_ids: Collection[int], near: Mapping[int, tuple[Project, date]]) -> dict[int, list[Item]]:
    """Open must-haves, and whatever else is blocked or late; must-haves and the longest late first."""
    found: dict[int, list[Item]] = defaultdict(list)
    lines = (
        Item.objects.open()
        .filter(project__in=project_ids)
        .filter(Q(is_blocker=True) | Q(status=Status.BLOCKED) | Q(due_on__lt=max(near[pk][1] for pk in project_ids)))
        .select_related("department", "owner", "section")
        .order_by("-is_blocker", "due_on", "pk")
    )
    for item in lines:
        if item.is_blocker or item.status == Status.BLOCKED or item.is_late_on(near[item.project_id][1]):
            found[item.project_id].append(item)
    return found


def _line(item: Item, reader: Reader) -> dict[str, Any] | None:
    """What a reader is shown of a missing line; None for a partner when it is neither theirs nor in the brief."""
    title, title_en = item.title, item.title_en
    if reader.is_partner and item.department_id != reader.department_id:
        title, title_en = item.brief_line, item.brief_line_en
        if UNFILLED in title:  # a sentence for agents that nobody has finished says less than where it belongs
            title, title_en = item.section.title, item.section.title_en
    if not title:
        return None
    return {
        "id": item.pk,
        "title": title,
        "title_en": title_en,
        "department": item.department.name,
        "department_en": item.department.name_en,
        "owner": item.owner.name if item.owner else "",
        "due_on": item.due_on.isoformat(),
        "is_blocked": item.status == Status.BLOCKED,
        "is_blocker": item.is_blocker,
    }
