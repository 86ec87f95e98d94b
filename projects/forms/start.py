"""Starting a launch: what it is (step 2), the answers (step 3), and what was changed line by line (step 4).

The state of the wizard is the form itself: every step carries what the steps before it asked as hidden fields.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.forms import NameField
from accounts.models import PARTNER_ROLES, Department, User, UserQuerySet
from projects.models import PlannedLaunch
from projects.starting import NOBODY

from .base import ServiceForm
from .days import DayField

OWNER = "owner-"


class DetailsForm(ServiceForm):
    name = NameField(label=_("Launch name"), max_length=100, help_text=_("It stands in every message as it is."))
    launch_on = DayField(label=_("D-day"))
    announced_on = DayField(label=_("Day CX was told"), help_text=_("Notice is counted from this day."))
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
        planned: PlannedLaunch | None = None,
    ) -> None:
        """A launch of the annual plan fills in what it says."""
        initial = {"announced_on": today, "planner": by.pk}
        if planned:
            initial |= {"name": planned.name, "launch_on": planned.launch_on, "planner": planned.planner_id or by.pk}
        super().__init__(data, initial=initial)
        self.today = today
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
    def draft_fields(self) -> dict[str, Any]:
        """The details as `Draft` names them."""
        given = self.cleaned_data
        return {
            "name": given["name"],
            "launch_on": given["launch_on"],
            "announced_on": given["announced_on"],
            "planner_id": given["planner"].pk,
            "opened_to_ids": tuple(department.pk for department in given["opened_to"]),
            "is_confidential": given["is_confidential"],
            "named_ids": tuple(map(int, given["named"])) if given["is_confidential"] else (),
        }


def chosen_owners(data: QueryDict, active: Mapping[int, User]) -> dict[str, int | None]:
    """Owners chosen by hand, by line key; an empty choice, or somebody who has left, leaves the line to the rules."""
    owners: dict[str, int | None] = {}
    for name, value in data.items():
        if not name.startswith(OWNER) or not isinstance(value, str):
            continue
        if value == NOBODY:
            owners[name.removeprefix(OWNER)] = None
        elif value.isdecimal() and len(value) < 18 and int(value) in active:
            owners[name.removeprefix(OWNER)] = int(value)
    return owners


def skipped_keys(data: QueryDict) -> frozenset[str]:
    """Lines whose box was cleared: a box that is not checked is not sent, so every line shown names itself as well."""
    return frozenset(data.getlist("shown")) - frozenset(data.getlist("keep"))


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
