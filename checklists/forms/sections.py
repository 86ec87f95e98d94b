"""Forms of a draft's sections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import OwnForm

from .lines import TitleField


class SectionForm(OwnForm):
    title = TitleField(label=_("Section"), max_length=60)
    title_en = TitleField(label=_("English title"), max_length=60, required=False)
    revision = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)

    @property
    def words(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "title_en")}
