"""The API that gives a thing as a file: the same bytes as from its page."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path

from accounts.rest.endpoint import Endpoint
from accounts.rest.fields import OneOf
from accounts.rest.inputs import Query
from accounts.rest.operation import Given, operation
from checklists.views.export import saved

from .. import sharing
from ..sharing import Shared


def endpoint(of: Shared) -> type[Endpoint]:
    """The view of one thing, described by what can be had of it."""
    values = {"format": of.formats, **of.options}
    fields: dict[str, Any] = {name: OneOf(choices=given, default=given[0]) for name, given in values.items()}
    query = type(f"{of.make.__name__.strip('_').title()}FileQuery", (Query,), fields)
    files = tuple(sharing.content_type(kind).partition(";")[0] for kind in of.formats)

    def get(_self: Endpoint, given: Given, **ids: int) -> HttpResponse:
        kind, options = given.query["format"], {name: given.query[name] for name in of.options}
        try:
            return saved(of.make(given.by, kind, options, ALL, **ids))
        except ObjectDoesNotExist as error:
            raise Http404 from error

    methods = {"__doc__": of.about, "sees": of.sees, "get": operation(files=files, query=query)(get)}
    return type(f"{of.make.__name__.strip('_').title()}File", (Endpoint,), methods)


ALL = {"state": "all"}  # of requests; nothing said of the others asks for all of them

urlpatterns: list[URLPattern] = [
    path(f"{address}export/", endpoint(of).as_view())
    for address, of in (
        ("records/", sharing.RECORDS),
        ("records/<int:record_id>/", sharing.RECORD),
        ("handovers/<int:handover_id>/", sharing.HANDOVER),
        ("projects/<int:project_id>/brief/", sharing.BRIEF),
        ("projects/<int:project_id>/decision/", sharing.DECISION),
        ("requests/", sharing.REQUESTS),
        ("requests/<int:request_id>/", sharing.REQUEST),
        ("surprises/", sharing.SURPRISES),
        ("surprises/<int:surprise_id>/", sharing.SURPRISE),
        ("insights/", sharing.INSIGHTS),
    )
]
