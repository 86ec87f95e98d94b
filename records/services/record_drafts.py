"""What somebody wants written in a record. People, departments and items by id; dates are local days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from ..models import Kind


@dataclass(frozen=True, slots=True)
class Participant:
    """Who was there: a person of the company or a partner, or just a name."""

    name: str = ""
    user_id: int | None = None
    department: str = ""


@dataclass(frozen=True, slots=True)
class PositionDraft:
    """What one side held. `id` is the standing line that it is; without one, equal words of the same side are it."""

    words: str
    name: str = ""
    person_id: int | None = None
    department_id: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class ResolutionDraft:
    """What was decided. With a `due_on` it needs an owner."""

    words: str
    decided_by_name: str = ""
    decided_by_id: int | None = None
    owner_id: int | None = None
    due_on: date | None = None
    item_ids: tuple[int, ...] = ()
    id: int | None = None


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """What nobody could answer yet. With a `due_on` it needs an owner."""

    words: str
    owner_id: int | None = None
    due_on: date | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class RecordDraft:
    """The whole content of one revision. `body` is Markdown; `held_at` is when it was said, not when it was written."""

    kind: Kind | str
    title: str
    body: str = ""
    held_at: datetime = field(default_factory=timezone.now)
    participants: tuple[Participant, ...] = ()
    positions: tuple[PositionDraft, ...] = ()
    resolutions: tuple[ResolutionDraft, ...] = ()
    questions: tuple[QuestionDraft, ...] = ()
