"""Surprises over the API: report, answer, link, settle, and what follows from one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.shortcuts import get_object_or_404
from django.urls import path

from accounts.access import Action, Reach, reach
from accounts.models import User
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation
from accounts.rest.pages import page, page_of
from checklists.api.proposals import shape as proposal_shape
from checklists.serializers.proposals import ProposalOutput
from projects.access import visible_items, visible_projects
from projects.serializers.inputs import ReasonInput

from ..access import visible_surprises
from ..models import Surprise
from ..noticing import kind_of
from ..serializers import surprises as shapes
from ..services import surprise_answers as answers
from ..services import surprises as services
from ..services.surprise_lessons import LineOffer, propose_from_surprise
from ..services.surprises import Report
from . import reviews

PLAIN = tuple(
    name
    for name in map(str, shapes.SurpriseOutput().fields)
    if name not in ("kind", "project_id", "item_id", "exempt_reason", "proposal_id")
)


class Surprises(Endpoint):
    """Surprises, newest first; a partner's are those of its own centre."""

    sees = Action.SEE_RECORDS

    @operation(page_of(shapes.SurpriseOutput), query=shapes.SurprisesQuery)
    def get(self, given: Given) -> dict[str, Any]:
        names = {"state": "state", "department": "department_id", "project": "project_id"}
        asked = {field: given.query[name] for name, field in names.items() if name in given.query}
        if "project_id" in asked:  # a launch that is not to be seen has none
            asked["project__in"] = visible_projects(given.by)
        found = visible_surprises(given.by).select_related("project").filter(**asked)
        listed = page(found.order_by("-noticed_at", "-pk"), given.query, lambda row: row)
        return listed | {"results": rows(listed["results"], given.by)}

    @operation(shapes.SurpriseOutput, status=201, takes=shapes.ReportInput, is_once=True)
    def post(self, given: Given) -> dict[str, Any]:
        """Report what opened without notice. A title and the way it was found are enough."""
        values = dict(given.values)
        said = values.pop("said")
        key = uuid5(NAMESPACE_URL, f"{given.by.pk}:surprise:{given.key}")
        return row(services.report_surprise(Report(**values), by=given.by, creation_key=key, said=said), given.by)


class SurpriseDetail(Endpoint):
    sees = Action.SEE_RECORDS

    @operation(shapes.SurpriseOutput, is_tagged=True)
    def get(self, given: Given, surprise_id: int) -> dict[str, Any]:
        """One surprise."""
        return row(get_object_or_404(visible_surprises(given.by), pk=surprise_id), given.by)


class Change(Endpoint):
    sees = Action.SEE_RECORDS

    @operation(shapes.SurpriseOutput, takes=shapes.ChangeInput, is_versioned=True)
    def post(self, given: Given, surprise_id: int) -> dict[str, Any]:
        """Correct what was reported."""
        report = Report(**given.values)
        return row(services.change_surprise(surprise_id, report, by=given.by, version=given.version), given.by)


class CountInquiries(Endpoint):
    sees = Action.SEE_RECORDS

    @operation(shapes.SurpriseOutput, takes=shapes.CountInput, is_once=True)
    def post(self, given: Given, surprise_id: int) -> dict[str, Any]:
        """Add inquiries to those counted before."""
        return row(services.count_inquiries(surprise_id, by=given.by, **given.values), given.by)


class NameDepartment(Endpoint):
    sees = Action.SEE_RECORDS

    @operation(shapes.SurpriseOutput, takes=shapes.DepartmentInput, is_versioned=True)
    def post(self, given: Given, surprise_id: int) -> dict[str, Any]:
        """Ask a department for its position, within two of its open days."""
        return _done(services.name_department, given, surprise_id)


class Answer(Endpoint):
    sees = Action.SEE_RECORDS

    @operation(shapes.SurpriseOutput, takes=shapes.AnswerInput, is_versioned=True)
    def post(self, given: Given, surprise_id: int) -> dict[str, Any]:
        """Write the department's position. A planner of another department says whose word it is."""
        return _done(answers.answer_surprise, given, surprise_id)


