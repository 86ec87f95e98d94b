"""What the planner has said so far about a launch to start, read from the one form it travels in.

Nothing is kept on the server, so two tabs do not disturb each other.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict
from django.utils import timezone

from accounts.access.people import possible_owners
from accounts.asked import number
from accounts.models import User
from checklists.forms.answers import ANSWER, AnswersForm
from checklists.models import Question, TemplateVersion
from projects.access import visible_planned, visible_projects
from projects.forms.start import DetailsForm
from projects.forms.start_lines import OWNER, chosen_owners, skipped_keys
from projects.models import PlannedLaunch, Project
from projects.services.draft import Draft
from projects.services.owners import owners_in
from projects.starting import Refused, without_unseeing


@dataclass(frozen=True, slots=True)
class Given:
    """What a form is filled in with: by the annual plan, or by a launch to do alike."""

    fields: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    owners: dict[str, int | None] = field(default_factory=dict)
    like: Project | None = None


class Wizard:
    """`details` and `answers` are shown; a fresh form is read as if it had been sent with what it is filled in with."""

    def __init__(self, data: QueryDict, version: TemplateVersion, *, by: User, given: Given | None = None) -> None:
        self.version, self.by, self.today = version, by, timezone.localdate()
        self.questions: list[Question] = list(version.questions.all())
        self.is_fresh, self.given = given is not None, given or Given()
        if given is None:
            self.data = data
            self.details = self._read = DetailsForm(data, by=by, today=self.today)
            self.answers = self._said = AnswersForm(data, questions=self.questions)
        else:
            self.data = _as_sent(data, given, by)
            self.details = DetailsForm(by=by, today=self.today, given=given.fields)
            self._read = DetailsForm(self.data, by=by, today=self.today)
            self.answers = AnswersForm(questions=self.questions)
            self.answers.initial = {ANSWER + key: _field_value(value) for key, value in given.answers.items()}
            self._said = AnswersForm(self.data, questions=self.questions)
        self.people = {person.pk: person for person in possible_owners().select_related("department")}
        self.refused: list[Refused] = []
        # Both are asked, so that every error shows at once.
        self.is_complete = all([self._read.is_valid(), self._said.is_valid()])

    @property
    def date_errors(self) -> list[str]:
        """What is wrong with the dates as far as they are written: an empty field is not wrong yet."""
        errors = self._read.errors
        return [
            str(sentence)
            for name in ("launch_on", "announced_on")
            if self.data.get(name, "").strip()
            for sentence in errors.get(name, [])
        ]

    @property
    def unanswered(self) -> int:
        return len(self._said.errors)

    def draft(self) -> Draft | None:
        """As far as it is complete; None while there is no D-day. Owners who would not see it are in `refused`."""
        fields = self._read.draft_fields
        if fields is None:
            return None
        draft = Draft(
            version_id=self.version.pk,
            answers=self._said.answers,
            owners=chosen_owners(self.data, self.people),
            skipped=skipped_keys(self.data),
            late_reason=self.data.get("late_reason", "").replace("\0", "")[:2000],
            creation_key=key_of(self.data),
            planned_id=id_of(self.data, "planned") or None,
            **fields,
        )
        return self.sorted_out(draft)

    def sorted_out(self, draft: Draft) -> Draft:
        """The draft without the owners who would not see the launch."""
        owners, refused = without_unseeing(draft, self.people, by=self.by)
        self.refused += refused
        return replace(draft, owners=owners)

    def fresh_key(self) -> UUID:
        """A key that made a launch already is spent: going back and creating again means another launch."""
        key = key_of(self.data)
        return uuid4() if key is None or Project.objects.filter(creation_key=key).exists() else key


def given_by(data: QueryDict, by: User) -> Given:
    """What the launch of the plan, or the launch to do alike, fills in. Nothing when neither is asked for."""
    if planned := planned_of(data, by):
        return Given({"name": planned.name, "launch_on": planned.launch_on, "planner": planned.planner_id or by.pk})
    like = visible_projects(by).select_related("template_version").filter(pk=id_of(data, "like")).first()
    if like is None:
        return Given()
    fields: dict[str, Any] = {"opened_to": [department.pk for department in like.opened_to.all()]}
    if like.is_confidential:
        fields |= {"is_confidential": True, "named": [person.pk for person in like.named.all()]}
    return Given(fields, like.answers, owners_in([like.pk]).get(like.pk, {}), like)


def planned_of(data: QueryDict, by: User) -> PlannedLaunch | None:
    """The launch of the annual plan that this one is to be."""
    return visible_planned(by).waiting().filter(pk=id_of(data, "planned")).first()


def id_of(data: QueryDict, name: str) -> int:
    """0, which no row has, when none is given."""
    return number(data.get(name)) or 0


def key_of(data: QueryDict) -> UUID | None:
    try:
        return UUID(data.get("creation_key", ""))
    except ValueError:
        return None


def _as_sent(data: QueryDict, given: Given, by: User) -> QueryDict:
    sent = QueryDict(mutable=True)
    for name in ("template", "planned"):
        if name in data:
            sent[name] = data.get(name, "")
    fields = {"announced_on": timezone.localdate(), "planner": by.pk, **given.fields}
    fields |= {ANSWER + key: _field_value(value) for key, value in given.answers.items()}
    fields |= {OWNER + key: owner for key, owner in given.owners.items()}
    for name, value in fields.items():
        sent.setlist(name, [str(each) for each in (value if isinstance(value, list) else [value])])
    return sent


def _field_value(answer: Any) -> Any:
    """An answer as its field sends it."""
    return {True: "yes", False: "no"}[answer] if isinstance(answer, bool) else answer
