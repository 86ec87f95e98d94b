"""The API of requests: list, file, one with all that belongs to it, and each deed as one address."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation
from accounts.rest.pages import page, page_of
from checklists.schedule import Rule, Unit
from projects.access import visible_projects
from projects.serializers.inputs import SaidInput, SaidReasonInput

from ..access import visible_requests
from ..models import RequestOption
from ..request_lists import Asked, asked_requests
from ..serializers import requests as shapes
from ..services import request_delivery, request_links, request_meetings, request_options, request_votes, requests
from .request_rows import request_detail, request_row

Detail = shapes.RequestDetailOutput


class SeesRequests(Endpoint):
    sees = Action.SEE_RECORDS


class Requests(SeesRequests):
    """Requests that the caller sees; those with something left to do unless `state` says otherwise."""

    @operation(page_of(shapes.RequestOutput), query=shapes.RequestsQuery)
    def get(self, given: Given) -> dict[str, Any]:
        asked = Asked.of({name: str(value) for name, value in given.query.items()})
        launches = set(visible_projects(given.by).values_list("pk", flat=True))
        return page(asked_requests(given.by, asked), given.query, lambda row: request_row(row, given.by, launches))

    @operation(Detail, status=201, takes=shapes.RequestInput, is_once=True)
    def post(self, given: Given) -> dict[str, Any]:
        """File a request, with its options. A CX planner may file it for any department."""
        values = _words(given.values)
        around = {name: values.pop(name) for name in ("project_id", "surprise_id", "said_how") if name in values}
        options = [requests.OptionDraft(**option) for option in values.pop("options", [])]
        made = requests.file_request(
            requests.RequestDraft(**values, options=options),
            by=given.by,
            project_id=around.get("project_id"),
            surprise_id=around.get("surprise_id"),
            said=around["said_how"],
            creation_key=uuid5(NAMESPACE_URL, f"{given.by.pk}:{given.key}"),
        )
        return request_detail(made.pk, given.by)


class RequestDetail(SeesRequests):
    @operation(Detail, is_tagged=True)
    def get(self, given: Given, request_id: int) -> dict[str, Any]:
        """A request with its options, votes and notes, and what the caller may do to it now."""
        return request_detail(request_id, given.by)

    @operation(Detail, takes=shapes.ChangeRequestInput, is_versioned=True)
    def patch(self, given: Given, request_id: int) -> dict[str, Any]:
        """Put right what was asked for; what is left out stays."""
        requests.change_request(request_id, by=given.by, version=given.version, **_words(given.values))
        return request_detail(request_id, given.by)


class Act(SeesRequests):
    """One deed to a request; its answer is the request as it then stands."""

    service: Any = None

    def act(self, given: Given, request_id: int) -> dict[str, Any]:
        type(self).service(request_id, by=given.by, version=given.version, **given.values)
        return request_detail(request_id, given.by)


class Triage(Act):
    service = staticmethod(requests.triage_request)

    @operation(Detail, takes=SaidInput, is_versioned=True)
    def post(self, given: Given, request_id: int) -> dict[str, Any]:
        """Say that it was looked at and is worth a vote."""
        return self.act(given, request_id)


class Decline(Act):
    service = staticmethod(requests.decline_request)

    @operation(Detail, takes=SaidReasonInput, is_versioned=True)
    def post(self, given: Given, request_id: int) -> dict[str, Any]:
        """Say no, and why."""
        return self.act(given, request_id)


class Reopen(Act):
    service = staticmethod(requests.reopen_request)

    @operation(Detail, takes=SaidReasonInput, is_versioned=True)
    def post(self, given: Given, request_id: int) -> dict[str, Any]:
        """Take up a declined request again, or go on with a delivered one."""
        return self.act(given, request_id)


class Agree(Act):
    service = staticmethod(request_votes.agree_priority)

    @operation(Detail, takes=shapes.AgreeInput, is_versioned=True)
    def post(self, given: Given, request_id: int) -> dict[str, Any]:
        """Write down the priority that was agreed; the votes are kept with it."""
        return self.act(given, request_id)


class Promise(Act):
    service = staticmethod(request_delivery.promise_request)

    @operation(Detail, takes=shapes.PromiseInput, is_versioned=True)
    def post(self, given: Given, request_id: int) -> dict[str, Any]:
        """Say who delivers it by when."""
        return self.act(given, request_id)


class Deliver(Act):
    service = staticmethod(request_delivery.deliver_request)

    @operation(Detail, takes=shapes.DeliverInput, is_versioned=True)
    def post(self, given: Given, request_id: int) -> dict[str, Any]:
        """Say that it is there, when it is looked at again, and which figure is watched."""
        return self.act(given, request_id)


class Check(Act):
    service = staticmethod(request_delivery.check_request)

    @operation(Detail, takes=shapes.CheckInput, is_versioned=True)
    def post(self, given: Given, request_id: int) -> dict[str, Any]:
        """The figure after the delivery, and what it showed."""
        return self.act(given, request_id)


class Votes(SeesRequests):
    @operation(Detail, takes=shapes.VoteInput, is_once=True)
    def post(self, given: Given, request_id: int) -> dict[str, Any]:
        """A department’s priority and position; voting again replaces it."""
        request_votes.vote_on_request(request_id, by=given.by, **given.values)
        return request_detail(request_id, given.by)


class Notes(SeesRequests):
    @operation(Detail, status=201, takes=shapes.NoteInput, is_once=True)
    def post(self, given: Given, request_id: int) -> dict[str, Any]:
        """Write how it goes on."""
        request_delivery.note_progress(request_id, by=given.by, **given.values)
        return request_detail(request_id, given.by)


class Options(SeesRequests):
    @operation(Detail, status=201, takes=shapes.RequestOptionInput, is_once=True)
    def post(self, given: Given, request_id: int) -> dict[str, Any]:
        """Add a way to do it."""
        request_options.add_option(request_id, requests.OptionDraft(**given.values), by=given.by)
        return request_detail(request_id, given.by)


class Option(SeesRequests):
    @operation(Detail, takes=shapes.RequestOptionInput, is_versioned=True)
    def put(self, given: Given, request_id: int, option_id: int) -> dict[str, Any]:
        """Write an option anew. If-Match is the request’s version."""
        _option_of(given, request_id, option_id)
        draft = requests.OptionDraft(**given.values)
        request_options.change_option(request_id, option_id, draft, by=given.by, version=given.version)
        return request_detail(request_id, given.by)

    @operation(Detail, is_versioned=True, refusals=(409,))
    def delete(self, given: Given, request_id: int, option_id: int) -> dict[str, Any]:
        """Take an option out. If-Match is the request’s version."""
        _option_of(given, request_id, option_id)
        request_options.remove_option(request_id, option_id, by=given.by, version=given.version)
        return request_detail(request_id, given.by)


class Choose(SeesRequests):
    @operation(Detail, is_versioned=True)
    def post(self, given: Given, request_id: int, option_id: int) -> dict[str, Any]:
        """Say which option it is to be. If-Match is the request’s version."""
        _option_of(given, request_id, option_id)
        request_options.choose_option(request_id, option_id, by=given.by, version=given.version)
        return request_detail(request_id, given.by)


class MakeItem(SeesRequests):
    @operation(shapes.LinkedOutput, status=201, takes=shapes.MakeItemInput, is_once=True)
    def post(self, given: Given, request_id: int) -> dict[str, Any]:
        """Add a line to a running launch that does what the request asks for."""
        item = request_links.make_item(request_id, by=given.by, **given.values)
        return {"id": item.pk, "request_id": request_id}


class Propose(SeesRequests):
    @operation(shapes.LinkedOutput, status=201, takes=shapes.ProposeRequestInput, is_once=True)
    def post(self, given: Given, request_id: int) -> dict[str, Any]:
        """Offer a line to the draft of a template."""
        values = dict(given.values)
        rule = Rule(values.pop("offset"), Unit(values.pop("unit")))
        proposal = request_links.propose_request(request_id, by=given.by, rule=rule, **values)
        return {"id": proposal.pk, "request_id": request_id}


class Meetings(SeesRequests):
    @operation(shapes.MeetingOutput, status=201, takes=shapes.MeetingInput, is_once=True)
    def post(self, given: Given) -> dict[str, Any]:
        """Begin the record of a review meeting about these requests."""
        asked = given.values["request_ids"]
        record = request_meetings.start_meeting(asked, by=given.by, title=given.values.get("title", ""))
        return {"record_id": record.pk, "request_ids": asked}


class MeetingReview(SeesRequests):
    @operation(Detail, takes=shapes.MeetingReviewInput, is_versioned=True)
    def post(self, given: Given, record_id: int, request_id: int) -> dict[str, Any]:
        """What the meeting said of one request, all of it or nothing. If-Match is the request’s version."""
        values = dict(given.values)
        votes = [request_meetings.SideVote(**vote) for vote in values.pop("votes", [])]
        review = request_meetings.Review(votes, **values)
        request_meetings.review_request(record_id, request_id, review, by=given.by, version=given.version)
        return request_detail(request_id, given.by)


def _words(values: dict[str, Any]) -> dict[str, Any]:
    """The fields as the services call them: `said` is what customers say, `said_how` whose word the writing is."""
    found = dict(values)
    found["said_how"] = found.pop("said")
    if "said_words" in found:
        found["said"] = found.pop("said_words")
    return found


def _option_of(given: Given, request_id: int, option_id: int) -> None:
    get_object_or_404(RequestOption, pk=option_id, request__in=visible_requests(given.by), request_id=request_id)


REQUEST = "requests/<int:request_id>/"
OPTION = REQUEST + "options/<int:option_id>/"

urlpatterns: list[URLPattern] = [
    path("requests/", Requests.as_view()),
    path(REQUEST, RequestDetail.as_view()),
    path(REQUEST + "triage/", Triage.as_view()),
    path(REQUEST + "decline/", Decline.as_view()),
    path(REQUEST + "reopen/", Reopen.as_view()),
    path(REQUEST + "votes/", Votes.as_view()),
    path(REQUEST + "agree/", Agree.as_view()),
    path(REQUEST + "promise/", Promise.as_view()),
    path(REQUEST + "notes/", Notes.as_view()),
    path(REQUEST + "deliver/", Deliver.as_view()),
    path(REQUEST + "check/", Check.as_view()),
    path(REQUEST + "options/", Options.as_view()),
    path(OPTION, Option.as_view()),
    path(OPTION + "choose/", Choose.as_view()),
    path(REQUEST + "item/", MakeItem.as_view()),
    path(REQUEST + "propose/", Propose.as_view()),
    path("request-meetings/", Meetings.as_view()),
    path("request-meetings/<int:record_id>/requests/<int:request_id>/", MeetingReview.as_view()),
]
