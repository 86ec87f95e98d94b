"""What may be searched for: a line of words, and one kind of thing or all."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.hangul import LONGEST_QUERY

from ..searching import KINDS


class SearchForm(forms.Form):
    use_required_attribute = False

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=LONGEST_QUERY,
        error_messages={"max_length": _("Search for at most %(limit_value)d characters.")},
    )
    kind = forms.ChoiceField(required=False, choices=[("", ""), *((kind.key, kind.label) for kind in KINDS)])

    def clean_q(self) -> Any:
        return " ".join(self.cleaned_data["q"].split())
