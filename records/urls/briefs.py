"""Addresses of contact-centre briefs."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..views import brief_draft as draft
from ..views import brief_publish, briefs

_brief = "launches/<int:project_id>/brief/"
_line = f"{_brief}edit/lines/<int:line_id>/"

urlpatterns: list[URLPattern] = [
    path("briefs/", briefs.brief_list, name="brief-list"),
    path(_brief, briefs.brief_detail, name="brief-detail"),
    path(f"{_brief}print/", briefs.brief_print, name="brief-print"),
    path(f"{_brief}confirm/", briefs.brief_confirm, name="brief-confirm"),
    path(f"{_brief}readers/", briefs.brief_readers, name="brief-readers"),
    path(f"{_brief}preview/", brief_publish.brief_preview, name="brief-preview"),
    path(f"{_brief}publish/", brief_publish.brief_publish, name="brief-publish"),
    path(f"{_brief}edit/", draft.brief_edit, name="brief-edit"),
    path(f"{_brief}edit/fill/", draft.brief_fill, name="brief-fill"),
    path(f"{_brief}edit/lines/add/", draft.brief_line_add, name="brief-line-add"),
    path(f"{_brief}edit/resolutions/<int:resolution_id>/add/", draft.brief_resolution_add, name="brief-resolution-add"),
    path(f"{_line}change/", draft.brief_line_change, name="brief-line-change"),
    path(f"{_line}up/", draft.brief_line_shift, {"step": "up"}, name="brief-line-up"),
    path(f"{_line}down/", draft.brief_line_shift, {"step": "down"}, name="brief-line-down"),
    path(f"{_line}leave-out/", draft.brief_line_leave_out, name="brief-line-leave-out"),
    path(f"{_line}take-in/", draft.brief_line_leave_out, {"is_left_out": False}, name="brief-line-take-in"),
    path(f"{_line}remove/", draft.brief_line_remove, name="brief-line-remove"),
]
