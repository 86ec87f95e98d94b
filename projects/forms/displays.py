"""Which screen a link is for."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import NameField
from accounts.models import Department, User

from ..access import departments_with_displays
from .base import ServiceForm


class DisplayForm(ServiceForm):
    name = NameField(
        label=_("Where the screen hangs"), max_length=60, help_text=_("Such as: contact centre, 3rd floor")
    )
    department_id = forms.ModelChoiceField(
        Department.objects.none(),
        label=_("Department"),
        empty_label=None,
        help_text=_("The screen shows what this department may see. Confidential launches are never shown."),
    )

    def __init__(self, data: QueryDict | None = None, *, user: User) -> None:
        super().__init__(data, initial={"department_id": user.department_id})
        self.choose("department_id", departments_with_displays(user))
