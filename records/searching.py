"""One search over everything a person may see: what was found of each kind, in the same shape for pages and the API.

Each kind costs one query for which rows are shown and, by a window, how many there are, and one for what they say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Model, QuerySet, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import get_language, pgettext_lazy

from accounts import hangul
from accounts.models import User
from accounts.wording import d_day, day, day_dotted
from projects.finding import found_items, found_launches, found_people
from projects.models import Item, Project

from .finding import found_briefs, found_handovers, found_records, found_requests, found_surprises
from .models import Handover, Record, Request, Surprise

BEFORE, AFTER = 24, 60  # characters around a match in a long text


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: `note` says in a few words what it is, `is_over` that it is done or closed."""

    kind: str
    id: int
    title: str
    note: str
    url: str
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    key: str
    label: Promise
    icon: str
    model: type[Model]
    find: Callable[[User, Sequence[str]], QuerySet[Any]]
    related: tuple[str, ...]
    hit: Callable[[Any, str, date], Hit]


@dataclass(frozen=True, slots=True)
class Group:
    """The first hits of a kind, and how many there are of it."""

    kind: Kind
    hits: list[Hit]
    total: int


def search(by: User, query: str, *, kinds: Sequence[str] = (), limit: int, offset: int = 0) -> list[Group]:
    """At most `limit` hits of each kind (all kinds when none is named), without the kinds of which nothing is found."""
    words, today = hangul.words(query), timezone.localdate()
    groups = []
    for kind in KINDS:
        if words and (not kinds or kind.key in kinds):
            counted = kind.find(by, words).annotate(found=Window(Count("*")))
            shown = list(counted.values_list("pk", "found")[offset : offset + limit])
            if shown:
                rows = _rows(kind, [pk for pk, _found in shown])
                groups.append(Group(kind, [kind.hit(row, query, today) for row in rows], shown[0][1]))
    return groups


def _rows(kind: Kind, ids: list[int]) -> list[Any]:
    """In this order. Read apart from the counting, which so carries ids instead of whole rows."""
    rows = kind.model._default_manager.select_related(*kind.related).in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]


def _launch(project: Project, _query: str, today: date) -> Hit:
    facts = [d_day(project.launch_on, today), _day(project.launch_on), str(project.launch_type)]
    return Hit(
        "launch", project.pk, project.name, _joined(facts), _page("projects:project-detail", project), _ended(project)
    )


def _item(item: Item, _query: str, _today: date) -> Hit:
    people = item.owner.name if item.owner else ""
    facts = [item.project.name, item.department.local_name, people, _day(item.due_on)]
    if not item.is_open:
        facts.append(item.get_status_display())
    url = reverse("projects:item-detail", args=[item.project_id, item.pk])
    return Hit("item", item.pk, item.local_title, _joined(facts), url, not item.is_open or _ended(item.project))


def _record(record: Record, query: str, _today: date) -> Hit:
    current = record.current
    assert current is not None  # noqa: S101 - what is found by its words has some
    said = excerpt(query, current.body)
    when = day_dotted(timezone.localtime(current.held_at).date(), _language())
    facts = [current.get_kind_display(), when, record.project.name if record.project else "", said]
    return Hit("record", record.pk, current.title, _joined(facts), _page("records:record-detail", record))


def _brief(brief: Handover, _query: str, today: date) -> Hit:
    project = brief.project
    assert project is not None  # noqa: S101 - a constraint of the table
    facts = [d_day(project.launch_on, today), project.name if project.name not in brief.title else ""]
    return Hit("brief", brief.pk, brief.title, _joined(facts), _page("records:brief-detail", project), _ended(project))


def _handover(handover: Handover, _query: str, _today: date) -> Hit:
    facts = [handover.get_kind_display(), handover.project.name if handover.project else ""]
    over = handover.withdrawn_at is not None
    return Hit(
        "handover", handover.pk, handover.title, _joined(facts), _page("records:handover-detail", handover), over
    )


def _request(request: Request, query: str, _today: date) -> Hit:
    facts = [request.get_state_display(), request.department.local_name, excerpt(query, request.said)]
    over = request.state in (Request.State.CHECKED, Request.State.DECLINED)
    return Hit("request", request.pk, request.title, _joined(facts), _page("records:request-detail", request), over)


def _surprise(surprise: Surprise, query: str, _today: date) -> Hit:
    noticed = day_dotted(timezone.localtime(surprise.noticed_at).date(), _language())
    department = surprise.department.local_name if surprise.department else ""
    facts = [surprise.get_state_display(), noticed, department, excerpt(query, surprise.details)]
    over = surprise.state == Surprise.State.CLOSED
    return Hit(
        "surprise", surprise.pk, surprise.title, _joined(facts), _page("records:surprise-detail", surprise), over
    )


def _person(person: User, _query: str, _today: date) -> Hit:
    facts = [person.department.local_name if person.department else "", person.get_role_display()]
    return Hit("person", person.pk, person.name, _joined(facts), _page("records:person-detail", person))


KINDS = (
    Kind("launch", pgettext_lazy("found", "Launches"), "launch", Project, found_launches, ("launch_type",), _launch),
    Kind(
        "item", pgettext_lazy("found", "Items"), "tasks", Item, found_items, ("project", "department", "owner"), _item
    ),
    Kind("person", pgettext_lazy("found", "People"), "user", User, found_people, ("department",), _person),
    Kind(
        "record", pgettext_lazy("found", "Records"), "comment", Record, found_records, ("current", "project"), _record
    ),
    Kind("brief", pgettext_lazy("found", "Briefs"), "book", Handover, found_briefs, ("project",), _brief),
    Kind(
        "handover", pgettext_lazy("found", "Handovers"), "handover", Handover, found_handovers, ("project",), _handover
    ),
    Kind("request", pgettext_lazy("found", "Requests"), "flag", Request, found_requests, ("department",), _request),
    Kind(
        "surprise", pgettext_lazy("found", "Surprises"), "alert", Surprise, found_surprises, ("department",), _surprise
    ),
)


def excerpt(query: str, text: str) -> str:
    """The part of a long text around the first match, on one line; "" when the text holds none."""
    line = " ".join(text.split())
    pieces = hangul.parts(query, line)
    if not any(is_hit for _piece, is_hit in pieces):
        return ""
    at = len(pieces[0][0]) if not pieces[0][1] else 0
    start = max(0, at - BEFORE)
    return ("…" if start else "") + Truncator(line[start:]).chars(BEFORE + AFTER)


def _joined(facts: Sequence[str]) -> str:
    return " · ".join(fact for fact in facts if fact)


def _page(name: str, thing: Any) -> str:
    return reverse(name, args=[thing.pk])


def _ended(project: Project) -> bool:
    return not project.is_running


def _day(value: date) -> str:
    return day(value, _language())


def _language() -> str:
    return "ko" if (get_language() or "").startswith("ko") else "en"
