"""A launch's history over the API: the lines of its stream, in order, to read from where one stopped."""

from __future__ import annotations

from typing import Any

from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation
from ledger.models import Event

from ..access import require_history_export, visible_projects
from ..history import Asked
from ..serializers.inputs import EventsExportQuery, EventsQuery
from ..serializers.launches import EventsOutput
from ..views.history_files import FORMATS, history_file

FIELDS = (
    *("seq", "at", "actor_id", "actor_name", "said_by", "said_via", "said_at", "verb", "target", "target_name"),
    *("before", "after", "reason", "hash"),
)


class Events(Endpoint):
    """Everything that happened in a launch. `seq` has no gaps; ask with `after` for what is new."""

    sees = Action.SEE_HISTORY

    @operation(EventsOutput, query=EventsQuery)
    def get(self, given: Given, project_id: int) -> dict[str, Any]:
        project = get_object_or_404(visible_projects(given.by).select_related("stream"), pk=project_id)
        asked = Asked(**{name: value for name, value in given.query.items() if name != "limit"})
        events = asked.matching(Event.objects.filter(stream_id=project.stream_id), project)
        rows = list(events.order_by("seq").values(*FIELDS)[: given.query["limit"]])
        return {"results": rows, "head_seq": project.stream.head_seq}


class EventsExport(Endpoint):
    """The whole history as JSON Lines, each event in the form that was hashed, or as a ZIP with what verifies it."""

    sees = Action.EXPORT_HISTORY

    @operation(files=tuple(content_type for content_type, _ in FORMATS.values()), query=EventsExportQuery)
    def get(self, given: Given, project_id: int) -> StreamingHttpResponse:
        project = get_object_or_404(visible_projects(given.by), pk=project_id)
        require_history_export(given.by, project)
        return history_file(project, given.query["format"], by=given.by, at=timezone.now())
