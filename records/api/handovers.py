"""The API of handovers."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.settings import api_settings

from accounts.access import Action
from accounts.downloads import saved_file
from accounts.models import User
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation
from accounts.rest.pages import page, page_of
from accounts.uploads import check_declared
from projects.serializers.inputs import SaidReasonInput

from ..access import visible_handovers, visible_receipts, visible_versions
from ..models import Handover, HandoverVersion
from ..serializers.handovers import (
    HandoverDetailOutput,
    HandoverFileInput,
    HandoverInput,
    HandoverOutput,
    HandoversQuery,
    VersionFileInput,
    VersionInput,
)
from ..services import handovers
from ..services.receivers import receivers_of
from . import receipts
from .receipts import receipt_row


class TakesFile(Endpoint):
    """JSON, or multipart/form-data with a file; what is too large is refused unread."""

    sees = Action.SEE_RECORDS
    parser_classes = [*api_settings.DEFAULT_PARSER_CLASSES, MultiPartParser]  # type: ignore[list-item]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        check_declared(request.META)
        super().initial(request, *args, **kwargs)


class Handovers(TakesFile):
    """What was handed over, the newest first; briefs among it."""

    @operation(page_of(HandoverOutput), query=HandoversQuery)
    def get(self, given: Given) -> dict[str, Any]:
        found = visible_handovers(given.by)
        if "kind" in given.query:
            found = found.filter(kind=given.query["kind"])
        if "project" in given.query:
            found = found.filter(project_id=given.query["project"])
        return page(found.filter(title__icontains=given.query.get("q", "")), given.query, _row)

    @operation(HandoverDetailOutput, status=201, takes=HandoverInput, takes_file=HandoverFileInput, is_once=True)
    def post(self, given: Given) -> dict[str, Any]:
        """Hand version 1 of something to departments and people."""
        return _detail(handovers.hand_over(by=given.by, **_arguments(given)), given.by)


class HandoverDetail(Endpoint):
    """With every version, and there the receipts that the caller may see. Reading it here opens nothing."""

    sees = Action.SEE_RECORDS

    @operation(HandoverDetailOutput, is_tagged=True)
    def get(self, given: Given, handover_id: int) -> dict[str, Any]:
        return _detail(get_object_or_404(visible_handovers(given.by), pk=handover_id), given.by)


class Versions(TakesFile):
    @operation(
        HandoverDetailOutput,
        status=201,
        takes=VersionInput,
        takes_file=VersionFileInput,
        is_versioned=True,
        is_once=True,
    )
    def post(self, given: Given, handover_id: int) -> dict[str, Any]:
        """Send the next version: everybody named is asked anew, and nobody else any more."""
        sent = handovers.send_version(handover_id, by=given.by, version=given.version, **_arguments(given))
        return _detail(sent.handover, given.by)


class VersionFile(Endpoint):
    sees = Action.SEE_RECORDS

    @operation(files=("application/octet-stream",))
    def get(self, given: Given, handover_id: int, number: int) -> HttpResponseBase:
        """The file of a version."""
        version = get_object_or_404(visible_versions(given.by), handover_id=handover_id, number=number)
        if not version.file:
            raise Http404
        return saved_file(version.file, version.file_name)


class Withdraw(Endpoint):
    sees = Action.SEE_RECORDS

    @operation(HandoverDetailOutput, takes=SaidReasonInput, is_versioned=True)
    def post(self, given: Given, handover_id: int) -> dict[str, Any]:
        """Take it back: nobody has to answer it any more."""
        withdrawn = handovers.withdraw_handover(handover_id, by=given.by, version=given.version, **given.values)
        return _detail(withdrawn, given.by)


def _arguments(given: Given) -> dict[str, Any]:
    """The service's, its receivers among them."""
    values = dict(given.values)
    chosen = (values.pop(name, []) for name in ("department_ids", "person_ids", "answerable_ids"))
    return values | {"receivers": receivers_of(*chosen)}


def _row(handover: Handover) -> dict[str, Any]:
    return {name: getattr(handover, name) for name in NAMES}


def _detail(handover: Handover, by: User) -> dict[str, Any]:
    """A partner does not read why the company withdrew it."""
    seen = Prefetch("receipts", queryset=visible_receipts(by).select_related("handed"))
    versions = visible_versions(by).filter(handover=handover).order_by("number").prefetch_related(seen)
    return _row(handover) | {
        "withdraw_reason": "" if by.is_partner else handover.withdraw_reason,
        "versions": [_version(version) for version in versions],
    }


def _version(version: HandoverVersion) -> dict[str, Any]:
    names = ("number", "body", "url", "file_name", "note", "sent_at", "sent_by_id")
    return {name: getattr(version, name) for name in names} | {
        "receipts": [receipt_row(receipt) for receipt in version.receipts.all()]
    }


NAMES = (
    "id", "kind", "title", "project_id", "accept_days", "created_at", "created_by_id", "withdrawn_at", "version",
)  # fmt: skip
HANDOVER = "handovers/<int:handover_id>/"

urlpatterns: list[URLPattern] = [
    path("handovers/", Handovers.as_view()),
    path(HANDOVER, HandoverDetail.as_view()),
    path(HANDOVER + "versions/", Versions.as_view()),
    path(HANDOVER + "versions/<int:number>/file/", VersionFile.as_view()),
    path(HANDOVER + "withdraw/", Withdraw.as_view()),
    *receipts.urlpatterns,
]
