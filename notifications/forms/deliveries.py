"""What one asks the log of deliveries for, and the word about how a failed message was dealt with."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.asked import number
from accounts.models import User
from projects.access import visible_projects
from projects.forms.base import ServiceForm
from projects.forms.days import DayField
from projects.models import Project

from ..models import Channel, Message

LOOKS_BACK = timedelta(days=120)


class LogForm(forms.Form):
    """All in the address. What cannot be read counts as not asked for; the field says so."""

    use_required_attribute = False
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("Every state")), *Message.State.choices], required=False
    )
    channel = forms.ChoiceField(
        label=_("Channel"), choices=[("", _("Every channel")), *Channel.choices], required=False
    )
    launch = forms.ModelChoiceField(
        Project.objects.none(), label=_("Launch"), empty_label=_("Every launch"), required=False
    )
    person = forms.CharField(label=pgettext_lazy("delivery", "Person or channel"), max_length=60, required=False)
    since = DayField(label=pgettext_lazy("day", "From"), required=False)
    until = DayField(label=pgettext_lazy("day", "Until"), required=False)
    reference = forms.CharField(label=_("Reference"), max_length=40, required=False)

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        recent = Q(launch_on__gte=timezone.localdate() - LOOKS_BACK)
        recent |= Q(pk=number(self.data.get("launch")) or 0)
        field: Any = self.fields["launch"]
        field.queryset = visible_projects(reader).filter(recent).order_by("-launch_on", "-pk")
        self.fields["reference"].widget.attrs["placeholder"] = "R-20261125-0042"

    def asked(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class SettleForm(ServiceForm):
    reason = forms.CharField(
        label=_("How it was dealt with"),
        help_text=_("For example: told by phone at 10:20."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
