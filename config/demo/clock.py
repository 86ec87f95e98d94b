"""Telling a story that lies in the past: for as long as it is told, `timezone.now()` answers the moment told.

The demo does everything through the services, and these write down when a thing happened by asking Django what
time it is. Django's `timezone.now` looks up `datetime` in its own module; that name is replaced here and put back
afterwards, so defaults of model fields, which hold on to the function, follow too. Only for a process that does nothing
else meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo

from django.utils import timezone


class Clock:
    """What time it is in the story; stands still until set."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment


@contextmanager
def story_time(start: datetime) -> Iterator[Clock]:
    """The clock of everything inside; `start` knows its time zone."""
    clock = Clock(start)

    class StoryDatetime(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return clock.moment.astimezone(tz)

    real = timezone.datetime  # type: ignore[attr-defined]
    timezone.datetime = StoryDatetime  # type: ignore[attr-defined]
    try:
        yield clock
    finally:
        timezone.datetime = real  # type: ignore[attr-defined]
