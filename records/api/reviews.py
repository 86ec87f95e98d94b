"""Reviews after a launch over the API: what is collected, the five answers, and decisions."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone

from accounts.access import Action, Reach, reach
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation
from projects.access import visible_projects
from projects.models import Project

from ..review_facts import collect
from ..reviewing import DAYS, QUESTIONS, read
from ..serializers.surprises import ReviewDecisionInput, ReviewInput, ReviewOutput
from ..services.reviews import decide_in_review, review_of, write_review


class LaunchReview(Endpoint):
    """The review of a launch on D+7 or D+30; for people of the company."""

    sees = Action.SEE_RECORDS

    @operation(ReviewOutput)
    def get(self, given: Given, project_id: int, day: int) -> dict[str, Any]:
        return _shape(_project(given, project_id, day), day, given)

    @operation(ReviewOutput, takes=ReviewInput, is_once=True)
    def post(self, given: Given, project_id: int, day: int) -> dict[str, Any]:
        """Write the answers, in the order of the questions; again, and they are a new revision of the same record."""
        project = _project(given, project_id, day)
        write_review(project.pk, day, by=given.by, **given.values)
        return _shape(project, day, given)


class ReviewDecision(Endpoint):
    sees = Action.SEE_RECORDS

    @operation(ReviewOutput, status=201, takes=ReviewDecisionInput, is_once=True)
    def post(self, given: Given, project_id: int, day: int) -> dict[str, Any]:
        """Put a decision with its owner and day into the review's record."""
        project = _project(given, project_id, day)
        decide_in_review(project.pk, day, by=given.by, **given.values)
        return _shape(project, day, given)


def _project(given: Given, project_id: int, day: int) -> Project:
    if day not in DAYS or reach(given.by, Action.SEE_RECORDS) != Reach.ALL:
        raise Http404
    return get_object_or_404(visible_projects(given.by), pk=project_id)


def _shape(project: Project, day: int, given: Given) -> dict[str, Any]:
    facts = collect(project, given.by, timezone.now())
    record = review_of(project, day, by=given.by)
    return {
        "project_id": project.pk,
        "day": day,
        "record_id": record and record.pk,
        "questions": [str(question) for question in QUESTIONS],
        "answers": read(record.current.body if record and record.current else ""),
        "notice_owed": project.notice_owed,
        "notice_given": project.notice_given,
        "inquiries": facts.inquiries,
        "surprise_ids": [surprise.pk for surprise in facts.surprises],
        "request_ids": [request.pk for request in facts.requests],
        "late": [{"item_id": one.item.pk, "days": one.days, "is_done": one.is_done} for one in facts.late],
        "waived": [
            {"item_id": one.item.pk, "follow_up_id": one.follow_up and one.follow_up.pk} for one in facts.waived
        ],
    }


REVIEW = "projects/<int:project_id>/reviews/<int:day>/"
urlpatterns = [
    path(REVIEW, LaunchReview.as_view()),
    path(REVIEW + "decide/", ReviewDecision.as_view()),
]
