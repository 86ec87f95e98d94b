"""The shape of what a person sets for themselves."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from .access import Scope
from .errors import Refusal
from .models import User
from .names import misleading
from .services import TOKEN_DAYS

REGIONS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
SCOPES = {
    Scope.READ: _("Read launches, items and templates"),
    Scope.TICK: _("Tick, comment and hand in evidence"),
    Scope.LAUNCH: _("Start, move and assign launches"),
    Scope.RECORD: _("File records, handovers, requests and surprises"),
    Scope.DECISION: _("Waive, sign off and decide"),
    Scope.AUDIT: _("Read the history and the deliveries"),
}
DAYS = {30: _("30 days"), 90: _("90 days"), 180: _("180 days"), TOKEN_DAYS: _("1 year")}


class NameField(forms.CharField):
    """One line that people read as a name."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if character := misleading(value):
            code = f"U+{ord(character):04X}"
            message = _("This character cannot be used in a name: %(code)s.")
            raise forms.ValidationError(message, code="character", params={"code": code})


class OwnForm(forms.Form):
    use_required_attribute = False

    def refuse(self, refusal: Refusal) -> None:
        """Put the service's sentence beside the field it is about; what was typed stays."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)


class SettingsForm(OwnForm):
    language = forms.ChoiceField(label=_("Language"), choices=[("ko", "한국어"), ("en", "English")])
    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("“Today” and every time you read follow it."))

    def __init__(self, data: QueryDict | None = None, *, user: User) -> None:
        names = ("language", "time_zone")
        super().__init__(data, initial={name: getattr(user, name) for name in names})
        zones = {zone for zone in available_timezones() if zone.startswith(REGIONS)} | {
            user.time_zone,
            settings.TIME_ZONE,
        }
        field = self.fields["time_zone"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(zone, zone.replace("_", " ")) for zone in sorted(zones)]


class TokenForm(OwnForm):
    name = NameField(label=_("What is it for?"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(label=_("Valid for"), coerce=int, choices=list(DAYS.items()), initial=90)
