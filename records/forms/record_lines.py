"""The lines in a record as rows of a form: any number of them, of which empty ones count as not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.base import NameField
from accounts.models import Department, User
from projects.access import nameable_people, visible_items
from projects.forms.base import DayInput
from projects.models import Project

from ..services.record_content import LONGEST_LINE, MOST_LINES
from ..services.records import PositionDraft, QuestionDraft, ResolutionDraft

PERSON, DEPARTMENT = "person", "department"
Choice = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Choices:
    """Who and what can be named in a row, read once for all rows."""

    people: list[User]
    departments: list[Department]
    items: list[Choice]

    @classmethod
    def of(cls, by: User, project: Project | None) -> Choices:
        lines = visible_items(by).filter(project=project).order_by("order", "pk") if project else ()
        return cls(
            list(nameable_people(by)),
            list(Department.objects.all()),
            [(item.pk, item.local_title) for item in lines],
        )

    @property
    def owners(self) -> list[Choice]:
        named = [(person.pk, _with_department(person)) for person in self.people if not person.is_partner]
        return [("", _("Nobody")), *named]

    @property
    def sides(self) -> list[Choice]:
        departments = [(f"{DEPARTMENT}:{department.pk}", department.local_name) for department in self.departments]
        people = [(f"{PERSON}:{person.pk}", _with_department(person)) for person in self.people]
        return [("", _("Somebody else")), (_("Departments"), departments), (pgettext_lazy("record", "People"), people)]

    def person_named(self, name: str, department: str = "") -> User | None:
        """The one person who is called so, when there is only one."""
        found = [person for person in self.people if person.name == name]
        if department:
            found = [person for person in found if department in str(person.department)]
        return found[0] if len(found) == 1 else None


def _with_department(person: User) -> str:
    return f"{person.name} · {person.department.local_name}" if person.department else person.name


class WordsField(forms.CharField):
    def __init__(self, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 2})
        super().__init__(required=False, max_length=LONGEST_LINE, widget=widget, **options)


class RowForm(forms.Form):
    """`id` is the line that stands already; a row without words is left out of the record."""

    id = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
    template_name_row = ""

    def __init__(self, *args: Any, choices: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.given = choices
        self.offer(choices)

    def offer(self, choices: Choices) -> None:
        """Fill the choices of the fields."""

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        others = [value for name, value in found.items() if name not in ("id", "words", "decided_by")]
        is_new = not found.get("id")  # a line that stands is taken out by emptying it
        if is_new and not found.get("words") and any(others) and "words" not in self.errors:
            self.add_error("words", _now("Please write this."))
        return found

    def _choose(self, name: str, choices: Sequence[Choice]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices

    def _id(self, name: str) -> int | None:
        value = self.cleaned_data.get(name)
        return int(value) if value else None


class PositionRow(RowForm):
    side = forms.ChoiceField(label=_("Whose position"), required=False)
    name = NameField(label=_("Name, if somebody else"), max_length=100, required=False)
    words = WordsField(label=_("In their words"))

    def offer(self, choices: Choices) -> None:
        self._choose("side", choices.sides)

    def draft(self) -> PositionDraft:
        kind, _colon, pk = self.cleaned_data["side"].partition(":")
        ids = {f"{kind}_id": int(pk)} if pk else {}
        name = "" if pk else self.cleaned_data["name"]
        return PositionDraft(self.cleaned_data["words"], name=name, id=self.cleaned_data["id"], **ids)


class PromiseRow(RowForm):
    """A line that somebody may take on until a day."""

    owner = forms.ChoiceField(label=_("Owner"), required=False)
    due_on = forms.DateField(label=_("Due date"), required=False, widget=DayInput())

    def offer(self, choices: Choices) -> None:
        self._choose("owner", choices.owners)


class ResolutionRow(PromiseRow):
    words = WordsField(label=_("What was decided"))
    decided_by = NameField(label=_("Decided by"), max_length=100, required=False)
    items = forms.MultipleChoiceField(label=_("Items it is about"), required=False)
    field_order = ("id", "words", "decided_by", "owner", "due_on", "items")

    def offer(self, choices: Choices) -> None:
        super().offer(choices)
        self._choose("items", choices.items)

    def draft(self) -> ResolutionDraft:
        name = self.cleaned_data["decided_by"]
        decider = self.given.person_named(name)
        return ResolutionDraft(
            words=self.cleaned_data["words"],
            decided_by_name=name,
            decided_by_id=decider.pk if decider else None,
            owner_id=self._id("owner"),
            due_on=self.cleaned_data["due_on"],
            item_ids=tuple(map(int, self.cleaned_data["items"])),
            id=self.cleaned_data["id"],
        )


class QuestionRow(PromiseRow):
    words = WordsField(label=_("What has to be found out"))
    field_order = ("id", "words", "owner", "due_on")

    def draft(self) -> QuestionDraft:
        values = self.cleaned_data
        return QuestionDraft(values["words"], owner_id=self._id("owner"), due_on=values["due_on"], id=values["id"])


class Rows(forms.BaseFormSet[Any]):
    def drafts(self) -> tuple[Any, ...]:
        return tuple(form.draft() for form in self.forms if form.cleaned_data.get("words"))

    def form_of(self, place: int) -> Any:
        """The row of the `place`-th line that was sent."""
        return [form for form in self.forms if form.cleaned_data.get("words")][place]


def rows_of(row: type[RowForm], empty: int) -> Any:
    """Rows with so many empty ones for a new record; a correction gets one."""
    options: dict[str, Any] = {"extra": empty, "max_num": MOST_LINES, "absolute_max": MOST_LINES + empty}
    return forms.formset_factory(row, formset=Rows, **options)


POSITIONS, RESOLUTIONS, QUESTIONS = rows_of(PositionRow, 2), rows_of(ResolutionRow, 2), rows_of(QuestionRow, 1)


def position_initial(draft: PositionDraft) -> dict[str, Any]:
    side = f"{PERSON}:{draft.person_id}" if draft.person_id else ""
    side = side or (f"{DEPARTMENT}:{draft.department_id}" if draft.department_id else "")
    return {"id": draft.id, "side": side, "name": "" if side else draft.name, "words": draft.words}


def promise_initial(draft: ResolutionDraft | QuestionDraft) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "id": draft.id,
        "words": draft.words,
        "owner": draft.owner_id or "",
        "due_on": draft.due_on,
    }
    if isinstance(draft, ResolutionDraft):
        initial |= {"decided_by": draft.decided_by_name, "items": list(draft.item_ids)}
    return initial
