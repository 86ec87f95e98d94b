"""When the periodic sweep last ran to its end. Both moments are the database's, whatever our own clock says."""

from __future__ import annotations

from django.db import connection
from django.db.models import F
from django.db.models.functions import Extract, Now

from ..models import Heartbeat

SWEEP = "sweep"


def beat(name: str = SWEEP) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notifications_heartbeat (name, at) VALUES (%s, clock_timestamp()) "
            "ON CONFLICT (name) DO UPDATE SET at = excluded.at",
            [name],
        )


def last_tick(name: str = SWEEP) -> float | None:
    """Seconds since the last sweep ended; None when there has been none."""
    age = Heartbeat.objects.filter(name=name).annotate(age=Extract(Now() - F("at"), "epoch"))
    return age.values_list("age", flat=True).first()
