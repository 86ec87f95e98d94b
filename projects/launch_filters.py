"""Which launches a list shows and in which order, as its address says it.

An address keeps the whole choice, so it can be sent, reloaded and kept under a name (`SavedView.query`). What is
usual is left out of it, and what is unknown counts as not said: an old link shows more, never an error.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import F, Q

from accounts.asked import day, number
from accounts.hangul import words

from .finding import all_in
from .models import Decision
from .readiness import State

NEAR_DAYS = 14
WINDOWS = ("near", "month")
UNDECIDED = "none"
SORTS = ("dday", "-dday", "readiness", "-readiness", "late", "-late")
LONGEST_TEXT = 100
# How each part of the choice is called in an address.
NAMES = {
    "is_ended": "show",
    "launch_type": "type",
    "state": "state",
    "owes": "owes",
    "planner": "planner",
    "window": "within",
    "first": "from",
    "last": "to",
    "decision": "decision",
    "is_short": "notice",
    "text": "q",
    "sort": "sort",
}
JUDGED = ("state", "owes")  # of launches that run: nothing is late in one that ended
INTERNAL = ("owes", "planner", "decision", "is_short")  # columns that a partner's table does not have


@dataclass(frozen=True, slots=True)
class LaunchFilters:
    """`owes` is a department with late or blocked lines; `first` and `last` are D-days, both included."""

    is_ended: bool = False
    launch_type: int | None = None
    state: str = ""
    owes: int | None = None
    planner: int | None = None
    window: str = ""
    first: date | None = None
    last: date | None = None
    decision: str = ""
    is_short: bool = False
    text: str = ""
    sort: str = "dday"

    @classmethod
    def of(cls, asked: Mapping[str, str], *, for_partner: bool = False) -> LaunchFilters:
        is_ended = asked.get("show") == "ended"
        found = cls(
            is_ended=is_ended,
            launch_type=number(asked.get("type")),
            state=_one_of(State.values, asked.get("state", "")),
            owes=number(asked.get("owes")),
            planner=number(asked.get("planner")),
            window=_one_of(WINDOWS, asked.get("within", "")),
            first=day(asked.get("from")),
            last=day(asked.get("to")),
            decision=_one_of((UNDECIDED, *Decision.Verdict.values), asked.get("decision", "")),
            is_short=asked.get("notice") == "short",
            text=" ".join(asked.get("q", "").replace("\x00", "").split())[:LONGEST_TEXT],
            sort=_one_of(SORTS[:2] if is_ended else SORTS, asked.get("sort", "")) or usual_sort(is_ended),
        )
        dropped = (JUDGED if found.is_ended else ()) + (INTERNAL if for_partner else ())
        return found.without(*dropped)

    @classmethod
    def of_query(cls, query: str) -> LaunchFilters:
        """From the part of an address after "?"."""
        return cls.of(dict(parse_qsl(query.removeprefix("?"), max_num_fields=40)))

    def without(self, *names: str) -> LaunchFilters:
        """With these parts as they usually are."""
        usual = LaunchFilters(sort=usual_sort(self.is_ended))
        return replace(self, **{name: getattr(usual, name) for name in names})

    def but(self, **changed: Any) -> LaunchFilters:
        return replace(self, **changed)

    @classmethod
    def ended(cls) -> LaunchFilters:
        return cls(is_ended=True, sort=usual_sort(is_ended=True))

    @property
    def query(self) -> str:
        """For an address, without "?"; empty when everything is usual. The same choice always reads the same."""
        usual = LaunchFilters(sort=usual_sort(self.is_ended))
        said = {name: getattr(self, name) for name in NAMES if getattr(self, name) != getattr(usual, name)}
        words = {"is_ended": "ended", "is_short": "short"}
        return urlencode({NAMES[name]: words.get(name, value) for name, value in said.items()})

    @property
    def url(self) -> str:
        """The address within the page of launches; "?show=running" is the usual, whatever a person starts with."""
        return f"?{self.query or 'show=running'}"

    @property
    def chosen(self) -> LaunchFilters:
        """What is shown, in whatever order."""
        return self.without("sort")

    @property
    def is_usual(self) -> bool:
        """Whether nothing is left out but what ended, or what runs."""
        return self.chosen in (LaunchFilters(), LaunchFilters.ended())

    def conditions(self, today: date) -> Q:
        """What the database can tell; `state` and `owes` are judged from counts. Launches carry `verdict`."""
        found = Q()
        first, last = self.days(today)
        if first:
            found &= Q(launch_on__gte=first)
        if last:
            found &= Q(launch_on__lte=last)
        if self.launch_type:
            found &= Q(launch_type_id=self.launch_type)
        if self.planner:
            found &= Q(planner_id=self.planner)
        if self.decision:
            found &= Q(verdict__isnull=True) if self.decision == UNDECIDED else Q(verdict=self.decision)
        if self.is_short:
            found &= Q(notice_given__lt=F("notice_owed"))
        if self.text:
            found &= all_in(["name"], words(self.text))
        return found

    def days(self, today: date) -> tuple[date | None, date | None]:
        """The window of D-days, both included. Days given by hand win over the names of windows."""
        if self.first or self.last or not self.window:
            return self.first, self.last
        if self.window == "near":
            return today, today + timedelta(days=NEAR_DAYS)
        return today.replace(day=1), today.replace(day=calendar.monthrange(today.year, today.month)[1])


def usual_sort(is_ended: bool) -> str:
    """What comes next first; of what is over, the latest."""
    return "-dday" if is_ended else "dday"


def _one_of(choices: Any, text: str) -> str:
    return text if text in choices else ""
