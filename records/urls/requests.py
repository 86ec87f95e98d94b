"""Addresses of requests."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..views import request_meeting as meeting
from ..views import request_writing as writing
from ..views import requests
from ..views.request_deeds import DEEDS

REQUEST = "requests/<int:request_id>/"
OPTION = REQUEST + "options/<int:option_id>/"
MEETING = "requests/meeting/<int:record_id>/<int:request_id>/"

urlpatterns: list[URLPattern] = [
    path("requests/", requests.request_list, name="request-list"),
    path("requests/board/", requests.request_board, name="request-board"),
    path("requests/new/", writing.request_new, name="request-new"),
    path("requests/meeting/", meeting.request_meeting, name="request-meeting"),
    path(MEETING, meeting.meeting_request, name="meeting-request"),
    path(MEETING + "review/", meeting.meeting_review, name="meeting-review"),
    path(REQUEST, requests.request_detail, name="request-detail"),
    path(REQUEST + "change/", writing.request_change, name="request-change"),
    path(REQUEST + "item/", writing.request_item, name="request-item"),
    path(REQUEST + "propose/", writing.request_propose, name="request-propose"),
    path(REQUEST + "options/add/", writing.option_add, name="request-option-add"),
    path(OPTION + "change/", writing.option_change, name="request-option-change"),
    path(OPTION + "choose/", writing.option_choose, name="request-option-choose"),
    path(OPTION + "remove/", writing.option_remove, name="request-option-remove"),
    *(path(f"{REQUEST}{name}/", requests.request_act, {"name": name}, name=f"request-{name}") for name in DEEDS),
]
