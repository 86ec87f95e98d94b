"""Addresses that give a thing as a file."""

from __future__ import annotations

from django.urls import URLPattern, path

from .. import sharing
from ..views.sharing import share

urlpatterns: list[URLPattern] = [
    path(f"{address}export/", share, {"of": of}, name=f"{name}-export")
    for address, of, name in (
        ("records/", sharing.RECORDS, "record-list"),
        ("records/<int:record_id>/", sharing.RECORD, "record"),
        ("handovers/<int:handover_id>/", sharing.HANDOVER, "handover"),
        ("launches/<int:project_id>/brief/", sharing.BRIEF, "brief"),
        ("launches/<int:project_id>/decision/", sharing.DECISION, "decision"),
        ("requests/", sharing.REQUESTS, "request-list"),
        ("requests/<int:request_id>/", sharing.REQUEST, "request"),
        ("surprises/", sharing.SURPRISES, "surprise-list"),
        ("surprises/<int:surprise_id>/", sharing.SURPRISE, "surprise"),
        ("insights/", sharing.INSIGHTS, "insight"),
    )
]
