"""What a week brought outside the checklist: handovers nobody accepted, requests delivered, surprises.

As far as the reader may see them, of one launch or of everything, what belongs to no launch too. One query per group,
or one for its count and one for a page of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.wording import day
from projects.models import Project
from records.access import visible_receipts, visible_requests, visible_surprises
from records.models import Handover, Receipt, Request, Surprise

from ..links import thing_path
from ..wording import due_label, language
from .lines import Week


@dataclass(frozen=True, slots=True)
class RecordLine:
    """`label` is a date or how late it is; `path` is where on this site it stands."""

    label: str
    title: str
    detail: str
    path: str


@dataclass(frozen=True, slots=True)
class RecordGroup:
    """`found` are its rows, all of them or a page; `line_of` says one of them. `name` is the group's in an address."""

    name: str
    heading: str
    found: QuerySet[Any]
    line_of: Callable[[Any], RecordLine]
    is_late: bool = False

    @property
    def lines(self) -> list[RecordLine]:
        return [self.line_of(row) for row in self.found]


def record_groups(reader: User, week: Week, project: Project | None = None) -> list[RecordGroup]:
    """The groups that hold anything, read as a whole."""
    return [group for group in groups_of(reader, week, project) if group.found]


def groups_of(reader: User, week: Week, project: Project | None = None) -> tuple[RecordGroup, ...]:
    """All groups, of which nothing is read yet."""

    def unaccepted(receipt: Receipt) -> RecordLine:
        return _unaccepted_line(receipt, week)

    found = _unaccepted(reader, week, project)
    return (
        RecordGroup("handovers", _("Handovers not accepted"), found, unaccepted, is_late=True),
        RecordGroup("requests", _("Requests delivered"), _delivered(reader, week, project), _delivered_line),
        RecordGroup("surprises", _("Opened without notice"), _surprises(reader, week, project), _surprise_line),
    )


def _of(project: Project | None, way: str = "") -> Q:
    return Q((f"{way}project", project)) if project else Q()


def _unaccepted(reader: User, week: Week, project: Project | None) -> QuerySet[Receipt]:
    """A receipt counts as unaccepted when its day had come and nobody had answered."""
    end = week.bounds(_zone(project))[1]
    receipts = visible_receipts(reader).filter(
        _of(project, "handed__handover__"),
        Q(answered_at__isnull=True) | Q(answered_at__gte=end),
        handed__sent_at__lt=end,
        due_on__lte=week.until,
        handed__handover__withdrawn_at__isnull=True,
    )
    related = ("handed__handover", "department", "person", "answerable")
    return receipts.exclude(state=Receipt.State.CLOSED).select_related(*related).order_by("due_on", "pk")


def _unaccepted_line(receipt: Receipt, week: Week) -> RecordLine:
    handover = receipt.handed.handover
    who = receipt.person or receipt.answerable
    kind = "brief" if handover.kind == Handover.Kind.BRIEF else "receipt"
    return RecordLine(
        due_label(receipt.due_on, week.until),
        handover.title,
        " · ".join(filter(None, (receipt.department.local_name, who.name if who else ""))),
        thing_path(kind, handover.pk, handover.project_id),
    )


def _delivered(reader: User, week: Week, project: Project | None) -> QuerySet[Request]:
    requests = visible_requests(reader).filter(_of(project), delivered_on__range=(week.first, week.until))
    return requests.select_related("department").order_by("delivered_on", "pk")


def _delivered_line(request: Request) -> RecordLine:
    path = thing_path("request", request.pk, request.project_id)
    return RecordLine(_day(request.delivered_on), request.title, request.department.local_name, path)


def _surprises(reader: User, week: Week, project: Project | None) -> QuerySet[Surprise]:
    start, end = week.bounds(_zone(project))
    surprises = visible_surprises(reader).filter(_of(project), created_at__gte=start, created_at__lt=end)
    return surprises.select_related("department").order_by("created_at", "pk")


def _surprise_line(surprise: Surprise) -> RecordLine:
    department = surprise.department.local_name if surprise.department else ""
    detail = " · ".join(filter(None, (str(surprise.get_state_display()), department)))
    path = thing_path("surprise", surprise.pk, surprise.project_id)
    return RecordLine(_day(timezone.localdate(surprise.created_at)), surprise.title, detail, path)


def _zone(project: Project | None) -> str:
    return project.time_zone if project else settings.TIME_ZONE


def _day(value: date | None) -> str:
    return day(value, language()) if value else ""
