"""A date field that reads dates the way people write them here."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .base import DayInput

# 2026-12-09 · 2026.12.9 · 2026. 12. 9. · 2026년 12월 9일, each with its weekday behind it or not.
WRITTEN = re.compile(
    r"([0-9]{4})\s*[-.년]\s*([0-9]{1,2})\s*[-.월]\s*([0-9]{1,2})\s*[.일]?\s*(?:\(?[월화수목금토일](?:요일)?\)?)?"
)


class WrittenDayInput(DayInput):
    """The browser's date picker; a text field instead when it holds something that a picker would throw away."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", shown):
            context["widget"]["type"] = "text"
        return context


class DayField(forms.DateField):
    widget = WrittenDayInput
    default_error_messages = {"invalid": _("Write the date like 2026-12-09, 2026.12.9 or 2026년 12월 9일.")}

    def to_python(self, value: Any) -> date | None:
        found = WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
        if not found:
            # Only the forms above, so that 12/9 is never read as the twelfth of September.
            return super().to_python(value if not isinstance(value, str) or not value.strip() else "?")
        try:
            return date(*map(int, found.groups()))
        except ValueError as error:
            raise forms.ValidationError(_("There is no such day. Please look at the month and the day.")) from error


# 12/9 · 12.9 · 12-9 · 12월 9일, with its weekday or not; and 2026/12/9, which no other form reads.
WEEKDAY = r"\s*(?:\(?[월화수목금토일](?:요일)?\)?)?"
NEAR = re.compile(r"([0-9]{1,2})\s*[-/.월]\s*([0-9]{1,2})\s*[.일]?" + WEEKDAY)
SLASHED = re.compile(r"([0-9]{4})\s*/\s*([0-9]{1,2})\s*/\s*([0-9]{1,2})" + WEEKDAY)
FROM_TODAY = re.compile(r"([+-])\s*([0-9]{1,3})")


class NearDayField(DayField):
    """A day without its year is the nearest one: ahead of `today`, or behind it; +21 and -3 count days from today.

    Only for a page that says at once which day it read, so that 12/9 is never silently the wrong one.
    """

    default_error_messages = {"invalid": _("Write the date like 12/9, 2026-12-09 or +21 (days from today).")}
    today: date

    def __init__(self, *, is_ahead: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.is_ahead = is_ahead

    def to_python(self, value: Any) -> date | None:
        written = value.strip() if isinstance(value, str) else ""
        if found := FROM_TODAY.fullmatch(written):
            return self.today + timedelta(days=int("".join(found.groups())))
        if found := NEAR.fullmatch(written):
            return self._nearest(*map(int, found.groups()))
        slashed = SLASHED.fullmatch(written)
        return super().to_python("-".join(slashed.groups()) if slashed else value)

    def _nearest(self, month: int, day: int) -> date:
        for year in range(5):  # the 29th of February may be four years away
            try:
                found = date(self.today.year + (year if self.is_ahead else -year), month, day)
            except ValueError:
                continue
            if found == self.today or (found > self.today) == self.is_ahead:
                return found
        raise forms.ValidationError(_("There is no such day. Please look at the month and the day."))
