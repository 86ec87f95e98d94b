"""Loading the demo: all of it or nothing, once."""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction
from django.utils import timezone, translation

from accounts.models import User
from accounts.workdays import calendars
from checklists.library import load_all

from .chapters import tell
from .clock import story_time
from .company import found_company, is_here
from .story import SEOUL, Story

OPEN_DAYS_OF_HISTORY = 140  # the oldest wheel was turned at the end of the quarter before the last one


class NotEmpty(Exception):
    """Somebody's own data is there; the message says so."""


@transaction.atomic
def load_demo() -> bool:
    """Tell the demo's story in an empty database, relative to today in Seoul. False when it is there already."""
    if is_here():
        return False
    if User.objects.exists():
        raise NotEmpty("There are people in this database already; the demo goes into an empty one.")
    today = timezone.localdate(timezone=SEOUL)
    founded = datetime.combine(calendars()[None].shift(today, -OPEN_DAYS_OF_HISTORY), time(10), SEOUL)
    with translation.override("ko"), story_time(founded) as clock:
        company = found_company()
        load_all(by=company["seoyeon"])
        story = Story(company, clock, today)
        tell(story)
        story.play()
    return True
