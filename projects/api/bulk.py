"""One deed to many lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation

from ..serializers.bulk import NEEDS, BulkInput, BulkOutput
from ..services import bulk
from .rows import item_state

SERVICES: dict[str, Callable[..., bulk.Outcome]] = {
    "assign": bulk.assign_items,
    "set_due": bulk.set_due_items,
    "start": bulk.start_items,
    "complete": bulk.complete_items,
}


class Bulk(Endpoint):
    sees = Action.SEE_ITEMS

    @operation(BulkOutput, takes=BulkInput, is_once=True)
    def post(self, given: Given) -> dict[str, Any]:
        """Do one deed to many lines. What cannot be is refused line by line with its reason; the rest is done."""
        values = given.values
        arguments = {name: values[name] for name in NEEDS[values["deed"]]}
        outcome = SERVICES[values["deed"]](values["item_ids"], by=given.by, **arguments)
        return {
            "changed": [item_state(item) for item in outcome.changed],
            "unchanged": [item.pk for item in outcome.unchanged],
            "refused": [{"id": item.pk, "detail": why} for item, why in outcome.refused],
        }
