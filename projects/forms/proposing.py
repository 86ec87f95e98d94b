"""Offering what a line of a launch taught to its template."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import NameField
from projects.models import Item

from .base import ServiceForm


class ProposeItemForm(ServiceForm):
    title = NameField(label=_("Item"), max_length=200)
    note = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, data: Any = None, *, item: Item) -> None:
        super().__init__(data, initial={"title": item.title})
        self.fields["note"].help_text = (
            _("What should be different in the line, and what happened without it.")
            if item.template_item_id
            else _("What went wrong or was missing without it.")
        )
