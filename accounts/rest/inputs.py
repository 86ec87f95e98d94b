"""Shapes of what comes in: bodies and queries. An unknown name is refused, never ignored."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework import serializers

from .fields import Text, Whole

MOST_ROWS = 500


class Input(serializers.Serializer[Any]):
    """A JSON object. Names that it does not declare are errors, nested objects included."""

    reads_text = False

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = [str(name) for name in data if name not in self.fields]
            if unknown:
                raise serializers.ValidationError({name: [self._unknown(name)] for name in unknown})
        return super().to_internal_value(data)

    def _unknown(self, name: str) -> serializers.ErrorDetail:
        sentence = _("unknown parameter: %(name)s") if self.reads_text else _("unknown field: %(name)s")
        return serializers.ErrorDetail(sentence % {"name": name[:60]}, code="unknown")


class Nothing(Input):
    """No fields: an empty body or `{}`."""


class Query(Input):
    """Parameters of an address; each at most once."""

    reads_text = True


class Paged(Query):
    limit = Whole(min_value=1, max_value=MOST_ROWS, default=100)
    offset = Whole(min_value=0, max_value=1_000_000, default=0)


class Search(Text):
    def __init__(self) -> None:
        super().__init__(required=False, allow_blank=True, max_length=100)


def read(shape: type[Input], data: Any) -> dict[str, Any]:
    """`data` in this shape, or ValidationError (400) naming every field that is wrong."""
    if isinstance(data, QueryDict):
        repeated = [name for name, values in data.lists() if len(values) > 1]
        if repeated:
            message = _("Give this parameter once.")
            raise serializers.ValidationError({name: [message] for name in repeated}, code="twice")
        data = data.dict()
    values: dict[str, Any] = _reader(shape, get_language()).run_validation(data)
    return values


@cache
def _reader(shape: type[Input], _language: str | None) -> Input:
    """One for all requests, as it holds no data; one per language, because its sentences stay as they were first read.

    Making a serializer copies all its fields, which costs more than reading a small body.
    """
    return shape()
