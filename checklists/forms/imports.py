"""Forms of an import: the upload, and what its columns and departments mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.forms.base import NameField, OwnForm
from accounts.models import Department, User

from ..access import visible_templates
from ..files.words import FIELDS, heading
from ..import_preview import ImportPreview
from ..models import LaunchType, Template

COLUMN, DEPARTMENT = "column-", "department-"
SAMPLES = 2


class TemplateField(forms.ModelChoiceField[Template]):
    def label_from_instance(self, obj: Template) -> str:
        return _("Draft of “%(name)s”") % {"name": obj.local_name}


class PeopleFileForm(OwnForm):
    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=None,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
    )


class UploadForm(OwnForm):
    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=None,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt,.md,.markdown,.yaml,.yml"}),
    )
    template_id = TemplateField(
        Template.objects.none(),
        label=gettext_lazy("Into"),
        required=False,
        empty_label=gettext_lazy("A new template"),
    )
    launch_type_id = forms.ModelChoiceField(
        LaunchType.objects.all(),
        label=gettext_lazy("Launch type of the new template"),
        required=False,
        empty_label=pgettext_lazy("launch type", "Choose"),
    )
    name = NameField(
        label=gettext_lazy("Name of the new template"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Without one it gets the name of the file."),
    )
    sheet = NameField(
        label=gettext_lazy("Sheet of the workbook"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Without one the first sheet with headings is read."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["template_id"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = visible_templates(by)

    def arguments(self) -> dict[str, Any]:
        """What `services.imports.keep_file` is given beside the file."""
        template, launch_type = self.cleaned_data["template_id"], self.cleaned_data["launch_type_id"]
        return {
            "template_id": template.pk if template else None,
            "launch_type_id": launch_type.pk if launch_type else None,
            "name": self.cleaned_data["name"],
            "sheet": self.cleaned_data["sheet"],
        }


class MappingForm(OwnForm):
    """One select per column of the file and per department it names, and what its deadlines are counted from."""

    launch_on = forms.DateField(
        label=gettext_lazy("D-day of this file"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Only for files with dates: they become days before and after it."),
    )
    default_due = forms.CharField(
        label=gettext_lazy("Deadline of items without one"),
        max_length=40,
        help_text=gettext_lazy("For example D-14, D-5 business days or D-day."),
    )
    heading_at = forms.IntegerField(label=gettext_lazy("Row with the headings"), required=False, min_value=1)

    def __init__(self, data: Any = None, *, preview: ImportPreview) -> None:
        asked, table = preview.asked, preview.table
        heading_at = table.heading_at if table else None
        super().__init__(
            data,
            initial={"launch_on": asked.launch_on, "default_due": asked.default_due, "heading_at": heading_at},
        )
        self.preview = preview
        if not heading_at:
            del self.fields["heading_at"]
        self.names = list(
            dict.fromkeys([*asked.departments, *(name for name, _n in preview.understood.unknown_departments)])
        )
        departments = [("", _("Choose"))] + [(each.slug, each.local_name) for each in Department.objects.all()]
        for n, name in enumerate(self.names):
            self.fields[f"{DEPARTMENT}{n}"] = forms.ChoiceField(
                label=name or _("(no department)"),
                choices=departments,
                required=False,
                initial=asked.departments.get(name, ""),
            )
        self._add_columns(preview)

    def _add_columns(self, preview: ImportPreview) -> None:
        if preview.table is None:
            return
        meant = {column: name for name, column in preview.columns.items()}
        choices = [("", _("Not imported")), *((name, heading(name)) for name in FIELDS)]
        for column, words in enumerate(preview.table.headings):
            samples = (row.cell(column) for row in preview.table.rows)
            shown = list(dict.fromkeys(sample[:40] for sample in samples if sample))[:SAMPLES]
            if words or shown:
                self.fields[f"{COLUMN}{column}"] = forms.ChoiceField(
                    label=words or _("Column %(n)d") % {"n": column + 1},
                    choices=choices,
                    required=False,
                    initial=meant.get(column, ""),
                    help_text=" · ".join(shown),
                )

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(COLUMN)]

    @property
    def department_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(DEPARTMENT)]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        seen: dict[str, str] = {}
        for name, value in list(given.items()):
            if name.startswith(COLUMN) and value:
                if value in seen:
                    self.add_error(name, _("Another column has this meaning already."))
                seen[value] = name
        return given

    def arguments(self) -> Mapping[str, Any]:
        """What `services.imports.map_columns` is given."""
        given = self.cleaned_data
        launch_on: date | None = given["launch_on"]
        columns = {
            value: int(name.removeprefix(COLUMN)) for name, value in given.items() if name.startswith(COLUMN) and value
        }
        departments = {name: given[f"{DEPARTMENT}{n}"] for n, name in enumerate(self.names)}
        return {
            "columns": None if self.preview.table is None else columns,
            "departments": {name: slug for name, slug in departments.items() if slug},
            "launch_on": launch_on,
            "default_due": given["default_due"],
            "heading_at": given.get("heading_at"),
        }
