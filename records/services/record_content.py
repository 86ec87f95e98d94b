"""The content of a record, checked: what a draft says as values of rows, and what rows say as a draft and as an event.

Errors: Invalid with the field it is about, such as "positions[0].words".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Invalid
from accounts.models import Department, User
from accounts.texts import optional, required, required_name
from projects.models import Item, Project
from projects.services.owners import will_see

from ..models import Kind, OpenQuestion, Position, Record, Resolution
from .record_drafts import Participant, PositionDraft, QuestionDraft, RecordDraft, ResolutionDraft

LONGEST_BODY = 20_000
LONGEST_LINE = 5_000
LONGEST_NAME = 100
MOST_LINES = 100
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """One line as the values of its row. `id` is the row that it says it is; `field` is where its errors belong.

    `called` are names that were not given but follow from a person or a department: they are kept as they were on the
    day, so somebody's new name makes no other line of it.
    """

    field: str
    id: int | None
    values: dict[str, Any]
    called: dict[str, str]
    item_ids: frozenset[int] = frozenset()


class Content:
    """A draft beside the people, departments and items it names: three queries, however long it is."""

    def __init__(self, draft: RecordDraft, project: Project | None, item_ids: Collection[int] = ()) -> None:
        self.draft, self.project = draft, project
        lines = (*draft.positions, *draft.resolutions, *draft.questions)
        names = ("user_id", "person_id", "decided_by_id", "owner_id")
        ids = {getattr(line, name, None) for line in (*lines, *draft.participants) for name in names} - {None}
        self.people = User.objects.get_queryset().select_related("department").in_bulk(ids)
        self.departments = Department.objects.in_bulk({position.department_id for position in draft.positions} - {None})
        of_launch = Item.objects.filter(project=project) if project else Item.objects.none()
        named = {pk for resolution in draft.resolutions for pk in resolution.item_ids}
        self.items = of_launch.in_bulk({*item_ids, *named})

    def words(self) -> dict[str, Any]:
        """The values of the revision itself."""
        draft = self.draft
        if draft.kind not in Kind.values:
            raise Invalid("unknown_kind", _("Choose what kind of record it is."), field="kind")
        if not _EARLIEST <= draft.held_at <= timezone.now() + timedelta(days=1):
            raise Invalid("bad_moment", _("Enter when it was: a time between 2000 and now."), field="held_at")
        return {
            "kind": Kind(draft.kind),
            "title": required_name(draft.title, "title", longest=200),
            "body": optional(_unix(draft.body), "body", longest=LONGEST_BODY),
            "held_at": draft.held_at,
            "participants": [self._participant(given, field) for field, given in _each("participants", draft)],
        }

    def positions(self) -> Iterator[Line]:
        for field, given in _each("positions", self.draft):
            person = self._person(given.person_id, f"{field}.person_id")
            department = self._department(given.department_id, f"{field}.department_id")
            values = {
                "words": _words(given.words, f"{field}.words"),
                "person_id": given.person_id,
                "department_id": given.department_id,
            }
            yield _line(field, given.id, values, "name", given.name, person or department)

    def resolutions(self) -> Iterator[Line]:
        for field, given in _each("resolutions", self.draft):
            decider = self._person(given.decided_by_id, f"{field}.decided_by_id")
            values = self._promised(given, field) | {"decided_by_id": given.decided_by_id}
            self.items_of(given.item_ids, f"{field}.item_ids")
            line = _line(field, given.id, values, "decided_by_name", given.decided_by_name, decider)
            yield replace(line, item_ids=frozenset(given.item_ids))

    def questions(self) -> Iterator[Line]:
        for field, given in _each("questions", self.draft):
            yield Line(field, given.id, self._promised(given, field), {})

    def check_owner(self, line: Line) -> None:
        """Who takes something on must be able to read it. Lines that stand already are not asked again."""
        owner = self.people.get(line.values.get("owner_id") or 0)
        if owner is None:
            return
        project = self.project
        is_confidential = bool(project and project.is_confidential)
        named = project.named.values_list("pk", flat=True) if project and is_confidential else ()
        seen = will_see(owner, is_confidential=is_confidential, opened_to=(), named=named)
        if not owner.is_active or owner.is_partner or not seen:
            message = _("Choose an active person of the company who can read this record.")
            raise Invalid("unknown_person", message, field=f"{line.field}.owner_id")

    def items_of(self, ids: Sequence[int], field: str) -> list[Item]:
        if any(pk not in self.items for pk in ids):
            raise Invalid("unknown_item", _("Choose items of the launch that the record belongs to."), field=field)
        return [self.items[pk] for pk in ids]

    def _promised(self, given: ResolutionDraft | QuestionDraft, field: str) -> dict[str, Any]:
        self._person(given.owner_id, f"{field}.owner_id")
        if given.due_on and given.owner_id is None:
            raise Invalid("owner_missing", _("With a due date, please choose who does it."), field=f"{field}.owner_id")
        words = _words(given.words, f"{field}.words")
        return {"words": words, "owner_id": given.owner_id, "due_on": given.due_on}

    def _participant(self, given: Participant, field: str) -> dict[str, Any]:
        person = self._person(given.user_id, f"{field}.user_id")
        name = given.name.strip() or str(person or "")
        department = given.department.strip() or str((person and person.department) or "")
        return {
            "user": given.user_id,
            "name": required_name(name, f"{field}.name", longest=LONGEST_NAME),
            "department": required_name(department, f"{field}.department", longest=LONGEST_NAME) if department else "",
        }

    def _person(self, pk: int | None, field: str) -> User | None:
        if pk is not None and pk not in self.people:
            raise Invalid("unknown_person", _("There is no such person."), field=field)
        return self.people[pk] if pk is not None else None

    def _department(self, pk: int | None, field: str) -> Department | None:
        if pk is not None and pk not in self.departments:
            raise Invalid("unknown_department", _("There is no such department."), field=field)
        return self.departments[pk] if pk is not None else None


def draft_of(record: Record) -> RecordDraft:
    """What stands, as the draft that would write it again."""
    revision = record.current
    assert revision is not None  # noqa: S101 (every record has one from the transaction that made it)
    positions, resolutions, questions = standing_lines(record)
    return RecordDraft(
        kind=revision.kind,
        title=revision.title,
        body=revision.body,
        held_at=revision.held_at,
        participants=tuple(Participant(p["name"], p["user"], p["department"]) for p in revision.participants),
        positions=tuple(PositionDraft(p.words, p.name, p.person_id, p.department_id, p.pk) for p in positions),
        resolutions=tuple(map(_resolution_draft, resolutions)),
        questions=tuple(QuestionDraft(q.words, q.owner_id, q.due_on, q.pk) for q in questions),
    )


def _resolution_draft(row: Resolution) -> ResolutionDraft:
    return ResolutionDraft(
        words=row.words,
        decided_by_name=row.decided_by_name,
        decided_by_id=row.decided_by_id,
        owner_id=row.owner_id,
        due_on=row.due_on,
        item_ids=tuple(item.pk for item in row.items.all()),
        id=row.pk,
    )


def standing_lines(record: Record) -> tuple[list[Position], list[Resolution], list[OpenQuestion]]:
    """The lines of the newest revision, in their order, with the people they name."""
    of = {"record": record}
    positions = Position.objects.standing().filter(**of).select_related("person", "department", "answered_by")
    resolutions = Resolution.objects.standing().filter(**of).select_related("owner", "decided_by", "settled_by")
    questions = OpenQuestion.objects.standing().filter(**of).select_related("owner", "answered_by")
    return list(positions), list(resolutions.prefetch_related("items")), list(questions)


def content_of(record: Record) -> dict[str, Any]:
    """What stands, as an event holds it: everything that was said, so that its hash covers every word."""
    revision = record.current
    assert revision is not None  # noqa: S101
    positions, resolutions, questions = standing_lines(record)
    return {
        "revision": revision.number,
        "kind": revision.kind,
        "title": revision.title,
        "held_at": revision.held_at.astimezone(UTC).isoformat(),
        "body": revision.body,
        "participants": revision.participants,
        "positions": [
            {"id": p.pk, "name": p.name, "person": p.person_id, "department": p.department_id, "words": p.words}
            for p in positions
        ],
        "resolutions": [
            _promise(r) | {"decided_by": r.decided_by_name, "items": sorted(item.pk for item in r.items.all())}
            for r in resolutions
        ],
        "questions": [_promise(q) for q in questions],
        "items": sorted(record.items.values_list("pk", flat=True)),
    } | {
        name: getattr(record, f"{name}_id")
        for name in ("handover", "request", "surprise")
        if getattr(record, f"{name}_id")
    }


def _promise(line: Resolution | OpenQuestion) -> dict[str, Any]:
    owner = {"owner": line.owner_id, "owner_name": line.owner.name if line.owner else ""}
    return {"id": line.pk, "words": line.words, **owner, "due_on": line.due_on.isoformat() if line.due_on else None}


def _each(name: str, draft: RecordDraft) -> Iterable[tuple[str, Any]]:
    lines = getattr(draft, name)
    if len(lines) > MOST_LINES:
        raise Invalid("too_many", _("At most %(most)d of these fit in one record.") % {"most": MOST_LINES}, field=name)
    return ((f"{name}[{place}]", line) for place, line in enumerate(lines))


def _line(
    field: str, pk: int | None, values: dict[str, Any], name: str, given: str, person: User | Department | None
) -> Line:
    """A line with the name of whoever it is of: as it was given, else what that person or department is called."""
    if given.strip():
        return Line(field, pk, values | {name: required_name(given, f"{field}.{name}", longest=LONGEST_NAME)}, {})
    return Line(field, pk, values, {name: required_name(str(person or ""), f"{field}.{name}", longest=LONGEST_NAME)})


def _words(text: str, field: str) -> str:
    return required(_unix(text), field, longest=LONGEST_LINE)


def _unix(text: str) -> str:
    """Browsers send other line ends than programs; the same words are the same line."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
