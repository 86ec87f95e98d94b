"""Forms of the learning loop: offer a line, and decide about one that was offered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.base import NameField, OwnForm
from accounts.models import Department, User

from ..access import proposable_departments
from ..models import Section, TemplateItem, TemplateVersion
from ..schedule import FIRST_OFFSET, LAST_OFFSET, Rule, Unit

BEFORE, AFTER = "before", "after"


class ProposeForm(OwnForm):
    """A new line, thought of on the template's page."""

    title = NameField(label=_("Item"), max_length=200)
    note = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What went wrong or was missing without it. It becomes the guidance of the line."),
    )
    department = forms.ModelChoiceField(Department.objects.none(), label=_("Department"))
    section = forms.ChoiceField(label=_("Section"), required=False)
    side = forms.ChoiceField(
        label=_("Deadline"),
        choices=[
            (BEFORE, pgettext_lazy("deadline", "before launch")),
            (AFTER, pgettext_lazy("deadline", "after launch")),
        ],
    )
    days = forms.IntegerField(label=_("Business days"), min_value=0, max_value=-FIRST_OFFSET, initial=5)
    is_blocker = forms.BooleanField(label=_("Must be done before launch"), required=False)

    def __init__(self, data: Any = None, *, user: User, version: TemplateVersion | None) -> None:
        super().__init__(data)
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = proposable_departments(user)
        field.initial = user.department_id
        sections = version.sections.all() if version else []
        choice = self.fields["section"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101
        choice.choices = [("", _("Leave it to the planner"))] + [(section.title, str(section)) for section in sections]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("side") == AFTER and found.get("days", 0) > LAST_OFFSET:
            self.add_error("days", _("At most %(last)d days after launch.") % {"last": LAST_OFFSET})
        return found

    @property
    def rule(self) -> Rule:
        days: int = self.cleaned_data["days"]
        return Rule(days if self.cleaned_data["side"] == AFTER else -days, Unit.BUSINESS)


class AcceptForm(OwnForm):
    section = forms.ModelChoiceField(Section.objects.none(), label=_("Section"), empty_label=None)

    def __init__(self, data: Any = None, *, draft: TemplateVersion, section_title: str = "") -> None:
        super().__init__(data)
        field = self.fields["section"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = draft.sections.all()
        field.initial = draft.sections.filter(title=section_title).first()


class LineForm(OwnForm):
    """Which line of the draft a proposal belongs to."""

    line = forms.ChoiceField(label=_("Line"))

    def __init__(self, data: Any = None, *, lines: list[TemplateItem], chosen: str = "") -> None:
        super().__init__(data, initial={"line": chosen})
        field = self.fields["line"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", _("Choose a line"))] + [(line.key, f"{line.key} {line.local_title}") for line in lines]


class MergeForm(OwnForm):
    """The guidance of the line `key`, written anew with what was learned; `revision` is that of the line as shown."""

    key = forms.CharField(max_length=20, widget=forms.HiddenInput)
    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    guidance = forms.CharField(
        label=_("Guidance"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )


class DeclineForm(OwnForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Whoever proposed it reads this."),
    )
