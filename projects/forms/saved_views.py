"""A choice of launches under a name, and how far somebody has looked."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import NameField

from ..services.saved_views import LONGEST_NAME
from .base import ServiceForm

LONGEST_QUERY = 500
SEEN = re.compile(r"[0-9]{1,18}:[0-9]{1,18}", re.ASCII)
MOST_SEEN = 2000  # launches in one confirmation


class SaveViewForm(ServiceForm):
    name = NameField(label=_("Name"), max_length=LONGEST_NAME)
    query = forms.CharField(max_length=LONGEST_QUERY, required=False, widget=forms.HiddenInput)
    is_start = forms.BooleanField(label=_("Open the launches with it"), required=False)


class ConfirmLookForm(ServiceForm):
    """`seen` is "7:41 12:3": for each launch the number of the last line that the page told of."""

    seen = forms.CharField(max_length=MOST_SEEN * 38, required=False, widget=forms.HiddenInput)

    def clean_seen(self) -> dict[int, int]:
        words = self.cleaned_data["seen"].split()
        if len(words) > MOST_SEEN or not all(SEEN.fullmatch(word) for word in words):
            raise forms.ValidationError(_("Reload the page and try again."))
        return {int(project): int(number) for project, number in (word.split(":") for word in words)}
