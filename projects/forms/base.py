"""What every form of a launch shares: the version it was filled in against, and a place for a service's refusal."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, Refusal
from accounts.forms.base import NameField
from accounts.saying import said_of
from ledger.models import Event


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class ServiceForm(forms.Form):
    """Fields are named as the arguments of the service; `arguments()` hands them over, people and lines by id."""

    use_required_attribute = False

    def arguments(self) -> dict[str, Any]:
        return {name: getattr(value, "pk", value) for name, value in self.cleaned_data.items()}

    def choose(self, name: str, queryset: QuerySet[Any]) -> None:
        """Offer these rows in a field whose choices depend on the launch, the line or the person."""
        cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = queryset

    def refuse(self, refusal: Refusal) -> None:
        """Put the service's sentence beside the field it is about; what was typed stays."""
        sentence = " ".join(filter(None, (refusal.message, refusal.hint)))
        named = (name for name in (refusal.field, f"{refusal.field}_id") if name in self.fields)
        self.add_error(next(named, None), sentence)

    def renew(self, version: int) -> None:
        """Shown again after somebody else's change: sending it once more is then a choice made knowingly."""
        if "version" in self.fields:
            typed: Any = self.data
            typed = typed.copy()
            typed[self.add_prefix("version")] = str(version)
            self.data = typed


class VersionedForm(ServiceForm):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class SaidForm(ServiceForm):
    """Whose word it was when it was not the writer's, how it was said, and when: the service's `said`.

    Shown folded below the other fields (`_form_fields.html`), because it is the rarer case.
    """

    FIELDS = FOLDED = ("said_by", "said_via", "said_at")

    said_by = NameField(label=_("Who said so, if not you"), max_length=100, required=False)
    said_via = forms.ChoiceField(label=_("How it was said"), choices=[("", ""), *Event.Via.choices], required=False)
    said_at = forms.DateTimeField(
        label=_("When it was said"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    @property
    def is_unfolded(self) -> bool:
        """Whether something of it was filled in, or is wrong."""
        return any(self.data.get(self.add_prefix(name)) or name in self.errors for name in self.FOLDED)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        try:
            said_of(given.get("said_by", ""), given.get("said_via", ""), given.get("said_at"))
        except Invalid as refusal:
            if "said_by" not in self.errors:
                self.refuse(refusal)
        return given

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        by, via, at = (given.pop(name) for name in self.FIELDS)
        return given | {"said": said_of(by, via, at)}


class ReasonForm(VersionedForm):
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
