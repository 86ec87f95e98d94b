"""Readiness alerts to contact-centre leads: on set days before D-day, and when a launch within 14 days turns red.

An alert keeps what it said: the counts, what is missing, which department owes it and since when, as of its moment.
A partner's lead is shown their centre's own lines and of others only what was written for the brief.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q

from accounts.models import LEAD_ROLES, User
from projects.models import Item, Project, Status
from projects.readiness import State, Tally, judge
from projects.summaries import tallies

from ..ladder import ALERT_DAYS, Urgency, owed_alert
from ..models import Notification, ReadinessWatch
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
    states = {pk: judge(tally).state for pk, tally in counted.items()}
    seen = dict(ReadinessWatch.objects.filter(project__in=states).values_list("project_id", "state"))
    changed = [pk for pk, state in states.items() if seen.get(pk) != state]
    ReadinessWatch.objects.bulk_create(
        [ReadinessWatch(project_id=pk, state=states[pk], since=now) for pk in changed],
        update_conflicts=True,
        unique_fields=["project"],
        update_fields=["state", "since"],
    )
    return {pk for pk in changed if states[pk] == State.AT_RISK}


def _rows(
    owed: Mapping[int, str], near: Mapping[int, tuple[Project, date]], counted: Mapping[int, Tally], now: datetime
) -> list[dict[str, Any]]:
    missing = _missing(owed, near)
    leads = list(
        User.objects.active()
        .filter(role__in=LEAD_ROLES, department__is_contact_centre=True)
        .select_related("department")
    )
    return [
        {
            "recipient_id": lead.pk,
            "kind": Notification.Kind.ALERT.value,
            "urgency": Urgency.AT_ONCE.value,
            "topic": topic,
            "project_id": pk,
            "item_id": None,
            "event_id": None,
            "due_on": near[pk][0].launch_on.isoformat(),
            "dedupe_key": _key(near[pk][0], topic, now, lead),
            "data": {
                "today": near[pk][1].isoformat(),
                "tally": asdict(counted[pk]),
                "missing": [line for item in missing[pk] if (line := _line(item, lead))][:MOST_LINES],
            },
        }
        for pk, topic in owed.items()
        for lead in leads
    ]


def _key(project: Project, topic: str, now: datetime, lead: User) -> str:
    """A day's alert is owed once per D-day, a red one once per episode."""
    occasion = f"{topic}@{now.isoformat()}" if topic == "red" else topic
    return f"alert:{project.pk}:{occasion}:{project.launch_on}:{lead.pk}"


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


def _line(item: Item, reader: User) -> dict[str, Any] | None:
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
