"""Forms of a template as a whole: its words, publishing, restoring, copying."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.base import NameField, OwnForm

from ..models import LaunchType, Template


class TemplateForm(OwnForm):
    """The words of a template and its launch type; of a new one without `template`."""

    name = NameField(label=_("Name"), max_length=100)
    launch_type = forms.ModelChoiceField(
        LaunchType.objects.all(),
        label=_("Launch type"),
        empty_label=pgettext_lazy("launch type", "Choose"),
        help_text=_("It says how much notice a launch owes."),
    )
    summary = forms.CharField(
        label=_("Summary"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What it is for, in one or two sentences."),
    )
    name_en = NameField(label=_("English name"), max_length=100, required=False)
    summary_en = forms.CharField(
        label=_("English summary"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None, *, template: Template | None = None) -> None:
        names = ("name", "launch_type", "summary", "name_en", "summary_en")
        super().__init__(data, initial={name: getattr(template, name) for name in names} if template else None)


class RevisionForm(OwnForm):
    """Sent from a page that shows the draft: `revision` is that of the draft it showed."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class PublishForm(RevisionForm):
    note = forms.CharField(
        label=_("What changed"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What changes for those who work with it, and why. It stands beside the version for good."),
    )


class DuplicateForm(OwnForm):
    name = NameField(label=_("Name of the copy"), max_length=100)
