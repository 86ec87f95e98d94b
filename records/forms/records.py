"""Forms of records: the whole one, the quick one, the search, and what others answer to a line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.errors import Refusal
from accounts.forms.base import NameField
from accounts.models import User
from projects.access import visible_projects
from projects.forms.base import DayInput, SaidForm, ServiceForm
from projects.models import Project

from ..access import visible_records
from ..chat import quoted, quoted_speakers
from ..models import Kind, Position
from ..models.records import RecordQuerySet
from ..record_search import search
from ..services.record_content import LONGEST_BODY, LONGEST_LINE
from ..services.records import Participant, RecordDraft, ResolutionDraft
from .record_lines import POSITIONS, QUESTIONS, RESOLUTIONS, Choices, Rows, position_initial, promise_initial

KINDS = [choice for choice in Kind.choices if choice[0] != Kind.REVIEW]
_MINUTE = "%Y-%m-%dT%H:%M"
_ROW_FIELD = re.compile(r"(?P<rows>positions|resolutions|questions)\[(?P<place>\d+)\]\.?(?P<name>\w*)")
_PARTICIPANT = re.compile(r"(?P<name>[^()]+?)\s*(?:\((?P<department>[^()]*)\))?")


def moment_field(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MINUTE)
    return forms.DateTimeField(label=label, widget=widget, required=False)


class BodyForm(ServiceForm):
    """What was said, as typed or as copied from a messenger."""

    body = forms.CharField(
        label=_("What was said"),
        max_length=LONGEST_BODY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Paste a conversation here, or write. Markdown works."),
    )
    is_chat = forms.BooleanField(
        label=_("Turn a pasted conversation into quotes with speaker and time"), required=False, initial=True
    )

    def spoken(self) -> tuple[str, tuple[Participant, ...]]:
        """The body, with its conversation as quotes where that was asked for, and those who speak in it."""
        body = self.cleaned_data["body"]
        if self.cleaned_data["is_chat"]:
            body = quoted(body)
        return body, tuple(map(Participant, quoted_speakers(body)))


class WordsForm(SaidForm, BodyForm):
    """What the quick form and the whole one share."""

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    title = NameField(label=_("Title"), max_length=200)


class QuickForm(WordsForm):
    """A record in seconds: a title, the words, and one decision with its day."""

    decision = forms.CharField(
        label=pgettext_lazy("record", "Decision"),
        max_length=LONGEST_LINE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
    )
    owner = forms.ChoiceField(label=_("Who does it"), required=False)
    due_on = forms.DateField(label=_("Due date"), required=False, widget=DayInput())
    creation_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = ("creation_key", "title", "kind", "body", "is_chat", "decision", "owner", "due_on")

    def __init__(self, data: Any = None, *, by: User, choices: Choices, **options: Any) -> None:
        super().__init__(data, **options)
        self.by, self.given = by, choices
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)  # noqa: S101
        owner.choices = choices.owners

    def draft(self) -> RecordDraft:
        body, spoke = self.spoken()
        words, due_on = self.cleaned_data["decision"], self.cleaned_data["due_on"]
        owner = self.cleaned_data["owner"] or (self.by.pk if due_on else None)
        owner_id = int(owner) if owner else None
        decided = ResolutionDraft(words, decided_by_id=self.by.pk, owner_id=owner_id, due_on=due_on)
        resolutions = (decided,) if words or due_on else ()
        people = tuple(_known(self.given, each.name, "") for each in spoke)
        kind, title = self.cleaned_data["kind"], self.cleaned_data["title"]
        return RecordDraft(kind, title, body, participants=people, resolutions=resolutions)

    def refuse(self, refusal: Refusal) -> None:
        if refusal.field.startswith("resolutions[0]."):
            name = refusal.field.rpartition(".")[2].removesuffix("_id")
            refusal.field = {"words": "decision"}.get(name, name)
        super().refuse(refusal)


class RecordForm(WordsForm):
    """The head of the whole form; its lines stand in row forms of their own."""

    held_at = moment_field(_("When it was"))
    project = forms.ModelChoiceField(
        Project.objects.none(), label=_("Launch"), required=False, empty_label=_("No launch")
    )
    participants = forms.CharField(
        label=_("Participants"),
        max_length=5000,
        required=False,
        help_text=_("Names with commas between; the department of others in brackets: Minsu Park (Coupang)."),
    )
    items = forms.MultipleChoiceField(label=_("Items it is about"), required=False)
    reason = forms.CharField(label=_("Reason for the correction"), max_length=2000, required=False)
    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
    creation_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    handover = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
    request = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
    surprise = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)


class RecordForms:
    """The head and the rows of positions, decisions and questions, filled in and sent as one."""

    def __init__(
        self,
        data: Any = None,
        *,
        by: User,
        project: Project | None = None,
        stands: RecordDraft | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.given, self.stands = Choices.of(by, project), stands
        lines: dict[str, list[dict[str, Any]]] = {"positions": [], "resolutions": [], "questions": []}
        if stands:
            lines["positions"] = list(map(position_initial, stands.positions))
            lines["resolutions"] = list(map(promise_initial, stands.resolutions))
            lines["questions"] = list(map(promise_initial, stands.questions))
            initial = (initial or {}) | _head_initial(stands)
        self.head = RecordForm(data, initial={"held_at": timezone.localtime(), "kind": Kind.MEETING} | (initial or {}))
        self.head.choose("project", visible_projects(by).order_by("-launch_on", "name"))
        items, kind = self.head.fields["items"], self.head.fields["kind"]
        assert isinstance(items, forms.ChoiceField)  # noqa: S101
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101
        items.choices = self.given.items
        if stands and stands.kind == Kind.REVIEW:
            kind.choices = Kind.choices
        options: dict[str, Any] = {"form_kwargs": {"choices": self.given}}
        self.positions: Rows = POSITIONS(data, prefix="positions", initial=lines["positions"], **options)
        self.resolutions: Rows = RESOLUTIONS(data, prefix="resolutions", initial=lines["resolutions"], **options)
        self.questions: Rows = QUESTIONS(data, prefix="questions", initial=lines["questions"], **options)
        if stands:
            for rows in self.rows:
                rows.extra = 1

    @property
    def rows(self) -> Iterable[Rows]:
        return self.positions, self.resolutions, self.questions

    def is_valid(self) -> bool:
        return all([self.head.is_valid(), *(rows.is_valid() for rows in self.rows)])

    def draft(self) -> RecordDraft:
        found = self.head.cleaned_data
        body, spoke = self.head.spoken()
        named = tuple(_participants(self.given, found["participants"]))
        people = named or tuple(_known(self.given, each.name, "") for each in spoke)
        return replace(
            RecordDraft(found["kind"], found["title"], body),
            held_at=self._held_at(),
            participants=people,
            positions=self.positions.drafts(),
            resolutions=self.resolutions.drafts(),
            questions=self.questions.drafts(),
        )

    def _held_at(self) -> datetime:
        """The field knows minutes: what was not touched keeps its seconds."""
        given: datetime | None = self.head.cleaned_data["held_at"]
        stood = self.stands.held_at if self.stands else timezone.now()
        return given if given and given != stood.replace(second=0, microsecond=0) else stood

    def refuse(self, refusal: Refusal) -> None:
        """Beside the field of the row that it is about, else at the head."""
        found = _ROW_FIELD.fullmatch(refusal.field)
        if found is None:
            field = refusal.field.partition("[")[0]
            self.head.refuse(Refusal(refusal.code, refusal.message, field=field, hint=refusal.hint))
            return
        form, name = getattr(self, found["rows"]).form_of(int(found["place"])), found["name"]
        names = {"person_id": "side", "department_id": "side", "decided_by_name": "decided_by"}
        name = names.get(name, name.removesuffix("_id"))
        name = "items" if name == "item_ids" else name
        form.add_error(name if name in form.fields else "words", refusal.message)


class SearchForm(ServiceForm):
    """What the list of records is asked for; all of it may be left out."""

    q = forms.CharField(label=_("Search for"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All kinds")), *Kind.choices], required=False)
    launch = forms.ModelChoiceField(
        Project.objects.none(), label=_("Launch"), required=False, empty_label=_("Any launch")
    )
    person = forms.ModelChoiceField(User.objects.none(), label=_("Person"), required=False, empty_label=_("Everybody"))
    mine = forms.BooleanField(label=_("Waits for me"), required=False)

    def __init__(self, data: Any = None, *, by: User) -> None:
        super().__init__(data)
        self.by = by
        self.choose("launch", visible_projects(by).order_by("-launch_on", "name"))
        self.choose("person", User.objects.get_queryset())

    def asked(self) -> dict[str, Any]:
        """What it asks for; nothing when it is not understood."""
        return self.cleaned_data if self.is_valid() else {}

    def found(self) -> RecordQuerySet:
        """The records that the person sees and asks for, what was held last first."""
        asked = self.asked()
        return search(
            visible_records(self.by),
            q=asked.get("q", ""),
            kind=asked.get("kind", ""),
            project_id=asked["launch"].pk if asked.get("launch") else None,
            person_id=asked["person"].pk if asked.get("person") else None,
            waits_for=self.by if asked.get("mine") else None,
        )


class AnswerPositionForm(ServiceForm):
    answer = forms.ChoiceField(
        choices=[(value, value) for value in (Position.Answer.CONFIRMED, Position.Answer.DISPUTED)]
    )
    words = forms.CharField(
        label=_("In your own words"), max_length=LONGEST_LINE, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerQuestionForm(ServiceForm):
    words = forms.CharField(
        label=pgettext_lazy("record", "Answer"), max_length=LONGEST_LINE, widget=forms.Textarea(attrs={"rows": 2})
    )


def _head_initial(stands: RecordDraft) -> dict[str, Any]:
    named = (f"{each.name} ({each.department})" if each.department else each.name for each in stands.participants)
    return {
        "kind": stands.kind,
        "title": stands.title,
        "body": stands.body,
        "is_chat": False,
        "held_at": timezone.localtime(stands.held_at),
        "participants": ", ".join(named),
    }


def _participants(choices: Choices, text: str) -> Iterable[Participant]:
    for each in re.split(r"[,\n、]", text):
        if found := _PARTICIPANT.fullmatch(each.strip()):
            yield _known(choices, found["name"].strip(), (found["department"] or "").strip())
        elif each.strip():
            yield Participant(each.strip())


def _known(choices: Choices, name: str, department: str) -> Participant:
    """The person of that name, where there is just one; else the name as it was written."""
    person = choices.person_named(name, department)
    return Participant(name, person.pk if person else None, department)