class Link(Endpoint):
    sees = Action.SEE_RECORDS

    @operation(shapes.SurpriseOutput, takes=shapes.LinkInput, is_versioned=True)
    def post(self, given: Given, surprise_id: int) -> dict[str, Any]:
        """Say which launch it was, and the line that was missing or ticked too early."""
        return _done(services.link_surprise, given, surprise_id)


class Exempt(Endpoint):
    sees = Action.SEE_RECORDS

    @operation(shapes.SurpriseOutput, takes=ReasonInput, is_versioned=True)
    def post(self, given: Given, surprise_id: int) -> dict[str, Any]:
        """It owed no notice: kept, and not counted."""
        return _done(answers.exempt_surprise, given, surprise_id)


class CountAgain(Endpoint):
    sees = Action.SEE_RECORDS

    @operation(shapes.SurpriseOutput, takes=ReasonInput, is_versioned=True)
    def post(self, given: Given, surprise_id: int) -> dict[str, Any]:
        """It owed notice after all."""
        return _done(answers.count_surprise_again, given, surprise_id)


class Settle(Endpoint):
    sees = Action.SEE_RECORDS

    @operation(shapes.SurpriseOutput, takes=shapes.SurpriseSettleInput, is_versioned=True)
    def post(self, given: Given, surprise_id: int) -> dict[str, Any]:
        """Say what changes, once the department was heard."""
        return _done(answers.settle_surprise, given, surprise_id)


class Reopen(Endpoint):
    sees = Action.SEE_RECORDS

    @operation(shapes.SurpriseOutput, takes=ReasonInput, is_versioned=True)
    def post(self, given: Given, surprise_id: int) -> dict[str, Any]:
        """Open a settled one again."""
        return _done(answers.reopen_surprise, given, surprise_id)


class Propose(Endpoint):
    sees = Action.SEE_RECORDS

    @operation(ProposalOutput, status=201, takes=shapes.LineInput, is_once=True)
    def post(self, given: Given, surprise_id: int) -> dict[str, Any]:
        """Offer the line whose lack let it happen to the template. Requests are filed under /requests/."""
        return proposal_shape(propose_from_surprise(surprise_id, LineOffer(**given.values), by=given.by))


def row(surprise: Surprise, by: User) -> dict[str, Any]:
    return rows([surprise], by)[0]


def rows(surprises: Iterable[Surprise], by: User) -> list[dict[str, Any]]:
    """What this person sees of each: two queries for launches and lines, however many there are."""
    found = list(surprises)
    is_inside = reach(by, Action.SEE_RECORDS) == Reach.ALL
    launches = set(visible_projects(by).filter(pk__in=[s.project_id for s in found]).values_list("pk", flat=True))
    lines = set(visible_items(by).filter(pk__in=[s.item_id for s in found]).values_list("pk", flat=True))
    return [
        {name: getattr(surprise, name) for name in PLAIN}
        | {
            "kind": kind_of(surprise).value,
            "project_id": surprise.project_id if surprise.project_id in launches else None,
            "item_id": surprise.item_id if surprise.item_id in lines else None,
            "exempt_reason": surprise.exempt_reason if is_inside else "",
            "proposal_id": surprise.proposal_id if is_inside else None,
        }
        for surprise in found
    ]


def _done(service: Any, given: Given, surprise_id: int) -> dict[str, Any]:
    return row(service(surprise_id, by=given.by, version=given.version, **given.values), given.by)


SURPRISE = "surprises/<int:surprise_id>/"
urlpatterns = [
    path("surprises/", Surprises.as_view()),
    path(SURPRISE, SurpriseDetail.as_view()),
    path(SURPRISE + "change/", Change.as_view()),
    path(SURPRISE + "count/", CountInquiries.as_view()),
    path(SURPRISE + "department/", NameDepartment.as_view()),
    path(SURPRISE + "answer/", Answer.as_view()),
    path(SURPRISE + "link/", Link.as_view()),
    path(SURPRISE + "exempt/", Exempt.as_view()),
    path(SURPRISE + "count-again/", CountAgain.as_view()),
    path(SURPRISE + "settle/", Settle.as_view()),
    path(SURPRISE + "reopen/", Reopen.as_view()),
    path(SURPRISE + "propose/", Propose.as_view()),
    *reviews.urlpatterns,
]
