"""Starting a launch: what it is and when, and what was chosen line by line. Everything travels in the one form."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any, cast

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import NameField
from accounts.models import PARTNER_ROLES, Department, User, UserQuerySet

from .base import ServiceForm
from .days import NearDayField


class DetailsForm(ServiceForm):
    name = NameField(label=_("Launch name"), max_length=100, help_text=_("It stands in every message as it is."))
    launch_on = NearDayField(label=_("D-day"), is_ahead=True)
    announced_on = NearDayField(label=_("Day CX was told"), is_ahead=False)
    planner = forms.ModelChoiceField(
        label=_("CX planner in charge"), queryset=User.objects.planners(), empty_label=None
    )
    opened_to = forms.ModelMultipleChoiceField(
        label=_("Partners it is opened to"),
        queryset=Department.objects.filter(kind=Department.Kind.PARTNER),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Only these centres see it, and there only their own items."),
    )
    is_confidential = forms.BooleanField(
        label=_("Confidential"), required=False, help_text=_("Only you, the planner and the people named below see it.")
    )
    named = forms.MultipleChoiceField(
        label=_("People who may see it"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self,
        data: MultiValueDict[str, Any] | None = None,
        *,
        by: User,
        today: date,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        """`given` fills in what the annual plan, or a launch to do alike, says."""
        super().__init__(data, initial={"announced_on": today, "planner": by.pk, **(given or {})})
        self.today = today
        for name in ("launch_on", "announced_on"):
            cast("NearDayField", self.fields[name]).today = today
        field = self.fields["named"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101
        # Partners never see a confidential launch.
        field.choices = people_by_department(User.objects.active().exclude(role__in=PARTNER_ROLES))

    def clean_name(self) -> str:
        return unicodedata.normalize("NFC", " ".join(self.cleaned_data["name"].split()))

    def clean_launch_on(self) -> date:
        return _plannable(self.cleaned_data["launch_on"], self.today)

    def clean_announced_on(self) -> date:
        announced_on = _plannable(self.cleaned_data["announced_on"], self.today)
        if announced_on > self.today:
            raise forms.ValidationError(_("CX cannot have been told on a day to come."))
        return announced_on

    @property
    def draft_fields(self) -> dict[str, Any] | None:
        """The details as `Draft` names them, once `is_valid` was asked; None while the dates or the planner miss.

        Dates and owners do not depend on the rest, so that a preview stands before the form is complete.
        """
        given = self.cleaned_data
        if not {"launch_on", "announced_on", "planner"} <= set(given):
            return None
        is_confidential = given.get("is_confidential", False)
        return {
            "name": given.get("name", ""),
            "launch_on": given["launch_on"],
            "announced_on": given["announced_on"],
            "planner_id": given["planner"].pk,
            "opened_to_ids": tuple(department.pk for department in given.get("opened_to", ())),
            "is_confidential": is_confidential,
            "named_ids": tuple(map(int, given.get("named", ()))) if is_confidential else (),
        }


def _plannable(day: date, today: date) -> date:
    if not today.year - 1 <= day.year <= today.year + 5:
        raise forms.ValidationError(_("Choose a date from last year to five years ahead."))
    return day


def people_by_department(people: UserQuerySet) -> list[tuple[str, list[tuple[int, str]]]]:
    """The choices of a field that names people."""
    people = people.select_related("department")
    in_order = sorted(people, key=lambda person: (person.department_id or 0, person.name))
    groups = groupby(in_order, key=lambda person: person.department)
    return [
        (
            department.local_name if department else str(_("No department")),
            [(person.pk, person.name) for person in group],
        )
        for department, group in groups
    ]
