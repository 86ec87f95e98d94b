"""Proposing a line of a launch for its template, over the API."""

from __future__ import annotations

from typing import Any

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation
from checklists.api.proposals import shape
from checklists.serializers.proposals import ProposalOutput

from ..serializers.inputs import ProposeInput
from ..services.proposing import propose_from_item


class Propose(Endpoint):
    sees = Action.PROPOSE_LINE

    @operation(ProposalOutput, status=201, takes=ProposeInput, is_once=True)
    def post(self, given: Given, item_id: int) -> dict[str, Any]:
        """Propose a change of the template's line that this one came from; of an added one the line itself."""
        return shape(propose_from_item(item_id, by=given.by, **given.values))
