"""What hangs on a line: scenarios, evidence, comments."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.settings import api_settings

from accounts.access import Action
from accounts.rest.endpoint import Endpoint
from accounts.rest.inputs import Paged
from accounts.rest.operation import Given, operation
from accounts.rest.pages import page, page_of
from accounts.uploads import check_declared

from ..access import visible_items, visible_projects
from ..calling import callable_people
from ..models import Comment, Evidence, ItemScenario
from ..serializers.inputs import CallableQuery, CommentInput, EvidenceFileInput, EvidenceInput, SaidInput
from ..serializers.items import (
    AddedCommentOutput,
    AddedEvidenceOutput,
    CallableOutput,
    CommentOutput,
    EvidenceOutput,
    VerifiedOutput,
)
from ..services import work


class Verify(Endpoint):
    sees = Action.SEE_ITEMS
    is_verified = True

    @operation(VerifiedOutput, takes=SaidInput, is_versioned=True)
    def post(self, given: Given, item_id: int, scenario_id: int) -> dict[str, Any]:
        """Say that a scenario was tried and holds (`verify`), or take that back (`unverify`)."""
        get_object_or_404(ItemScenario, pk=scenario_id, item_id=item_id)
        scenario = work.verify_scenario(
            scenario_id, by=given.by, is_verified=self.is_verified, version=given.version, **given.values
        )
        return {
            "id": scenario.pk,
            "text": str(scenario),
            "due_on": scenario.due_on,
            "verified_at": scenario.verified_at,
            "verified_by_id": scenario.verified_by_id,
            "item_id": scenario.item_id,
            "version": scenario.item.version,
        }


class Comments(Endpoint):
    """What was said about a line, oldest first."""

    sees = Action.SEE_ITEMS

    @operation(page_of(CommentOutput), query=Paged)
    def get(self, given: Given, item_id: int) -> dict[str, Any]:
        item = get_object_or_404(visible_items(given.by), pk=item_id)
        comments = item.comments.select_related("author").prefetch_related("mentioned")
        return page(comments, given.query, _comment)

    @operation(AddedCommentOutput, status=201, takes=CommentInput, is_once=True)
    def post(self, given: Given, item_id: int) -> dict[str, Any]:
        """Write a comment. People named by id, or as @name in the text, are told."""
        comment = work.comment_on_item(item_id, by=given.by, **given.values)
        return _comment(comment) | {"item_id": comment.item_id, "version": comment.item.version}


class Callable(Endpoint):
    """Whom a comment in this launch can call with @: at most eight people, by what is typed of their name."""

    sees = Action.COMMENT

    @operation(CallableOutput, query=CallableQuery)
    def get(self, given: Given, project_id: int) -> dict[str, Any]:
        project = get_object_or_404(visible_projects(given.by), pk=project_id)
        people = callable_people(project, by=given.by, query=given.query.get("q", ""))
        names = ("id", "name", "department_id")
        return {"results": [{name: getattr(person, name) for name in names} for person in people]}


class EvidenceList(Endpoint):
    """What was handed in for a line, the withdrawn included."""

    sees = Action.SEE_ITEMS
    parser_classes = [*api_settings.DEFAULT_PARSER_CLASSES, MultiPartParser]  # type: ignore[list-item]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        check_declared(request.META)
        super().initial(request, *args, **kwargs)

    @operation(page_of(EvidenceOutput), query=Paged)
    def get(self, given: Given, item_id: int) -> dict[str, Any]:
        item = get_object_or_404(visible_items(given.by), pk=item_id)
        return page(item.evidence.all(), given.query, _evidence)

    @operation(AddedEvidenceOutput, status=201, takes=EvidenceInput, takes_file=EvidenceFileInput, is_once=True)
    def post(self, given: Given, item_id: int) -> dict[str, Any]:
        """Hand in exactly one link, text or number as JSON, or a file as multipart/form-data."""
        return _changed_evidence(work.add_evidence(item_id, by=given.by, **given.values))


class WithdrawEvidence(Endpoint):
    sees = Action.SEE_ITEMS

    @operation(AddedEvidenceOutput, is_versioned=True)
    def post(self, given: Given, evidence_id: int) -> dict[str, Any]:
        """Take evidence back; it stays readable. If-Match is the line's version."""
        return _changed_evidence(work.withdraw_evidence(evidence_id, by=given.by, version=given.version))


def _comment(comment: Comment) -> dict[str, Any]:
    return {
        "id": comment.pk,
        "author_id": comment.author_id,
        "author_name": comment.author.name,
        "body": comment.body,
        "mentioned_ids": sorted(person.pk for person in comment.mentioned.all()),
        "created_at": comment.created_at,
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    names = ("id", "url", "text", "file_name", "added_by_id", "added_at", "withdrawn_at")
    number = None if evidence.number is None else float(evidence.number)
    return {name: getattr(evidence, name) for name in names} | {"number": number}


def _changed_evidence(evidence: Evidence) -> dict[str, Any]:
    return _evidence(evidence) | {"item_id": evidence.item_id, "version": evidence.item.version}
