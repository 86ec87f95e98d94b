"""What is done to a line: each address is one service."""

from __future__ import annotations

from typing import Any

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation

from ..serializers.inputs import AssignInput, BlockInput, DueInput, SaidInput, SaidReasonInput, WaiveInput
from ..serializers.items import ItemStateOutput
from ..services import items, lines
from .rows import item_state


class Move(Endpoint):
    sees = Action.SEE_ITEMS


class Complete(Move):
    @operation(ItemStateOutput, takes=SaidInput, is_versioned=True, is_once=True)
    def post(self, given: Given, item_id: int) -> dict[str, Any]:
        """Tick a line: done, or in review when it wants approval. A line already ticked stays as it is."""
        return item_state(items.complete_item(item_id, by=given.by, version=given.version, **given.values))


class Start(Move):
    @operation(ItemStateOutput, takes=SaidInput, is_versioned=True)
    def post(self, given: Given, item_id: int) -> dict[str, Any]:
        """Say that work on a line has begun."""
        return item_state(items.start_item(item_id, by=given.by, version=given.version, **given.values))


class Block(Move):
    @operation(ItemStateOutput, takes=BlockInput, is_versioned=True)
    def post(self, given: Given, item_id: int) -> dict[str, Any]:
        """Say that a line cannot go on, why, and which line or person it waits for."""
        return item_state(items.block_item(item_id, by=given.by, version=given.version, **given.values))


class Unblock(Move):
    @operation(ItemStateOutput, takes=SaidInput, is_versioned=True)
    def post(self, given: Given, item_id: int) -> dict[str, Any]:
        """Say that a line can go on."""
        return item_state(items.unblock_item(item_id, by=given.by, version=given.version, **given.values))


class Approve(Move):
    @operation(ItemStateOutput, takes=SaidInput, is_versioned=True)
    def post(self, given: Given, item_id: int) -> dict[str, Any]:
        """Accept what was handed in."""
        return item_state(items.approve_item(item_id, by=given.by, version=given.version, **given.values))


class SendBack(Move):
    @operation(ItemStateOutput, takes=SaidReasonInput, is_versioned=True)
    def post(self, given: Given, item_id: int) -> dict[str, Any]:
        """Return what was handed in, with the reason."""
        return item_state(items.send_back_item(item_id, by=given.by, version=given.version, **given.values))


class Waive(Move):
    @operation(ItemStateOutput, takes=WaiveInput, is_versioned=True)
    def post(self, given: Given, item_id: int) -> dict[str, Any]:
        """Accept a line without its being done: why, what happens instead, and when it is looked at again."""
        return item_state(items.waive_item(item_id, by=given.by, version=given.version, **given.values))


class Reopen(Move):
    @operation(ItemStateOutput, takes=SaidReasonInput, is_versioned=True)
    def post(self, given: Given, item_id: int) -> dict[str, Any]:
        """Take back a tick or a waiver."""
        return item_state(items.reopen_item(item_id, by=given.by, version=given.version, **given.values))


class BringBack(Move):
    @operation(ItemStateOutput, takes=SaidReasonInput, is_versioned=True)
    def post(self, given: Given, item_id: int) -> dict[str, Any]:
        """Let a line apply again that an answer or a new version of the template had dropped."""
        return item_state(items.bring_back_item(item_id, by=given.by, version=given.version, **given.values))


class Assign(Move):
    @operation(ItemStateOutput, takes=AssignInput, is_versioned=True)
    def post(self, given: Given, item_id: int) -> dict[str, Any]:
        """Give a line to a person, or to nobody."""
        return item_state(lines.assign_item(item_id, by=given.by, version=given.version, **given.values))


class SetDue(Move):
    @operation(ItemStateOutput, takes=DueInput, is_versioned=True)
    def post(self, given: Given, item_id: int) -> dict[str, Any]:
        """Set a line's date by hand; it stays when D-day moves."""
        return item_state(lines.set_due(item_id, by=given.by, version=given.version, **given.values))


class ClearDue(Move):
    @operation(ItemStateOutput, takes=SaidReasonInput, is_versioned=True)
    def post(self, given: Given, item_id: int) -> dict[str, Any]:
        """Let a line's date follow its rule again."""
        return item_state(lines.clear_due(item_id, by=given.by, version=given.version, **given.values))
