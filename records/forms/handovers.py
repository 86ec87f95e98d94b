"""Forms of handovers: what is given to whom, an answer, somebody else to answer, taking it back."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import wording
from accounts.forms.base import NameField
from accounts.models import Department, User
from accounts.templatetags.display import language
from projects.access import visible_projects
from projects.forms.base import ReasonForm, SaidForm, VersionedForm
from projects.forms.items import PersonField
from projects.forms.start import people_by_department
from projects.models import Project

from ..models import Handover, HandoverVersion, Receipt
from ..receiving import MOST_DAYS
from ..services.receivers import receivers_of
from ..services.sending import LONGEST_BODY

KINDS = [choice for choice in Handover.Kind.choices if choice[0] != Handover.Kind.BRIEF]


class LaunchField(forms.ModelChoiceField[Project]):
    def label_from_instance(self, obj: Project) -> str:
        return f"{obj.name} · {wording.day_dotted(obj.launch_on, language())}"


class GivenForm(SaidForm):
    """What is given, and to whom. `answerable_ids` answer for their department instead of its lead."""

    RECEIVERS = ("department_ids", "person_ids", "answerable_ids")

    body = forms.CharField(
        label=_("What is handed over"),
        max_length=LONGEST_BODY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Markdown. Give words, a link or a file, or several of them."),
    )
    url = forms.URLField(label=_("Link"), max_length=1000, required=False, assume_scheme="https")
    file = forms.FileField(label=_("File (up to 10 MB)"), required=False, allow_empty_file=True)
    department_ids = forms.MultipleChoiceField(
        label=_("Departments"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("One answer for the whole department, by its lead unless you name somebody below."),
    )  # fmt: skip
    answerable_ids = forms.MultipleChoiceField(
        label=_("Who answers for their department instead of its lead"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    person_ids = forms.MultipleChoiceField(
        label=_("People, each with an answer of their own"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_by_department(User.objects.get_queryset().active().filter(department__isnull=False))
        departments = [(department.pk, department.local_name) for department in Department.objects.all()]
        self._offer("department_ids", departments)
        self._offer("person_ids", people)
        self._offer("answerable_ids", people)

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101
        field.choices = choices

    def arguments(self) -> dict[str, Any]:
        """Raises Invalid when the receivers cannot be those."""
        given = super().arguments()
        chosen = ([int(pk) for pk in given.pop(name)] for name in self.RECEIVERS)
        return given | {"receivers": receivers_of(*chosen)}


class HandOverForm(GivenForm):
    """Version 1."""

    title = NameField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    project_id = LaunchField(
        Project.objects.none(), label=_("Launch"), required=False, empty_label=_("Belongs to no launch")
    )
    accept_days = forms.IntegerField(
        label=_("Days to accept (business days)"), min_value=0, max_value=MOST_DAYS, initial=2,
        help_text=_("Open days of the receiver's own calendar."),
    )  # fmt: skip
    creation_key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("project_id", visible_projects(by).order_by("-launch_on", "pk"))


class NextVersionForm(VersionedForm, GivenForm):
    """Version n+1, filled in with what version n was and who received it."""

    note = forms.CharField(label=_("What changed"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    keeps_file = forms.BooleanField(label=_("Give the same file again"), required=False, initial=True)

    def __init__(self, *args: Any, last: HandoverVersion, receipts: list[Receipt], **kwargs: Any) -> None:
        kwargs["initial"] = {
            "version": last.handover.version,
            "body": last.body,
            "url": last.url,
            "department_ids": [receipt.department_id for receipt in receipts if receipt.person_id is None],
            "answerable_ids": [receipt.answerable_id for receipt in receipts if receipt.answerable_id],
            "person_ids": [receipt.person_id for receipt in receipts if receipt.person_id],
        }
        super().__init__(*args, **kwargs)
        if last.file:
            self.fields["keeps_file"].help_text = last.file_name
        else:
            del self.fields["keeps_file"]


class AnswerForm(SaidForm):
    """Accepted, with remarks when there are words; or sent back, and then the words are the reason."""

    words = forms.CharField(
        label=_("Remarks, or why it goes back"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def refuse(self, refusal: Any) -> None:
        refusal.field = "words" if refusal.field == "reason" else refusal.field
        super().refuse(refusal)


class PassOnForm(SaidForm):
    to_id = PersonField(User.objects.none(), label=_("Who answers from now on"), empty_label=_("Choose a person"))
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ("to_id", "reason", *SaidForm.FIELDS)

    def __init__(self, *args: Any, receipt: Receipt, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = User.objects.get_queryset().active().filter(department=receipt.department_id)
        answers = receipt.person_id or receipt.answerable_id or 0
        self.choose("to_id", members.exclude(pk=answers).select_related("department"))


class WithdrawForm(SaidForm, ReasonForm):
    field_order = ("reason", *SaidForm.FIELDS)
