"""The shape of a department, and of a day that differs from the calendar."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..access.people import possible_owners
from ..calendars import FIRST_DAY, LAST_DAY
from ..models import Department, User, company_week
from .base import NameField, OwnForm

WEEKDAYS = [
    (0, _("Mon")), (1, _("Tue")), (2, _("Wed")), (3, _("Thu")), (4, _("Fri")), (5, _("Sat")), (6, _("Sun")),
]  # fmt: skip
FIELDS = (
    "name", "name_en", "slug", "kind", "is_contact_centre", "open_weekdays", "works_holidays", "covers",
)  # fmt: skip


class DepartmentForm(OwnForm):
    name = NameField(label=_("Name"), max_length=60)
    name_en = NameField(label=_("English name"), max_length=60)
    slug = forms.SlugField(
        label=_("Short name"), help_text=_("In addresses and files, such as marketing: letters, digits and hyphens.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Department.Kind, initial=Department.Kind.INTERNAL)
    is_contact_centre = forms.BooleanField(label=_("It is a contact centre"), required=False)
    open_weekdays = forms.TypedMultipleChoiceField(
        label=_("Working weekdays"), coerce=int, choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple
    )
    works_holidays = forms.BooleanField(label=_("Works on public holidays"), required=False)
    default_owner = forms.TypedChoiceField(
        label=_("Default owner"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Takes the department's lines of a new launch, unless somebody else is named."),
    )
    covers = SimpleArrayField(
        forms.SlugField(),
        label=_("Also does the work of"),
        required=False,
        help_text=_("Short names of departments of the library, with commas between them, such as finance, legal."),
    )

    def __init__(self, data: QueryDict | None = None, *, department: Department | None = None) -> None:
        initial: dict[str, Any] = {"open_weekdays": company_week()}
        if department is not None:
            initial = {name: getattr(department, name) for name in FIELDS} | {
                "default_owner": department.default_owner_id
            }
        super().__init__(data, initial=initial)
        field = self.fields["default_owner"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        people = User.objects.none()
        if department:
            now = User.objects.filter(pk=department.default_owner_id or 0)  # stays on offer whatever the role
            people = possible_owners().filter(department=department) | now
        field.choices = [("", _now("None")), *((person.pk, person.name) for person in people)]

    def fill(self, department: Department) -> Department:
        values = dict(self.cleaned_data)
        department.default_owner_id = values.pop("default_owner")
        for name, value in values.items():
            setattr(department, name, value)
        return department


class CalendarDayForm(OwnForm):
    """One day of the company or of a department. `is_open` comes as "closed" or "open"."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    state = forms.ChoiceField(
        label=_("What it is"), choices=[("closed", pgettext_lazy("day", "Closed")), ("open", _("Working day"))]
    )
    name = NameField(label=_("Occasion"), max_length=60)
    department = forms.TypedChoiceField(label=_("Whose"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: QueryDict | None = None, *, departments: Iterable[Department]) -> None:
        super().__init__(data)
        self.departments = {department.pk: department for department in departments}
        field = self.fields["department"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", _now("The whole company")), *((each.pk, each.local_name) for each in departments)]

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if not FIRST_DAY <= on <= LAST_DAY:
            raise forms.ValidationError(
                _now("Choose a day from %(first)d to %(last)d.") % {"first": FIRST_DAY.year, "last": LAST_DAY.year}
            )
        return on

    def arguments(self) -> dict[str, Any]:
        """For `services.set_calendar_day`."""
        values = self.cleaned_data
        return {
            "on": values["on"],
            "is_open": values["state"] == "open",
            "name": values["name"],
            "department": self.departments.get(values["department"]),
        }
