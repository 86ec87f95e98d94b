"""Strict input fields: no guessing, no silent repair beyond Unicode NFC, which the parser does for every string.

One documented rule per type: whole numbers and flags are JSON numbers and booleans (in a query, ASCII digits and
`true`/`false`); days are `YYYY-MM-DD`; names hold neither control nor direction characters. Lengths count code points.
"""

from __future__ import annotations

import calendar
import math
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.texts import wrong_in_name

BIGGEST_ID = 10**18 - 1  # as many digits as the JSON parser takes; PostgreSQL has room for more

_DIGITS = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})", re.ASCII)
_DAY_FORMAT = gettext_lazy("Give the date as YYYY-MM-DD, for example 2026-03-02.")


def is_from_query(field: serializers.Field[Any, Any, Any, Any]) -> bool:
    """Whether the value comes from an address, where everything is text."""
    return bool(getattr(field.root, "reads_text", False))


class Whole(serializers.IntegerField):
    default_error_messages = {"invalid": gettext_lazy("Give a whole number, without quotes or a decimal point.")}

    def to_internal_value(self, data: Any) -> int:
        if is_from_query(self) and isinstance(data, str) and _DIGITS.fullmatch(data):
            return int(data)
        if type(data) is not int:
            self.fail("invalid")
        return data


class Id(Whole):
    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=BIGGEST_ID, **options)


class Number(serializers.FloatField):
    """A JSON number with at most four decimals, as Decimal."""

    default_error_messages = {"places": gettext_lazy("At most four decimal places are kept.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=-1e13, max_value=1e13, **options)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, bool) or not isinstance(data, int | float) or not math.isfinite(data):
            self.fail("invalid")
        value = Decimal(str(data))
        if abs(value) < 10**13 and value != round(value, 4):
            self.fail("places")
        return value


class Flag(serializers.BooleanField):
    default_error_messages = {"invalid": gettext_lazy("Give true or false.")}

    def to_internal_value(self, data: Any) -> bool:
        if is_from_query(self) and data in ("true", "false"):
            return bool(data == "true")
        if not isinstance(data, bool):
            self.fail("invalid")
        return data


class Text(serializers.CharField):
    """Free text. Blank unless `allow_blank`; a text of spaces, also wide ones, is blank."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        text = data.strip()
        if not text and not self.allow_blank:
            self.fail("blank")
        return text

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if isinstance(data, str) and not data.strip() and not self.allow_blank:
            self.fail("blank")
        return super().run_validation(data)


class Name(Text):
    """One line that people read as a name: no line breaks, control or direction characters."""

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if sentence := wrong_in_name(text):
            raise serializers.ValidationError(sentence, code="character")
        return text


class OneOf(serializers.ChoiceField):
    default_error_messages = {"invalid_choice": gettext_lazy("This is not one of the choices.")}

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


@extend_schema_field(OpenApiTypes.DATE)
class Day(serializers.Field[date, str, str, Any]):
    """A calendar day as YYYY-MM-DD, from one year ago to five years ahead: what can be planned or be told late."""

    back, ahead = timedelta(days=366), timedelta(days=5 * 366)

    def to_internal_value(self, data: Any) -> date:
        found = _DAY.fullmatch(data) if isinstance(data, str) else None
        if found is None:
            raise serializers.ValidationError(str(_DAY_FORMAT), code="date_format")
        year, month, day = map(int, found.groups())
        problem = _no_such_day(year, month, day)
        if problem:
            raise serializers.ValidationError(problem, code="no_such_day")
        value, today = date(year, month, day), timezone.localdate()
        first, last = today - self.back, today + self.ahead
        if not first <= value <= last:
            message = _("Give a date between %(first)s and %(last)s.") % {
                "first": first.isoformat(),
                "last": last.isoformat(),
            }
            raise serializers.ValidationError(message, code="date_range")
        return value

    def to_representation(self, value: date) -> str:
        return value.isoformat()


class PastDay(Day):
    """A calendar day of the last 20 years, today included: when something was."""

    back, ahead = timedelta(days=20 * 366), timedelta()


@extend_schema_field(OpenApiTypes.DATETIME)
class Moment(serializers.Field[datetime, str, str, Any]):
    """A moment as YYYY-MM-DDTHH:MM with its offset, from 20 years ago to tomorrow: when something was."""

    YEARS = 20

    def to_internal_value(self, data: Any) -> datetime:
        found = _MOMENT.fullmatch(data) if isinstance(data, str) else None
        if found is None:
            message = _("Give the moment with its offset, for example 2026-03-02T14:30+09:00.")
            raise serializers.ValidationError(message, code="moment_format")
        if problem := _no_such_day(*map(int, found[1].split("-"))):
            raise serializers.ValidationError(problem, code="no_such_day")
        try:
            value = datetime.fromisoformat(str(data))
            past = (timezone.now() - value).days
        except (ValueError, OverflowError):
            raise serializers.ValidationError(_("There is no such time of day."), code="no_such_time") from None
        if not -1 <= past <= self.YEARS * 366:
            message = _("Give a moment of the last %(years)d years.") % {"years": self.YEARS}
            raise serializers.ValidationError(message, code="moment_range")
        return value

    def to_representation(self, value: datetime) -> str:
        return value.isoformat()


def _no_such_day(year: int, month: int, day: int) -> str:
    """Why this is no day of the calendar, or nothing."""
    if year < 1:
        return str(_DAY_FORMAT)
    if not 1 <= month <= 12:
        return _("A year has the months 01 to 12.")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        return _("%(month)s/%(year)s has the days 1 to %(last)s.") % {"year": year, "month": month, "last": last}
    return ""


class ManyOf(serializers.ListField):
    """A list of values of which none comes twice."""

    def __init__(self, child: serializers.Field[Any, Any, Any, Any], *, max_length: int = 500, **options: Any) -> None:
        super().__init__(child=child, max_length=max_length, **options)

    def to_internal_value(self, data: Any) -> list[Any]:
        if isinstance(data, str) and is_from_query(self):
            data = data.split(",")
        values = super().to_internal_value(data)
        twice = sorted({str(value) for value in values if values.count(value) > 1})
        if twice:
            message = _("Given twice: %(values)s.") % {"values": ", ".join(twice)}
            raise serializers.ValidationError(message, code="twice")
        return values
