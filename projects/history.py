"""Which events of a launch's history are asked for: one reading of the question for the page and the API.

A day is a day of the launch's time zone. A department is asked for by the lines it owns, what it signed, and what its
people did, whosever line it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from accounts.asked import day, number
from accounts.models import User
from ledger.models import Event
from ledger.wording import VERBS

from .models import Project

LONGEST_TEXT = 100
# What people wrote, besides the name of the thing and the reason.
WRITTEN = ("body", "note", "fallback", "text", "name")


def events_about(item_id: int) -> Q:
    """The events of a launch that are about this line, or name it among several whose checklist changed."""
    named = Q(verb__in=("template_synced", "answers_changed"), after__lines__contains=[{"item": item_id}])
    return Q(target=f"item:{item_id}") | named


@dataclass(frozen=True, slots=True)
class Asked:
    """`since` and `until` are days, both included; `after` is the number of an event. Empty asks for everything."""

    item: int | None = None
    person: int | None = None
    department: int | None = None
    verb: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""
    after: int | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Asked:
        """What an address says; what it says wrongly counts as not asked for."""
        numbers = {name: number(query.get(name)) for name in ("item", "person", "department", "after")}
        verb = query.get("verb", "")
        return cls(
            **numbers,
            verb=verb if verb in VERBS else "",
            since=day(query.get("since")),
            until=day(query.get("until")),
            text=query.get("text", "").strip()[:LONGEST_TEXT],
        )

    def __bool__(self) -> bool:
        return any(self._said().values())

    @property
    def query(self) -> str:
        """The address's query that asks the same; "" for everything."""
        return urlencode({name: value for name, value in self._said().items() if value})

    def matching(self, events: QuerySet[Event], project: Project) -> QuerySet[Event]:
        """Those of `events`, which are the launch's, that are asked for. The order stays."""
        conditions = [
            events_about(self.item) if self.item else Q(),
            Q(actor_id=self.person) if self.person else Q(),
            _of_department(self.department, project) if self.department else Q(),
            Q(verb=self.verb) if self.verb else Q(),
            Q(at__gte=_midnight(self.since, project)) if self.since else Q(),
            Q(at__lt=_midnight(self.until + timedelta(days=1), project)) if self.until else Q(),
            _with_text(self.text) if self.text else Q(),
            Q(seq__gt=self.after) if self.after else Q(),
        ]
        return events.filter(*filter(None, conditions))

    def _said(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self)}


def _of_department(department: int, project: Project) -> Q:
    its_lines = project.items.filter(department=department).annotate(
        target=Concat(Value("item:"), Cast("pk", CharField()))
    )
    its_people = User.objects.filter(department=department).values("pk")
    return Q(target__in=its_lines.values("target")) | Q(actor_id__in=its_people) | Q(after__department=department)


def _with_text(text: str) -> Q:
    names = ("target_name", "reason", "actor_name", "said_by", *(f"after__{name}" for name in WRITTEN))
    return Q.create([(f"{name}__icontains", text) for name in names], connector=Q.OR)


def _midnight(day: date, project: Project) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(project.time_zone))
