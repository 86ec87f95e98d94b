"""Which dates a calendar link is of."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from projects.access import visible_projects
from projects.forms.base import ServiceForm
from projects.models import Project

from ..access import departments_for
from ..models import FeedLink


class FeedForm(ServiceForm):
    """A department only where the person may have one's dates; an ended launch has no dates to come."""

    kind = forms.ChoiceField(label=_("Which dates"), choices=FeedLink.Kind.choices, widget=forms.RadioSelect)
    department_id = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), required=False, empty_label=_("Choose a department")
    )
    project_id = forms.ModelChoiceField(
        Project.objects.none(), label=_("Launch"), required=False, empty_label=_("Choose a launch")
    )

    def __init__(self, data: QueryDict | None = None, *, user: User, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"kind": FeedLink.Kind.PERSONAL} | (initial or {}))
        departments = departments_for(user)
        self.choose("department_id", departments)
        self.choose("project_id", visible_projects(user).running())
        if not departments.exists():
            del self.fields["department_id"]
            kinds = [choice for choice in FeedLink.Kind.choices if choice[0] != FeedLink.Kind.DEPARTMENT]
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        needed = {FeedLink.Kind.DEPARTMENT: "department_id", FeedLink.Kind.PROJECT: "project_id"}
        name = needed.get(FeedLink.Kind(cleaned["kind"])) if cleaned.get("kind") else None
        if name and name not in self.errors and not cleaned.get(name):
            self.add_error(name, _("Please choose one."))
        return cleaned
