"""Addresses of records and of a launch's records page."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..views import launch_records, record_answers, record_writing, records

urlpatterns: list[URLPattern] = [
    path("records/", records.record_list, name="record-list"),
    path("records/new/", record_writing.record_new, name="record-new"),
    path("records/quote/", record_writing.record_quote, name="record-quote"),
    path("records/<int:record_id>/", records.record_detail, name="record-detail"),
    path("records/<int:record_id>/correct/", record_writing.record_correct, name="record-correct"),
    path("records/<int:record_id>/compare/", records.record_compare, name="record-compare"),
    path("records/<int:record_id>/revisions/<int:number>/", records.record_revision, name="record-revision"),
    path("positions/<int:position_id>/", record_answers.position_detail, name="position-detail"),
    path("positions/<int:position_id>/answer/", record_answers.position_answer, name="position-answer"),
    path("resolutions/<int:resolution_id>/settle/", record_answers.resolution_settle, name="resolution-settle"),
    path("open-questions/<int:open_question_id>/answer/", record_answers.question_answer, name="question-answer"),
    path("launches/<int:project_id>/records/", launch_records.launch_records, name="launch-records"),
    path("launches/<int:project_id>/records/quick/", record_writing.record_quick, name="record-quick"),
    path("launches/<int:project_id>/items/<int:item_id>/records/", launch_records.item_records, name="item-records"),
]
