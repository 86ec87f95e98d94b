"""What time it is. All workers share the database, so its clock is the one that decides (reliability.md 1.2, F10)."""

from __future__ import annotations

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """This moment by the database, aware; what a worker's own clock says is not asked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
