"""Records found by words, kind, launch and people, with what is still open in them: for the list page and the API."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User

from .access import answers_for
from .models import OpenQuestion, Position, Record, Resolution
from .models.records import RecordQuerySet


def search(
    records: RecordQuerySet,
    *,
    q: str = "",
    kind: str = "",
    project_id: int | None = None,
    person_id: int | None = None,
    waits_for: User | None = None,
) -> RecordQuerySet:
    """Those that match all that is given, what was held last first."""
    found = records.containing(q) if q else records
    if kind:
        found = found.filter(current__kind=kind)
    if project_id is not None:
        found = found.filter(project=project_id)
    if person_id is not None:
        found = found.filter(_names(person_id))
    if waits_for is not None:
        found = found.filter(_waits_for(waits_for))
    return found.order_by("-current__held_at", "-pk")


def with_counts(records: RecordQuerySet) -> QuerySet[Record]:
    """Annotate how many positions are disputed, and how many decisions and questions are open."""
    disputed = Position.objects.standing().filter(answer=Position.Answer.DISPUTED)
    decided = Resolution.objects.standing().filter(settled_at__isnull=True)
    asked = OpenQuestion.objects.standing().filter(answered_at__isnull=True)
    counts: dict[str, Any] = {
        "disputed_count": _count(disputed),
        "open_resolution_count": _count(decided),
        "open_question_count": _count(asked),
    }
    return records.select_related("current__written_by", "project").annotate(**counts)


def _count(lines: QuerySet[Any]) -> Coalesce:
    of_record = lines.filter(record=OuterRef("pk")).order_by().values("record").annotate(number=Count("pk"))
    return Coalesce(Subquery(of_record.values("number")), 0)


def _names(person_id: int) -> Q:
    """Whoever wrote it, was there, holds a position in it, or has to do something about it."""
    of_record = {"record": OuterRef("pk")}
    return (
        Q(current__written_by=person_id)
        | Q(created_by=person_id)
        | Q(current__participants__contains=[{"user": person_id}])
        | Q(Exists(Position.objects.standing().filter(**of_record, person=person_id)))
        | Q(Exists(Resolution.objects.standing().filter(Q(owner=person_id) | Q(decided_by=person_id), **of_record)))
        | Q(Exists(OpenQuestion.objects.standing().filter(**of_record, owner=person_id)))
    )


def _waits_for(person: User) -> Q:
    """What this person can settle: a position to confirm, a decision to carry out, a question to answer."""
    of_record = {"record": OuterRef("pk")}
    waiting = Position.objects.standing().filter(answers_for(person), answer=Position.Answer.WAITING, **of_record)
    decided = Resolution.objects.standing().filter(owner=person, settled_at__isnull=True, **of_record)
    asked = OpenQuestion.objects.standing().filter(owner=person, answered_at__isnull=True, **of_record)
    return Q(Exists(waiting)) | Q(Exists(decided)) | Q(Exists(asked))
