"""One deed to many lines: what it takes and what it gives."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.rest.fields import Day, Id, ManyOf, OneOf
from accounts.rest.inputs import Input

from ..services.bulk import LARGEST
from .inputs import Reason
from .items import ItemStateOutput

NEEDS = {"assign": ("owner_id",), "set_due": ("due_on", "reason"), "start": (), "complete": ()}


class BulkInput(Input):
    """`owner_id` goes with `assign`; `due_on` and `reason` with `set_due`."""

    item_ids = ManyOf(Id(), max_length=LARGEST)
    deed = OneOf(choices=[(name, name) for name in NEEDS])
    owner_id = Id(required=False, allow_null=True, help_text="null for nobody.")
    due_on = Day(required=False)
    reason = Reason(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        missing = [name for name in NEEDS[attrs["deed"]] if name not in attrs]
        if missing:
            raise serializers.ValidationError({name: [_("This field is required.")] for name in missing})
        return attrs


class RefusedOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    detail = serializers.CharField()


class BulkOutput(serializers.Serializer[Any]):
    """`unchanged` are the ids of lines that were so already."""

    changed = ItemStateOutput(many=True)
    unchanged = serializers.ListField(child=serializers.IntegerField())
    refused = RefusedOutput(many=True)
