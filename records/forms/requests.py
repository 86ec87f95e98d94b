"""The form of a request: what is asked for, in the order somebody on the phone can tell it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import Action, allows
from accounts.forms.base import NameField
from accounts.models import Department, User
from projects.access import visible_projects
from projects.forms.base import ServiceForm
from projects.models import Project

from ..models import Request
from ..services.requests import LONGEST_BODY, LONGEST_QUOTE, MOST_QUOTES, OptionDraft, RequestDraft

OPTION_ROWS = 3


class LinesField(forms.CharField):
    """One text per line."""

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]

    def validate(self, value: Any) -> None:
        """The service knows how many and how long."""

    def run_validators(self, value: Any) -> None:
        super().run_validators("\n".join(value))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class NamesField(LinesField):
    """Short names with commas between them."""

    def to_python(self, value: Any) -> Any:
        text = forms.CharField.to_python(self, value) or ""
        return [name.strip() for name in text.replace("\n", ",").split(",") if name.strip()]

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class RequestWordsForm(ServiceForm):
    """What can be put right later too."""

    title = NameField(label=_("What is needed, in one line"), max_length=200)
    said = forms.CharField(
        label=_("What customers say"), max_length=LONGEST_BODY, widget=forms.Textarea(attrs={"rows": 4})
    )
    inquiries = forms.IntegerField(
        label=_("Inquiries"), required=False, min_value=0, max_value=2_000_000_000, help_text=_("How many there were.")
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=Request.Channel, initial=Request.Channel.PHONE)
    quotes = LinesField(
        label=_("Customers’ words"),
        required=False,
        max_length=MOST_QUOTES * LONGEST_QUOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One per line, without names and phone numbers."),
    )
    reproduce = forms.CharField(
        label=_("How to reproduce it"),
        required=False,
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    systems = NamesField(label=_("Systems touched"), required=False, max_length=2000, help_text=_("With commas."))
    policies = NamesField(label=_("Policies touched"), required=False, max_length=2000, help_text=_("With commas."))


class RequestForm(RequestWordsForm):
    """A new one; who asks is the writer's department, unless a CX planner writes it down for another."""

    department_id = forms.ModelChoiceField(Department.objects.none(), label=_("Asked by"), empty_label=None)
    project_id = forms.ModelChoiceField(
        Project.objects.none(), label=_("Launch"), required=False, empty_label=_("No launch")
    )
    creation_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, by: User, initial: dict[str, Any] | None = None) -> None:
        start = {"creation_key": uuid4(), "department_id": by.department_id}
        super().__init__(data, initial=start | (initial or {}))
        if allows(by, Action.TRIAGE):
            self.choose("department_id", Department.objects.all())
        else:
            del self.fields["department_id"]
        self.choose("project_id", visible_projects(by).running().order_by("launch_on", "pk"))
        for row in range(OPTION_ROWS):
            for name, field in _option_fields(by).items():
                self.fields[f"option-{row}-{name}"] = field

    @property
    def option_rows(self) -> list[list[forms.BoundField]]:
        names = [name for name in ("text", "cost", "effect") if f"option-0-{name}" in self.fields]
        return [[self[f"option-{row}-{name}"] for name in names] for row in range(OPTION_ROWS)]

    def clean(self) -> dict[str, Any]:
        """What a cost or an effect belongs to has to be said."""
        found = super().clean() or self.cleaned_data
        for row in range(OPTION_ROWS):
            text, *rest = (found.get(f"option-{row}-{name}", "") for name in ("text", "cost", "effect"))
            if not text and any(rest):
                self.add_error(f"option-{row}-text", _("Please write what this option is."))
        return found

    def draft(self) -> RequestDraft:
        given = self.arguments()
        options = [
            OptionDraft(*(given.pop(f"option-{row}-{name}", "") for name in ("text", "cost", "effect")))
            for row in range(OPTION_ROWS)
        ]
        words = {name: given[name] for name in RequestWordsForm.base_fields}
        return RequestDraft(
            department_id=given.get("department_id"), options=[each for each in options if each.text], **words
        )


class ChangeRequestForm(RequestWordsForm):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, request: Request) -> None:
        names = (*RequestWordsForm.base_fields, "version")
        super().__init__(data, initial={name: getattr(request, name) for name in names})


class OptionForm(ServiceForm):
    text = NameField(label=_("Option"), max_length=300)
    cost = NameField(label=_("Cost"), max_length=200, required=False)
    effect = NameField(label=_("Effect"), max_length=200, required=False)

    def draft(self) -> OptionDraft:
        return OptionDraft(**self.cleaned_data)


def _option_fields(by: User) -> dict[str, forms.Field]:
    """What it costs is the company's to know."""
    fields: dict[str, forms.Field] = {
        "text": NameField(label=_("Option"), max_length=300, required=False),
        "cost": NameField(label=_("Cost"), max_length=200, required=False),
        "effect": NameField(label=_("Effect"), max_length=200, required=False),
    }
    if by.is_partner:
        del fields["cost"]
    return fields
