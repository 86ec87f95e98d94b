"""Dates → an iCalendar file that Google, Outlook, Apple and 네이버 캘린더 subscribe to. Pure: entries in, bytes out.

RFC 5545 and 7986. Everything is an all-day event, so no time zone can shift it; DTEND is the day after, exclusive. The
UID is the thing's and never changes, so a moved date moves the event instead of adding one. The same entries give the
same bytes: DTSTAMP says when a thing last changed, not when the file was written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

PRODUCT = "-//Launch Ready//Calendar//KO"
REFRESH = timedelta(hours=1)
REFRESH_WORD = "PT1H"
ZONE = "Asia/Seoul"


@dataclass(frozen=True, slots=True)
class Entry:
    """`key` is "item:12", the thing; `sequence` grows with every change of it; `url` is absolute."""

    key: str
    on: date
    summary: str
    url: str
    changed_at: datetime
    sequence: int = 0
    description: str = ""
    category: str = ""


def write_calendar(name: str, entries: Iterable[Entry], *, host: str) -> bytes:
    """`host` makes the UIDs ours alone: "item-12@ready.example.com"."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", ZONE)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH_WORD)
    for entry in sorted(entries, key=lambda entry: (entry.on, entry.key)):
        calendar.add_component(_event(entry, host))
    written: bytes = calendar.to_ical()
    return written


def _event(entry: Entry, host: str) -> Event:
    changed_at = entry.changed_at.astimezone(UTC).replace(microsecond=0)
    event = Event()
    event.add("uid", f"{entry.key.replace(':', '-')}@{host}")
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + timedelta(days=1))
    event.add("summary", entry.summary)
    if entry.description:
        event.add("description", entry.description)
    if entry.category:
        event.add("categories", [entry.category])
    event.add("url", entry.url)
    event.add("transp", "TRANSPARENT")  # a deadline keeps nobody's day busy
    return event
