"""Where on earth people can be told something right now: no quiet hours, and the same hour for a whole test."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils import timezone


def zone_in_the_middle_of_a_working_day() -> tuple[str, int]:
    """A time zone where it is about noon, at least daytime, and the hour there, which does not end soon."""
    now = timezone.now()
    offset = 12 - now.hour
    if now.minute >= 55:  # a half-hour zone keeps away from the turn of the hour
        return next(
            (name, local.hour)
            for name in ("Australia/Darwin", "Asia/Kolkata", "Asia/Tehran", "America/St_Johns", "Pacific/Marquesas")
            if 9 <= (local := now.astimezone(ZoneInfo(name))).hour <= 19
        )
    zone = f"Etc/GMT{-offset:+d}"  # POSIX signs
    return zone, now.astimezone(ZoneInfo(zone)).hour
