"""Forms of the annual plan: one planned launch, a file of them, and what its columns mean."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.forms.base import NameField
from accounts.models import User
from checklists.models import LaunchType, Template
from projects.models import PlannedLaunch
from projects.plan_preview import FIELDS, PlanPreview
from projects.planfile import LABELS

from .base import ServiceForm
from .days import DayField

COLUMN = "column-"
SAMPLES = 2


class PlannedForm(ServiceForm):
    name = NameField(label=LABELS["name"], max_length=100)
    launch_on = DayField(label=LABELS["launch_on"])
    launch_type_id = forms.ModelChoiceField(
        LaunchType.objects.all(), label=LABELS["launch_type"], empty_label=pgettext_lazy("launch type", "Choose")
    )
    template_id = forms.ModelChoiceField(
        Template.objects.filter(is_archived=False),
        label=LABELS["template"],
        required=False,
        empty_label=gettext_lazy("Chosen when it starts"),
    )
    planner_id = forms.ModelChoiceField(
        User.objects.planners(),
        label=LABELS["planner"],
        required=False,
        empty_label=pgettext_lazy("planner", "Not decided yet"),
    )
    note = forms.CharField(
        label=LABELS["note"], required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, planned: PlannedLaunch | None = None) -> None:
        initial = {name: getattr(planned, name) for name in (*FIELDS, "version")} if planned else {}
        super().__init__(data, initial=initial)


class RemovePlannedForm(ServiceForm):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class PlanUploadForm(ServiceForm):
    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=None,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt,.md,.markdown"}),
    )


class PlanColumnsForm(ServiceForm):
    """One select per column of the file."""

    def __init__(self, data: Any = None, *, preview: PlanPreview) -> None:
        super().__init__(data)
        meant = {column: name for name, column in preview.columns.items()}
        choices = [("", _("Not imported")), *LABELS.items()]
        for column, words in enumerate(preview.table.headings):
            samples = [sample for row in preview.table.rows if (sample := row.cell(column))][:SAMPLES]
            if words or samples:
                self.fields[f"{COLUMN}{column}"] = forms.ChoiceField(
                    label=words or _("Column %(n)d") % {"n": column + 1},
                    choices=choices,
                    required=False,
                    initial=meant.get(column, ""),
                    help_text=" · ".join(sample[:40] for sample in samples),
                )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        seen: set[str] = set()
        for name, value in list(given.items()):  # a wrong field is taken out meanwhile
            if value and value in seen:
                self.add_error(name, _("Another column has this meaning already."))
            seen.add(value)
        return given

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data.items()
        return {"columns": {value: int(name.removeprefix(COLUMN)) for name, value in given if value}}
