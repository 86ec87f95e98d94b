"""The shape of a channel and of what is done to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import NameField
from projects.forms.base import ServiceForm

from ..channels.addresses import LONGEST
from ..models import Carries, Channel, Destination


class CarriesField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("What it takes"), choices=Carries.choices, **options)


class AddDestinationForm(ServiceForm):
    channel = forms.ChoiceField(label=_("Service"), choices=Channel.choices)
    name = NameField(label=_("Name"), max_length=60, help_text=_("As people here call it, such as #cx-alerts."))
    address = forms.CharField(
        label=_("Address"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("As the other service shows it. Whoever knows it can write there, so it is not shown again."),
    )
    carries = CarriesField(initial=list(Carries))

    def __init__(self, data: QueryDict | None = None, *, is_own: bool) -> None:
        super().__init__(data)
        if is_own:  # one's own mail goes to the address of the account
            field = self.fields["channel"]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = [choice for choice in Channel.choices if choice[0] != Channel.EMAIL]


class ChangeDestinationForm(ServiceForm):
    name = NameField(label=_("Name"), max_length=60)
    address = forms.CharField(
        label=_("New address"),
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    carries = CarriesField()

    def __init__(self, data: QueryDict | None = None, *, destination: Destination) -> None:
        super().__init__(data, initial={"name": destination.name, "carries": destination.carries})
        self.fields["address"].help_text = _("Now: %(hint)s. Leave it empty to keep it.") % {"hint": destination.hint}


class DisableForm(ServiceForm):
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)
