"""What a week brought outside the checklist: handovers nobody accepted, requests delivered, surprises.

As far as the reader may see them, of one launch or of everything, what belongs to no launch too. Three queries.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.wording import day
from projects.models import Project
from records.access import visible_receipts, visible_requests, visible_surprises
from records.models import Handover, Receipt

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
    heading: str
    lines: list[RecordLine]
    is_late: bool = False


def record_groups(reader: User, week: Week, project: Project | None = None) -> list[RecordGroup]:
    """The groups that hold anything. A receipt counts as unaccepted when its day had come and nobody had answered."""
    found = (
        RecordGroup(_("Handovers not accepted"), list(_unaccepted(reader, week, project)), is_late=True),
        RecordGroup(_("Requests delivered"), list(_delivered(reader, week, project))),
        RecordGroup(_("Opened without notice"), list(_surprises(reader, week, project))),
    )
    return [group for group in found if group.lines]


def _of(project: Project | None, way: str = "") -> Q:
    return Q((f"{way}project", project)) if project else Q()


def _unaccepted(reader: User, week: Week, project: Project | None) -> Iterator[RecordLine]:
    end = week.bounds(_zone(project))[1]
    receipts = visible_receipts(reader).filter(
        _of(project, "handed__handover__"),
        Q(answered_at__isnull=True) | Q(answered_at__gte=end),
        handed__sent_at__lt=end,
        due_on__lte=week.until,
        handed__handover__withdrawn_at__isnull=True,
    )
    related = ("handed__handover", "department", "person", "answerable")
    for receipt in receipts.exclude(state=Receipt.State.CLOSED).select_related(*related).order_by("due_on", "pk"):
        handover = receipt.handed.handover
        who = receipt.person or receipt.answerable
        kind = "brief" if handover.kind == Handover.Kind.BRIEF else "receipt"
        yield RecordLine(
            due_label(receipt.due_on, week.until),
            handover.title,
            " · ".join(filter(None, (receipt.department.local_name, who.name if who else ""))),
            thing_path(kind, handover.pk, handover.project_id),
        )


def _delivered(reader: User, week: Week, project: Project | None) -> Iterator[RecordLine]:
    requests = visible_requests(reader).filter(_of(project), delivered_on__range=(week.first, week.until))
    for request in requests.select_related("department").order_by("delivered_on", "pk"):
        path = thing_path("request", request.pk, request.project_id)
        yield RecordLine(_day(request.delivered_on), request.title, request.department.local_name, path)


def _surprises(reader: User, week: Week, project: Project | None) -> Iterator[RecordLine]:
    start, end = week.bounds(_zone(project))
    surprises = visible_surprises(reader).filter(_of(project), created_at__gte=start, created_at__lt=end)
    for surprise in surprises.select_related("department").order_by("created_at", "pk"):
        department = surprise.department.local_name if surprise.department else ""
        detail = " · ".join(filter(None, (str(surprise.get_state_display()), department)))
        path = thing_path("surprise", surprise.pk, surprise.project_id)
        yield RecordLine(_day(timezone.localdate(surprise.created_at)), surprise.title, detail, path)


def _zone(project: Project | None) -> str:
    return project.time_zone if project else settings.TIME_ZONE


def _day(value: date | None) -> str:
    return day(value, language()) if value else ""
