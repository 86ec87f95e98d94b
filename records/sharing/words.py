"""Days, moments and addresses as they stand in a file: sortable, and the same in every language."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone


def day(value: date | None) -> str:
    return value.isoformat() if value else ""


def moment(value: datetime | None) -> str:
    """In the reader's time zone."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""


def address(name: str, *ids: int) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=ids)}"
