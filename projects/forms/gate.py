"""Forms of the gate: what a department's lead says, what CX decides, and each must-have accepted as missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access.people import possible_owners
from projects.models import Decision, Item, SignOff

from .base import ServiceForm
from .days import DayField


class SignOffForm(ServiceForm):
    verdict = forms.ChoiceField(label=_("Sign-off"), choices=SignOff.Verdict.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Condition or reason"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class DecideForm(ServiceForm):
    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=Decision.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision.")},
    )
    note = forms.CharField(
        label=_("Note on the decision"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ConditionForm(ServiceForm):
    """One unmet must-have. `people` are (id, words) pairs, read once for all the forms of a page."""

    accepter_id = forms.TypedChoiceField(label=_("Accepted by"), coerce=int)
    reason = forms.CharField(label=_("Why it is not done"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    fallback = forms.CharField(
        label=_("What happens instead"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    follow_up_on = DayField(label=_("Follow-up date"))

    def __init__(self, *args: Any, item: Item, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"accepter_id": item.owner_id})
        kwargs["prefix"] = f"item-{item.pk}"
        super().__init__(*args, **kwargs)
        self.item = item
        cast("forms.TypedChoiceField", self.fields["accepter_id"]).choices = [("", "—"), *people]
        self.fields["follow_up_on"].widget.attrs["min"] = item.project.launch_on.isoformat()
        for field in self.fields.values():
            field.widget.attrs["form"] = "decide"  # the page shows it beside the decision's form, not inside


def people_choices() -> list[tuple[int, str]]:
    people = possible_owners().select_related("department")
    return [
        (person.pk, f"{person.name} · {person.department}" if person.department else person.name) for person in people
    ]
