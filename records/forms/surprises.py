"""Reporting a surprise, and what is done to one afterwards."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import NameField
from accounts.models import Department, User
from checklists.access import proposable_departments, readable_templates
from checklists.models import Template
from projects.access import visible_items, visible_projects
from projects.forms.base import SaidForm, ServiceForm, VersionedForm
from projects.forms.items import ItemField
from projects.models import Item, Project

from ..models import Surprise
from ..services.surprise_lessons import LineOffer
from ..services.surprises import MOST_INQUIRIES, Report
from .records import moment_field

NEAR = (timedelta(days=90), timedelta(days=30))  # launches that a surprise is likely to be about


class WhatForm(ServiceForm):
    """What somebody noticed. Only the title and the way it was found are asked for."""

    title = NameField(label=_("What opened?"), max_length=200)
    found_through = forms.ChoiceField(
        label=_("How did you find out?"), choices=Surprise.FoundThrough.choices, widget=forms.RadioSelect
    )
    inquiries = forms.IntegerField(
        label=_("Inquiries so far"), min_value=0, max_value=MOST_INQUIRIES, required=False, initial=0
    )
    noticed_at = moment_field(_("When it was noticed"))
    details = forms.CharField(
        label=_("Details"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def report(self) -> Report:
        given = self.arguments()
        given.pop("version", None)
        given.pop("creation_key", None)
        return Report(**given | {"inquiries": given["inquiries"] or 0})


class ReportForm(WhatForm):
    department_id = forms.ModelChoiceField(
        Department.objects.filter(kind=Department.Kind.INTERNAL),
        label=_("Department that may know"),
        required=False,
        empty_label=_("Not known"),
        help_text=_("It is asked for its position. This is a guess, and it can be changed."),
    )
    project_id = forms.ModelChoiceField(
        Project.objects.none(), label=_("Launch"), required=False, empty_label=_("None, or not known")
    )
    centre_id = forms.ModelChoiceField(
        Department.objects.filter(is_contact_centre=True), label=_("Contact centre"), empty_label=None
    )
    creation_key = forms.UUIDField(widget=forms.HiddenInput)

    field_order = ("title", "found_through", "inquiries", "department_id", "details", "noticed_at")

    def __init__(self, data: Any = None, *, user: User, project: Project | None = None) -> None:
        initial = {"creation_key": uuid.uuid4(), "noticed_at": timezone.localtime(), "project_id": project}
        super().__init__(data, initial=initial)
        self.choose("project_id", _near_launches(user, timezone.localdate()))
        if _knows_centre(user):
            del self.fields["centre_id"]


class ChangeForm(VersionedForm, WhatForm):
    def __init__(self, data: Any = None, *, surprise: Surprise, user: User) -> None:
        names = ("version", "title", "found_through", "inquiries", "details")
        initial = {name: getattr(surprise, name) for name in names}
        super().__init__(data, initial=initial | {"noticed_at": timezone.localtime(surprise.noticed_at)})


class CountForm(ServiceForm):
    more = forms.IntegerField(label=_("More inquiries"), min_value=1, max_value=MOST_INQUIRIES, initial=1)

    def __init__(self, data: Any = None, *, surprise: Surprise, user: User) -> None:
        super().__init__(data)


class StandingForm(VersionedForm):
    """A deed to the surprise as it was read."""

    def __init__(self, data: Any = None, *, surprise: Surprise, user: User) -> None:
        super().__init__(data, initial={"version": surprise.version})


class DepartmentForm(StandingForm):
    department_id = forms.ModelChoiceField(
        Department.objects.filter(kind=Department.Kind.INTERNAL), label=_("Department"), empty_label=None
    )

    def __init__(self, data: Any = None, *, surprise: Surprise, user: User) -> None:
        super().__init__(data, surprise=surprise, user=user)
        self.initial["department_id"] = surprise.department_id


class AnswerForm(SaidForm, StandingForm):
    words = forms.CharField(
        label=_("Position of the department"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What happened, seen from here, and what would have helped. The contact centre reads it."),
    )
    field_order = ("version", "words")

    def __init__(self, data: Any = None, *, surprise: Surprise, user: User) -> None:
        super().__init__(data, surprise=surprise, user=user)
        self.initial["words"] = surprise.answer
        self.is_on_behalf = user.department_id != surprise.department_id
        self.fields["said_by"].required = self.is_on_behalf

    @property
    def is_unfolded(self) -> bool:
        return self.is_on_behalf or super().is_unfolded


class LinkForm(StandingForm):
    """First the launch; its lines can be chosen once it stands."""

    project_id = forms.ModelChoiceField(
        Project.objects.none(), label=_("Launch"), required=False, empty_label=_("No launch")
    )
    item_fault = forms.ChoiceField(
        label=_("What was it with the item?"), choices=[("", "–"), *Surprise.ItemFault.choices], required=False
    )
    item_id = ItemField(Item.objects.none(), label=_("Item"), required=False, empty_label="–")

    def __init__(self, data: Any = None, *, surprise: Surprise, user: User) -> None:
        super().__init__(data, surprise=surprise, user=user)
        near = _near_launches(user, timezone.localdate(surprise.noticed_at))
        own = visible_projects(user).filter(pk=surprise.project_id or 0)
        self.choose("project_id", (near | own).distinct().order_by("-launch_on", "name"))
        self.initial.update({name: getattr(surprise, name) for name in ("project_id", "item_id", "item_fault")})
        if surprise.project_id is None:
            del self.fields["item_fault"], self.fields["item_id"]
        else:
            lines = visible_items(user).filter(project=surprise.project_id).order_by("section__order", "order")
            self.choose("item_id", lines)

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        is_other = self.initial["project_id"] != given["project_id"]
        return given | ({"item_id": None, "item_fault": ""} if is_other else {})


class ReasonForm(StandingForm):
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class SettleForm(StandingForm):
    lesson = forms.CharField(
        label=_("What changes"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What is done differently from now on, and by when. The contact centre reads it."),
    )


class ProposeForm(ServiceForm):
    """A line for the template; a launch knows its own."""

    title = NameField(label=_("Item"), max_length=200)
    note = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    department_id = forms.ModelChoiceField(Department.objects.none(), label=_("Department"), empty_label=None)
    days = forms.IntegerField(label=_("Business days before launch"), min_value=0, max_value=365, initial=5)
    template_id = forms.ModelChoiceField(Template.objects.none(), label=_("Template"), empty_label=None)

    def __init__(
        self, data: Any = None, *, user: User, surprise: Surprise | None = None, project: Project | None = None
    ) -> None:
        super().__init__(data)
        self.choose("department_id", proposable_departments(user))
        self.initial["department_id"] = user.department_id
        project = surprise.project if surprise else project
        if surprise:
            self.initial.update(note=surprise.lesson or surprise.title, title=str(surprise.item or ""))
            self.initial["department_id"] = surprise.department_id or user.department_id
        if project:
            del self.fields["template_id"]
        else:
            self.choose("template_id", readable_templates(user).filter(is_archived=False))

    def offer(self) -> LineOffer:
        given = self.arguments()
        return LineOffer(offset=-given.pop("days"), **given)


class RequestForm(ServiceForm):
    title = NameField(label=_("What is needed, in one line"), max_length=200)
    said = forms.CharField(label=_("What customers say"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any = None, *, surprise: Surprise | None = None, user: User | None = None) -> None:
        super().__init__(data)
        if surprise:
            self.initial["said"] = surprise.details or surprise.title


def _near_launches(user: User, on: date) -> Any:
    near = visible_projects(user).filter(cancelled_at__isnull=True, launch_on__range=(on - NEAR[0], on + NEAR[1]))
    return near.order_by("-launch_on", "name")


def _knows_centre(user: User) -> bool:
    """A centre's own people need not say which it is, nor anybody where there is only one."""
    own = user.department
    is_own = bool(own and (user.is_partner or own.is_contact_centre))
    return is_own or Department.objects.filter(is_contact_centre=True).count() == 1
