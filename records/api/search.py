"""The search over the API."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.urls import path

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation

from ..searching import search
from ..serializers.search import SearchOutput, SearchQuery


class Searching(Endpoint):
    """Everything the caller may see, found by words, initial consonants (초성) or half-typed words."""

    sees = Action.SEE_LAUNCH

    @operation(SearchOutput, query=SearchQuery)
    def get(self, given: Given) -> dict[str, Any]:
        """`limit` and `offset` count within each kind; without `q` nothing is found."""
        query = given.query
        kinds = [query["kind"]] if "kind" in query else []
        groups = search(given.by, query.get("q", ""), kinds=kinds, limit=query["limit"], offset=query["offset"])
        return {
            "groups": [
                {"kind": group.kind.key, "total": group.total, "hits": [asdict(hit) for hit in group.hits]}
                for group in groups
            ]
        }


urlpatterns = [path("search/", Searching.as_view())]
