"""What the rules about things of `records` may ask: loaded before, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from accounts.models import User
from ledger.models import Event
from records.models import WAITING, OpenQuestion, Position, Receipt, Request, Resolution, Surprise

from ..record_notices import TARGETS, Thing, ThingFacts, receipts_named_in
from .event_facts import leads_by_department

LONGEST_TITLE = 200
Line = TypeVar("Line", Position, Resolution, OpenQuestion)


def load_thing_facts(events: Iterable[Event]) -> ThingFacts:
    """The things that these events are about, as they stand; no query when there are none."""
    named: dict[str, dict[int, list[Event]]] = defaultdict(lambda: defaultdict(list))
    for event in events:
        kind, _, key = event.target.partition(":")
        if kind in TARGETS:
            named[kind][int(key)].append(event)
    if not named:
        return ThingFacts()
    of: dict[str, list[Thing]] = defaultdict(list)
    for target, thing in _things(named):
        of[target].append(thing)
    planners = frozenset(User.objects.planners().values_list("pk", flat=True))
    return ThingFacts({target: tuple(things) for target, things in of.items()}, leads_by_department(), planners)


def _things(named: Mapping[str, Mapping[int, Sequence[Event]]]) -> Iterator[tuple[str, Thing]]:
    if handovers := named.get("handover"):
        ids = set().union(*(receipts_named_in(event) for events in handovers.values() for event in events))
        for receipt in Receipt.objects.filter(pk__in=ids).select_related("handed__handover"):
            yield f"handover:{receipt.handed.handover_id}", _receipt(receipt)
    if records := named.get("record"):
        yield from _lines(records)
    if requests := named.get("request"):
        for request in Request.objects.filter(pk__in=requests):
            for kind in ("request", "promise"):
                yield f"request:{request.pk}", _request(request, kind)
    if surprises := named.get("surprise"):
        for surprise in Surprise.objects.filter(pk__in=surprises):
            yield f"surprise:{surprise.pk}", _surprise(surprise)


def _receipt(receipt: Receipt) -> Thing:
    handover = receipt.handed.handover
    return Thing(
        kind="brief" if handover.kind == handover.Kind.BRIEF else "receipt",
        pk=receipt.pk,
        page=handover.pk,
        title=handover.title,
        project_id=handover.project_id,
        department_id=receipt.department_id,
        owner_id=receipt.person_id or receipt.answerable_id,
        filed_by_id=receipt.handed.sent_by_id,
        is_waiting=receipt.state in WAITING and handover.withdrawn_at is None,
    )


def _lines(records: Iterable[int]) -> Iterator[tuple[str, Thing]]:
    """The lines that stand in these records. Their title is what was written, so that nobody learns more from it."""
    for position in _standing(Position, records):
        is_waiting = position.answer == Position.Answer.WAITING
        yield _line("position", position, position.person_id, position.department_id, is_waiting=is_waiting)
    for resolution in _standing(Resolution, records):
        yield _line("resolution", resolution, resolution.owner_id, is_waiting=resolution.settled_at is None)
    for question in _standing(OpenQuestion, records):
        yield _line("question", question, question.owner_id, is_waiting=question.answered_at is None)


def _standing(model: type[Line], records: Iterable[int]) -> list[Line]:
    found: Any = model._default_manager.filter(record__in=list(records), until=None)
    return list(found.select_related("record"))


def _line(
    kind: str,
    line: Position | Resolution | OpenQuestion,
    owner_id: int | None,
    department_id: int | None = None,
    *,
    is_waiting: bool,
) -> tuple[str, Thing]:
    """A position has a page of its own, which its side may open even where it does not see the record."""
    thing = Thing(
        kind=kind,
        pk=line.pk,
        page=line.pk if kind == "position" else line.record_id,
        title=line.words[:LONGEST_TITLE],
        project_id=line.record.project_id,
        department_id=department_id,
        owner_id=owner_id,
        filed_by_id=line.record.created_by_id,
        since=line.since,
        is_waiting=is_waiting,
    )
    return f"record:{line.record_id}", thing


def _request(request: Request, kind: str) -> Thing:
    """As what somebody asked for, or as the promise that its owner keeps."""
    is_promise = kind == "promise"
    return Thing(
        kind=kind,
        pk=request.pk,
        page=request.pk,
        title=request.title,
        project_id=request.project_id,
        department_id=request.owner_department_id if is_promise else request.department_id,
        owner_id=request.owner_id if is_promise else None,
        filed_by_id=request.created_by_id,
    )


def _surprise(surprise: Surprise) -> Thing:
    return Thing(
        kind="surprise",
        pk=surprise.pk,
        page=surprise.pk,
        title=surprise.title,
        project_id=surprise.project_id,
        department_id=surprise.department_id,
        owner_id=None,
        filed_by_id=surprise.created_by_id,
        is_waiting=surprise.state == Surprise.State.NEW and not surprise.answer,
    )
