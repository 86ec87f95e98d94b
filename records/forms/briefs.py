"""Writing a line of a brief, publishing it, confirming it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import NameField
from projects.forms.base import ServiceForm

from ..brief import LONGEST_LABEL
from ..models import BriefLine, Part
from ..receiving import MOST_DAYS
from ..services.briefs import LONGEST_TEXT


def _text(label: Any, rows: int, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=LONGEST_TEXT, widget=widget, **options)


class LineForm(ServiceForm):
    """A new line; `ChangeLineForm` is the same for one that stands there."""

    part = forms.ChoiceField(label=_("Part"), choices=Part.choices)
    label = NameField(label=_("Heading"), max_length=LONGEST_LABEL, required=False)
    text = _text(_("What agents read"), 3, help_text=_("Words to be read aloud stand in quotation marks. Markdown."))
    meanwhile = _text(_("What to say meanwhile"), 2, required=False, help_text=_("For what is not ready yet."))


class ChangeLineForm(LineForm):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, line: BriefLine) -> None:
        names = ("part", "label", "text", "meanwhile", "version")
        super().__init__(data, initial={name: getattr(line, name) for name in names}, auto_id=f"id_%s_{line.pk}")


class LineVersionForm(ServiceForm):
    version = forms.IntegerField(min_value=1)


class PublishForm(ServiceForm):
    note = forms.CharField(label=_("What changed"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    accept_days = forms.IntegerField(
        label=_("Days to confirm (business days)"),
        min_value=0,
        max_value=MOST_DAYS,
        help_text=_("Counted in the working days of each centre."),
    )
    after_number = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, after_number: int, accept_days: int) -> None:
        super().__init__(data, initial={"after_number": after_number, "accept_days": accept_days})
        self.fields["note"].required = after_number > 0


class ReadForm(ServiceForm):
    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("Remark"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
