"""Forms of a draft's lines: a row of the list, everything in the panel, and many lines at once."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access.people import possible_owners
from accounts.asked import number
from accounts.calendars import Calendar
from accounts.forms.base import NameField, OwnForm
from accounts.models import Department

from ..draft_rows import rule_text
from ..files.deadlines import DeadlineError, read_deadline
from ..models import Approval, EvidenceKind, TemplateItem
from ..schedule import FIRST_OFFSET, LAST_OFFSET, Roll, Rule, Unit

BEFORE, ON, AFTER = "before", "on", "after"
SIDES = [
    (BEFORE, gettext_lazy("before launch")),
    (ON, gettext_lazy("on launch day")),
    (AFTER, gettext_lazy("after launch")),
]


class TextField(forms.CharField):
    """Lines as written, whatever line ends the browser sends."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class TitleField(NameField):
    def to_python(self, value: Any) -> str:
        return unicodedata.normalize("NFC", super().to_python(value) or "")


class DueField(forms.CharField):
    """A deadline as people write it; a date is counted from the D-day that the page shows."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=60, **options)
        self.launch_on: date | None = None
        self.calendar: Calendar | None = None

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            found = read_deadline(text, launch_on=self.launch_on, calendar=self.calendar)
        except DeadlineError as error:
            raise forms.ValidationError(str(error)) from error
        if found is None and self.required:
            raise forms.ValidationError(_("Write a deadline like D-14, D-day or D+7."))
        return found.rule if found else None


class RevisionForm(OwnForm):
    revision = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class AddLineForm(OwnForm):
    title = TitleField(label=gettext_lazy("Title"), max_length=200)
    section = forms.IntegerField(min_value=1, max_value=2**62)
    below = forms.CharField(max_length=20, required=False)


class RowForm(RevisionForm):
    """What is edited in the list itself. An unchanged deadline keeps what its text does not say."""

    title = TitleField(label=gettext_lazy("Title"), max_length=200)
    due = DueField(label=gettext_lazy("Deadline"))

    def __init__(self, data: Any, *, item: TemplateItem, launch_on: date, calendar: Calendar) -> None:
        super().__init__(data)
        self.item = item
        _count_from(self, launch_on, calendar)

    @property
    def values(self) -> dict[str, Any]:
        rule: Rule = self.cleaned_data["due"]
        if rule_text(rule) == rule_text(self.item.rule):
            rule = self.item.rule
        elif rule.unit == Unit.CALENDAR and rule.roll == Roll.DEFAULT:
            rule = replace(rule, roll=self.item.rule.roll)
        return {"title": self.cleaned_data["title"], "rule": rule}


class LineForm(RevisionForm):
    """Every plain property of a line; scenarios, waits and the condition have readers of their own."""

    title = TitleField(label=gettext_lazy("Title"), max_length=200)
    title_en = TitleField(label=gettext_lazy("English title"), max_length=200, required=False)
    department_id = forms.TypedChoiceField(label=gettext_lazy("Department"), coerce=int)
    default_owner_id = forms.TypedChoiceField(
        label=gettext_lazy("Default owner"), coerce=int, required=False, empty_value=None
    )
    days = forms.IntegerField(label=gettext_lazy("Days"), min_value=0, max_value=-FIRST_OFFSET)
    unit = forms.ChoiceField(label=gettext_lazy("Counted in"), choices=Unit.choices)
    side = forms.ChoiceField(label=gettext_lazy("When"), choices=SIDES)
    roll = forms.ChoiceField(label=gettext_lazy("On closed days"), choices=Roll.choices)
    is_blocker = forms.BooleanField(label=gettext_lazy("Must be done before launch"), required=False)
    evidence_kind = forms.ChoiceField(label=gettext_lazy("Evidence"), choices=EvidenceKind.choices)
    approval = forms.ChoiceField(label=gettext_lazy("Approval"), choices=Approval.choices)
    guidance = TextField(
        label=gettext_lazy("Guidance"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    guidance_en = TextField(
        label=gettext_lazy("English guidance"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    brief_line = TitleField(label=gettext_lazy("Line in the brief"), max_length=300, required=False)
    brief_line_en = TitleField(label=gettext_lazy("English line in the brief"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, item: TemplateItem) -> None:
        super().__init__(data, initial=_initial(item))
        self.item = item
        chosen = number(data.get("department_id")) if data else None
        _offer(self, "department_id", department_choices())
        _offer(self, "default_owner_id", [("", _("Nobody")), *people_choices(chosen or item.department_id)])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("side") == AFTER and (given.get("days") or 0) > LAST_OFFSET:
            self.add_error("days", _("Deadlines run to D+%(last)d.") % {"last": LAST_OFFSET})
        return given

    @property
    def rule(self) -> Rule:
        given = self.cleaned_data
        offset = {BEFORE: -given["days"], ON: 0, AFTER: given["days"]}[given["side"]]
        return Rule(offset, Unit(given["unit"]), Roll(given["roll"]))

    @property
    def values(self) -> dict[str, Any]:
        kept = {name: self.cleaned_data[name] for name in self.cleaned_data if name not in ("revision", *RULE_FIELDS)}
        return kept | {"rule": self.rule}


RULE_FIELDS = ("days", "unit", "side", "roll")


class BulkForm(OwnForm):
    """One change for the lines that are selected; `do` says which of the fields counts."""

    department_id = forms.TypedChoiceField(label=gettext_lazy("Department"), coerce=int, required=False)
    is_blocker = forms.TypedChoiceField(
        label=gettext_lazy("Must-have"),
        coerce=lambda value: value == "yes",
        choices=[("yes", gettext_lazy("Must be done before launch")), ("no", gettext_lazy("Not a must-have"))],
        required=False,
    )
    owner_id = forms.TypedChoiceField(label=gettext_lazy("Default owner"), coerce=int, required=False, empty_value=None)
    due = DueField(label=gettext_lazy("Deadline"), required=False)
    days = forms.IntegerField(
        label=gettext_lazy("Days"),
        min_value=FIRST_OFFSET - LAST_OFFSET,
        max_value=LAST_OFFSET - FIRST_OFFSET,
        required=False,
        help_text=gettext_lazy("Later with 3, earlier with -3; each in its own unit."),
    )

    def __init__(self, data: Any = None, *, launch_on: date, calendar: Calendar) -> None:
        super().__init__(data, auto_id="bulk_%s")
        _count_from(self, launch_on, calendar)
        _offer(self, "department_id", department_choices())
        _offer(self, "owner_id", [("", _("Nobody")), *people_choices(None)])


def department_choices() -> list[tuple[Any, Any]]:
    return [(department.pk, department.local_name) for department in Department.objects.all()]


def people_choices(department_id: int | None) -> list[tuple[Any, Any]]:
    """Who may own lines, by department, those of the line's department first."""
    people = possible_owners().select_related("department").order_by("department_id", "name")
    groups: dict[str, list[tuple[Any, Any]]] = {}
    for person in sorted(people, key=lambda person: person.department_id != department_id):
        name = person.department.local_name if person.department else _("No department")
        groups.setdefault(name, []).append((person.pk, person.name))
    return list(groups.items())


def _count_from(form: forms.Form, launch_on: date, calendar: Calendar) -> None:
    """Dates typed as a deadline are counted from this D-day."""
    due = form.fields["due"]
    assert isinstance(due, DueField)  # noqa: S101
    due.launch_on, due.calendar = launch_on, calendar


def _offer(form: forms.Form, name: str, choices: list[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101
    field.choices = choices


def rule_fields(item: TemplateItem) -> dict[str, Any]:
    """The deadline as the panel's fields hold it."""
    side = BEFORE if item.offset < 0 else AFTER if item.offset else ON
    return {"days": abs(item.offset), "side": side, "unit": item.unit, "roll": item.roll}


def _initial(item: TemplateItem) -> dict[str, Any]:
    plain = (
        "revision", "title", "title_en", "department_id", "default_owner_id", "is_blocker", "evidence_kind",
        "approval", "guidance", "guidance_en", "brief_line", "brief_line_en",
    )  # fmt: skip
    return {name: getattr(item, name) for name in plain} | rule_fields(item)
