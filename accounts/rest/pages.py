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
    """The page that `query` (see inputs.Paged) asks for. Two queries; rows of `values()` need no `shape`."""
    found = rows[query["offset"] : query["offset"] + query["limit"]]
    results = [shape(row) for row in found] if shape else list(found)
    # A first page that is not full is all there is.
    is_all = query["offset"] == 0 and len(results) < query["limit"]
    return {"count": len(results) if is_all else rows.count(), "results": results}
