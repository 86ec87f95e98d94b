"""Is the process alive; is the service ready. No details for strangers."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse

from notifications.services import last_tick

LATE_AFTER_SECONDS = 60


def alive(_request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def ready(_request: HttpRequest) -> JsonResponse:
    """503 when the database does not answer or the sweep has not run for a minute (reliability.md 1.2)."""
    try:
        seconds = last_tick()
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    if seconds is None or seconds > LATE_AFTER_SECONDS:
        return JsonResponse({"status": "no sweep"}, status=503)
    return JsonResponse({"status": "ok"})
