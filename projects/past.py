"""Reading a launch as of a day: its events up to the end of that day, folded by `projects.replay`."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ledger.models import Event

from .models import Project
from .replay import LaunchThen, replay


def launch_as_of(project: Project, day: date) -> LaunchThen | None:
    """The launch at the end of `day` in its own time zone; None before it started. One query.

    Raises replay.NotToldError for a launch whose start does not carry its lines.
    """
    end = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(project.time_zone))
    events = Event.objects.filter(stream=project.stream_id, at__lt=end).order_by("seq")
    return replay(events.iterator(chunk_size=500))
