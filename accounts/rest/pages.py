"""Lists in pages: `count` of all, `results` of this page."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers


@cache
def page_of(row: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """The documented shape of a page of these rows."""
    name = row.__name__.removesuffix("Output")
    fields = {"count": serializers.IntegerField(min_value=0), "results": row(many=True)}
    return type(f"{name}Page", (serializers.Serializer,), fields)


def page(rows: QuerySet[Any, Any], query: dict[str, Any], shape: Callable[[Any], Any] | None = None) -> dict[str, Any]:
    """The page that `query` (see inputs.Paged) asks for; rows of `values()` need no `shape`.

    One row more than asked for shows whether this is the last page: then its rows are counted without a second query.
    """
    offset, limit = query["offset"], query["limit"]
    found = list(rows[offset : offset + limit + 1])
    is_last = len(found) <= limit and (found or offset == 0)
    count = offset + len(found) if is_last else rows.count()
    return {"count": count, "results": [shape(row) for row in found[:limit]] if shape else found[:limit]}
