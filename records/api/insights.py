"""The API of the figures: what the page shows, as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.urls import URLPattern, path
from django.utils import timezone

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation

from ..periods import Period
from ..serializers.insights import InsightsOutput, InsightsQuery
from ..showing import Figure, figures_for


class Insights(Endpoint):
    """Notice, work on time and surprises of a period, of the launches that the caller sees."""

    sees = Action.SEE_INSIGHTS

    @operation(InsightsOutput, query=InsightsQuery)
    def get(self, given: Given) -> dict[str, Any]:
        read, figures = figures_for(given.by, Period(given.query["period"]), timezone.now())
        return {
            "period": read.period.value,
            "span": asdict(read.span),
            "before": asdict(read.before),
            "figures": [_figure(figure) for figure in figures],
        }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "key": figure.key,
        "title": figure.title,
        "sentence": figure.sentence,
        "columns": [{"key": each.key, "title": each.label, "unit": each.unit} for each in figure.columns],
        "rows": [dict(row.cells) for row in figure.rows],
    }


urlpatterns: list[URLPattern] = [path("insights/", Insights.as_view())]
