"""The shape of what a person sets for themselves."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ..access import Scope
from ..models import Density, Theme, User
from ..services import TOKEN_DAYS
from .base import NameField, OwnForm

REGIONS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
SCOPES = {
    Scope.READ: _("Read launches, items and templates"),
    Scope.TICK: _("Tick, comment and hand in evidence"),
    Scope.LAUNCH: _("Start, move and assign launches"),
    Scope.RECORD: _("File records, handovers, requests and surprises"),
    Scope.DECISION: _("Waive, sign off and decide"),
    Scope.AUDIT: _("Read the history and the deliveries"),
}
LANGUAGES = [("ko", "한국어"), ("en", "English")]
DAYS = {30: _("30 days"), 90: _("90 days"), 180: _("180 days"), TOKEN_DAYS: _("1 year")}


class SettingsForm(OwnForm):
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("“Today” and every time you read follow it."))

    theme = forms.ChoiceField(label=_("Appearance"), choices=Theme, widget=forms.RadioSelect)
    density = forms.ChoiceField(label=_("Row height"), choices=Density, widget=forms.RadioSelect)
    single_keys = forms.BooleanField(
        label=_("Single-letter keys"), required=False, help_text=_("J, K, X and the others. Ctrl K always works.")
    )

    def __init__(self, data: QueryDict | None = None, *, user: User) -> None:
        super().__init__(data, initial={name: getattr(user, name) for name in self.base_fields})
        zones = {zone for zone in available_timezones() if zone.startswith(REGIONS)} | {
            user.time_zone,
            settings.TIME_ZONE,
        }
        field = self.fields["time_zone"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(zone, zone.replace("_", " ")) for zone in sorted(zones)]


class SwitchForm(OwnForm):
    """One switch turned where somebody is, in the search palette; what is not sent stays as it is."""

    language = forms.ChoiceField(choices=LANGUAGES, required=False)
    theme = forms.ChoiceField(choices=Theme, required=False)
    density = forms.ChoiceField(choices=Density, required=False)
    single_keys = forms.TypedChoiceField(
        choices=[("on", "on"), ("off", "off")], coerce=lambda value: value == "on", required=False, empty_value=None
    )

    @property
    def chosen(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}


class TokenForm(OwnForm):
    name = NameField(label=_("What is it for?"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(label=_("Valid for"), coerce=int, choices=list(DAYS.items()), initial=90)
