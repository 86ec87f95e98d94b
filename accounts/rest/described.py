"""What the documents say beyond what drf-spectacular finds: names of operations, and that nothing else fits."""

from __future__ import annotations

import re
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema


class Described(AutoSchema):
    def get_operation_id(self) -> str:
        """By method and address, so that a name changes only when those do: `post_items_item_id_complete`."""
        words = re.findall(r"[a-z]+", self.path.removeprefix(self.path_prefix or "").replace("/api/v1/", "/"))
        return "_".join([self.method.lower(), *words])


class NothingElse(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """An input refuses the names that it does not know; the documents say so."""

    target_class = "accounts.rest.inputs.Input"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Any) -> dict[str, Any]:
        shape: dict[str, Any] = auto_schema._map_serializer(  # type: ignore[no-untyped-call]
            self.target, direction, bypass_extensions=True
        )
        return shape | {"additionalProperties": False}
