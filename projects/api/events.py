"""A launch's history over the API: the lines of its stream, in order, to read from where one stopped."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation
from ledger.models import Event

from ..access import visible_projects
from ..serializers.inputs import EventsQuery
from ..serializers.launches import EventsOutput

FIELDS = (
    *("seq", "at", "actor_id", "actor_name", "said_by", "verb", "target", "target_name", "before", "after", "reason"),
    "hash",
)


class Events(Endpoint):
    """Everything that happened in a launch. `seq` has no gaps; ask with `after` for what is new."""

    sees = Action.SEE_HISTORY

    @operation(EventsOutput, query=EventsQuery)
    def get(self, given: Given, project_id: int) -> dict[str, Any]:
        project = get_object_or_404(visible_projects(given.by).select_related("stream"), pk=project_id)
        events = Event.objects.filter(stream_id=project.stream_id, seq__gt=given.query["after"])
        if "item" in given.query:
            events = events.filter(target=f"item:{given.query['item']}")
        rows = list(events.order_by("seq").values(*FIELDS)[: given.query["limit"]])
        return {"results": rows, "head_seq": project.stream.head_seq}
