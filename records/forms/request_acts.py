"""Forms of what is done to a request: each deed of its page, and the way into a launch or a template."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import Action, Reach, reach
from accounts.access.people import possible_owners
from accounts.forms.base import NameField
from accounts.models import Department, Role, User, UserQuerySet
from checklists.access import proposable_departments, visible_templates
from checklists.forms.proposals import AFTER, BEFORE
from checklists.models import Template
from checklists.schedule import FIRST_OFFSET, LAST_OFFSET, Rule, Unit
from projects.forms.base import ReasonForm, SaidForm, ServiceForm, VersionedForm
from projects.forms.days import DayField
from projects.forms.items import PersonField
from projects.models import Project, ProjectSection

from ..models import Priority, Request

PRIORITIES = [(str(value), label) for value, label in Priority.choices]


class PriorityField(forms.TypedChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("Priority"), choices=PRIORITIES, coerce=int, empty_value=None, widget=forms.RadioSelect, **options
        )


class FigureField(forms.DecimalField):
    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=17, decimal_places=4, **options)


class ActForm(ServiceForm):
    """A deed to one request."""

    def __init__(self, data: Any = None, *, request: Request, by: User) -> None:
        super().__init__(data, initial=self.begin(request, by))
        self.prepare(request, by)

    def begin(self, request: Request, by: User) -> dict[str, Any]:
        return {"version": request.version}

    def prepare(self, request: Request, by: User) -> None:
        """Offer what the request and the person allow."""


class TriageForm(ActForm, VersionedForm):
    pass


class DeclineForm(SaidForm, ActForm, ReasonForm):
    field_order = ("reason", *SaidForm.FIELDS)


class ReopenForm(DeclineForm):
    pass


class VoteForm(SaidForm, ActForm):
    department_id = forms.ModelChoiceField(Department.objects.all(), label=_("Department"), empty_label=None)
    priority = PriorityField()
    words = forms.CharField(
        label=_("Position"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def begin(self, request: Request, by: User) -> dict[str, Any]:
        own = next((vote for vote in request.votes.all() if vote.department_id == by.department_id), None)
        return {
            "department_id": by.department_id,
            "priority": own.priority if own else None,
            "words": own.words if own else "",
        }

    def prepare(self, request: Request, by: User) -> None:
        if reach(by, Action.VOTE) != Reach.ALL:
            for name in ("department_id", *SaidForm.FIELDS):
                del self.fields[name]

    def arguments(self) -> dict[str, Any]:
        return super().arguments() if "said_by" in self.fields else ServiceForm.arguments(self)


class AgreeForm(SaidForm, ActForm, VersionedForm):
    priority = PriorityField()
    reason = forms.CharField(
        label=_("How it was settled"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when not all voted for it."),
    )
    field_order = ("priority", "reason", *SaidForm.FIELDS)

    def begin(self, request: Request, by: User) -> dict[str, Any]:
        return super().begin(request, by) | {"priority": request.priority}


class PromiseForm(SaidForm, ActForm, VersionedForm):
    owner_id = PersonField(User.objects.none(), label=_("Owner"), empty_label=_("Choose a person"))
    promised_on = DayField(label=_("Promised date"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when the date becomes later."),
    )
    field_order = ("owner_id", "promised_on", "reason", *SaidForm.FIELDS)

    def begin(self, request: Request, by: User) -> dict[str, Any]:
        return super().begin(request, by) | {"owner_id": request.owner_id, "promised_on": request.promised_on}

    def prepare(self, request: Request, by: User) -> None:
        self.choose("owner_id", deliverers(by))


class NoteForm(SaidForm, ActForm):
    text = forms.CharField(label=_("Progress"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    on = DayField(label=_("Day"), required=False)
    field_order = ("text", "on", *SaidForm.FIELDS)

    def begin(self, request: Request, by: User) -> dict[str, Any]:
        return {}


class DeliverForm(SaidForm, ActForm, VersionedForm):
    delivered_on = DayField(label=_("Delivered on"))
    words = forms.CharField(
        label=_("What was delivered"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    check_on = DayField(label=_("Follow-up check on"), help_text=_("When somebody looks whether it helped."))
    figure_name = NameField(
        label=_("Figure that is watched"), max_length=100, help_text=_("For example inquiries per week.")
    )
    figure_before = FigureField(label=_("The figure before"))
    field_order = ("delivered_on", "words", "check_on", "figure_name", "figure_before", *SaidForm.FIELDS)

    def begin(self, request: Request, by: User) -> dict[str, Any]:
        figure = {"figure_name": request.figure_name, "figure_before": request.figure_before}
        if figure["figure_before"] is None and request.inquiries is not None:
            figure = {"figure_name": str(_("Inquiries")), "figure_before": request.inquiries}  # type: ignore[dict-item]
        return super().begin(request, by) | figure


class CheckForm(SaidForm, ActForm, VersionedForm):
    figure_after = FigureField(label=_("The figure now"))
    checked_note = forms.CharField(label=_("What it showed"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ("figure_after", "checked_note", *SaidForm.FIELDS)

    def prepare(self, request: Request, by: User) -> None:
        self.fields["figure_after"].label = f"{request.figure_name} · {_('now')}"


class MakeItemForm(ActForm, VersionedForm):
    """A line of the launch that was chosen before."""

    title = NameField(label=_("Item"), max_length=200)
    section_id = forms.ModelChoiceField(ProjectSection.objects.none(), label=_("Section"), empty_label=None)
    department_id = forms.ModelChoiceField(Department.objects.all(), label=_("Department"), empty_label=None)
    owner_id = PersonField(User.objects.none(), label=_("Owner"), required=False, empty_label=_("Nobody yet"))
    due_on = DayField(label=_("Due date"))

    def __init__(self, data: Any = None, *, request: Request, by: User, project: Project) -> None:
        self.project = project
        super().__init__(data, request=request, by=by)

    def begin(self, request: Request, by: User) -> dict[str, Any]:
        return super().begin(request, by) | {
            "title": request.title,
            "department_id": request.owner_department_id or request.department_id,
            "owner_id": request.owner_id,
            "due_on": request.promised_on,
        }

    def prepare(self, request: Request, by: User) -> None:
        self.choose("section_id", self.project.sections.all())
        self.choose("owner_id", possible_owners().select_related("department"))


class ProposeForm(ActForm, VersionedForm):
    template_id = forms.ModelChoiceField(Template.objects.none(), label=_("Template"), empty_label=None)
    title = NameField(label=_("Item"), max_length=200)
    note = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    department_id = forms.ModelChoiceField(Department.objects.none(), label=_("Department"), empty_label=None)
    side = forms.ChoiceField(
        label=_("Deadline"),
        choices=[
            (BEFORE, pgettext_lazy("deadline", "before launch")),
            (AFTER, pgettext_lazy("deadline", "after launch")),
        ],
    )
    days = forms.IntegerField(label=_("Business days"), min_value=0, max_value=-FIRST_OFFSET, initial=5)

    def begin(self, request: Request, by: User) -> dict[str, Any]:
        return super().begin(request, by) | {
            "title": request.title,
            "note": request.said[:2000],
            "department_id": request.owner_department_id or by.department_id,
            "days": 5,
        }

    def prepare(self, request: Request, by: User) -> None:
        self.choose("template_id", visible_templates(by).order_by("name"))
        self.choose("department_id", proposable_departments(by))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("side") == AFTER and found.get("days", 0) > LAST_OFFSET:
            self.add_error("days", _("At most %(last)d days after launch.") % {"last": LAST_OFFSET})
        return found

    def arguments(self) -> dict[str, Any]:
        given = super().arguments()
        days = given.pop("days") * (1 if given.pop("side") == AFTER else -1)
        return given | {"rule": Rule(days, Unit.BUSINESS)}


def deliverers(by: User) -> UserQuerySet:
    """Whom this person may name as owner: a planner everybody who delivers, a lead theirs, others themselves."""
    people = User.objects.get_queryset().active().select_related("department")
    people = people.filter(role__in=(Role.PLANNER, Role.LEAD, Role.MEMBER), department__isnull=False)
    match reach(by, Action.DELIVER):
        case Reach.ALL:
            return people.order_by("department", "name")
        case Reach.DEPARTMENT:
            return people.filter(department=by.department_id).order_by("name")
        case _:
            return people.filter(pk=by.pk)
