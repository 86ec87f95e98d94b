"""What the API of the figures takes and gives."""

from __future__ import annotations

from rest_framework import serializers

from accounts.rest.fields import OneOf
from accounts.rest.inputs import Query
from projects.serializers.items import Output

from ..periods import Period


class InsightsQuery(Query):
    period = OneOf(
        choices=[period.value for period in Period],
        default=Period.QUARTER.value,
        help_text="The calendar quarter so far, or the last 3, 6 or 12 months with this one.",
    )


class SpanOutput(Output):
    first = serializers.DateField()
    last = serializers.DateField()


class ColumnOutput(Output):
    key = serializers.CharField()
    title = serializers.CharField()
    unit = serializers.CharField(help_text="Empty for words; n (a count), %, days or day (a date).")


class FigureOutput(Output):
    key = serializers.CharField()
    title = serializers.CharField()
    sentence = serializers.CharField(help_text="In the caller's language, compared with the period before.")
    columns = ColumnOutput(many=True)
    rows = serializers.ListField(
        child=serializers.DictField(), help_text="By the keys of the columns; the caller's own department comes first."
    )


class InsightsOutput(Output):
    period = serializers.CharField()
    span = SpanOutput()
    before = SpanOutput(help_text="As many days, as many months earlier.")
    figures = FigureOutput(many=True)
