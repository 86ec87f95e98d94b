"""The API of contact-centre briefs: what is published, who read it, and the draft."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from accounts.access import Action, require
from accounts.errors import Forbidden
from accounts.models import User
from accounts.rest.endpoint import Endpoint
from accounts.rest.operation import Given, operation
from projects.access import visible_projects
from projects.models import Project

from ..access import may_see_readers, visible_briefs
from ..brief_differences import Difference
from ..brief_reading import Centre, Reader, Reading, centres_of, reading_of
from ..models import BriefLine, Handover
from ..serializers.briefs import (
    STEPS,
    BriefDraftLineOutput,
    BriefDraftOutput,
    BriefLineInput,
    BriefOutput,
    BriefPublishInput,
    BriefQuery,
    BriefStepInput,
    ConfirmedOutput,
    ConfirmInput,
    PublishedOutput,
    ReadersOutput,
)
from ..services import brief_publishing, briefs


class BriefEndpoint(Endpoint):
    sees = Action.SEE_BRIEF


class Brief(BriefEndpoint):
    @operation(BriefOutput, query=BriefQuery)
    def get(self, given: Given, project_id: int) -> dict[str, Any]:
        """The brief of a launch as the caller reads it, with what differs from the version they confirmed."""
        brief = _brief_or_404(given.by, project_id)
        reading = reading_of(brief, given.by, number=given.query.get("version"))
        if reading is None:
            raise Http404
        return _read(reading)


class ConfirmBrief(BriefEndpoint):
    @operation(ConfirmedOutput, takes=ConfirmInput, is_once=True, refusals=(412,))
    def post(self, given: Given, project_id: int) -> dict[str, Any]:
        """Confirm having read the newest version; 412 when a newer one than `number` is there."""
        _brief_or_404(given.by, project_id)
        receipt = brief_publishing.read_brief(project_id, by=given.by, **given.values)
        number = given.values["number"]
        return {"number": number, "state": receipt.state, "answered_at": receipt.answered_at}


class BriefReaders(BriefEndpoint):
    @operation(ReadersOutput)
    def get(self, given: Given, project_id: int) -> dict[str, Any]:
        """Who confirmed the newest version and who did not, by centre; a partner lead sees the own centre."""
        brief = _brief_or_404(given.by, project_id)
        if not may_see_readers(given.by):
            raise Forbidden("not_allowed", _("Only leads see who has read it."))
        newest = brief.versions.last()
        if newest is None:
            raise Http404
        return {"number": newest.number, "centres": [_centre(centre) for centre in centres_of(brief, given.by)]}


class BriefDraft(BriefEndpoint):
    @operation(BriefDraftOutput)
    def get(self, given: Given, project_id: int) -> dict[str, Any]:
        """All lines of the draft in order, those left out among them."""
        return _draft(_editable(given.by, project_id))


class FillBrief(BriefEndpoint):
    @operation(BriefDraftOutput, is_once=True)
    def post(self, given: Given, project_id: int) -> dict[str, Any]:
        """Bring the draft up to the launch: what is written by hand stays, what is left out stays out."""
        project = _editable(given.by, project_id)
        return {"lines": [_line(line) for line in briefs.fill_draft(project.pk, by=given.by)]}


class BriefLines(BriefEndpoint):
    @operation(BriefDraftLineOutput, status=201, takes=BriefLineInput, is_once=True)
    def post(self, given: Given, project_id: int) -> dict[str, Any]:
        """A line of one's own at the end of a part."""
        project = _editable(given.by, project_id)
        return _line(briefs.add_line(project.pk, by=given.by, **given.values))


class BriefLineView(BriefEndpoint):
    @operation(BriefDraftLineOutput, takes=BriefLineInput, is_versioned=True)
    def put(self, given: Given, project_id: int, line_id: int) -> dict[str, Any]:
        """Word it anew. From then on the launch does not change its words."""
        line = _line_or_404(given.by, project_id, line_id)
        return _line(briefs.change_line(line.pk, by=given.by, version=given.version, **given.values))

    @operation(None, status=204, is_versioned=True, refusals=(409,))
    def delete(self, given: Given, project_id: int, line_id: int) -> None:
        """Delete a line of one's own; 409 for one that the launch brings, which is left out instead."""
        line = _line_or_404(given.by, project_id, line_id)
        briefs.remove_line(line.pk, by=given.by, version=given.version)


class ShiftBriefLine(BriefEndpoint):
    @operation(BriefDraftLineOutput, takes=BriefStepInput, is_once=True)
    def post(self, given: Given, project_id: int, line_id: int) -> dict[str, Any]:
        """One place up or down within its part."""
        line = _line_or_404(given.by, project_id, line_id)
        return _line(briefs.shift_line(line.pk, by=given.by, step=STEPS[given.values["step"]]))


class LeaveOutBriefLine(BriefEndpoint):
    is_left_out = True

    @operation(BriefDraftLineOutput, is_versioned=True)
    def post(self, given: Given, project_id: int, line_id: int) -> dict[str, Any]:
        """Keep it out of what is published (`leave-out`), or take it in again (`take-in`)."""
        line = _line_or_404(given.by, project_id, line_id)
        left_out = briefs.leave_out_line(line.pk, by=given.by, version=given.version, is_left_out=self.is_left_out)
        return _line(left_out)


class AddResolution(BriefEndpoint):
    @operation(BriefDraftLineOutput, status=201, is_once=True)
    def post(self, given: Given, project_id: int, resolution_id: int) -> dict[str, Any]:
        """Take a decision of a record of this launch into the draft."""
        project = _editable(given.by, project_id)
        return _line(briefs.add_resolution(project.pk, resolution_id, by=given.by))


class PublishBrief(BriefEndpoint):
    @operation(PublishedOutput, status=201, takes=BriefPublishInput, is_once=True, refusals=(412,))
    def post(self, given: Given, project_id: int) -> dict[str, Any]:
        """Publish the draft to everybody of the contact centres; 412 when somebody published meanwhile."""
        project = _editable(given.by, project_id)
        values = {"note": ""} | given.values
        version = brief_publishing.publish_brief(project.pk, by=given.by, **values)
        return {
            "project_id": project.pk,
            "number": version.number,
            "sent_at": version.sent_at,
            "asked": version.receipts.count(),
        }


def _brief_or_404(by: User, project_id: int) -> Handover:
    return get_object_or_404(visible_briefs(by).select_related("project"), project=project_id)


def _editable(by: User, project_id: int) -> Project:
    project = get_object_or_404(visible_projects(by), pk=project_id)
    require(by, Action.EDIT_BRIEF)
    return project


def _line_or_404(by: User, project_id: int, line_id: int) -> BriefLine:
    return get_object_or_404(BriefLine, pk=line_id, project=_editable(by, project_id))


def _draft(project: Project) -> dict[str, Any]:
    return {"lines": [_line(line) for line in briefs.draft_lines(project)]}


def _line(line: BriefLine) -> dict[str, Any]:
    names = ("id", "item_id", "is_written", "is_left_out", "version")
    return {**briefs.line_values(line), **{name: getattr(line, name) for name in names}}


def _read(reading: Reading) -> dict[str, Any]:
    version = reading.version
    return {
        "project_id": reading.brief.project_id,
        "number": version.number,
        "newest_number": reading.newest.number,
        "note": version.note,
        "sent_at": version.sent_at,
        "sent_by_name": version.sent_by.name,
        "lines": version.lines,
        "confirmed_number": reading.confirmed.number if reading.confirmed else None,
        "confirm_by": reading.receipt.due_on if reading.receipt and reading.is_asked else None,
        "differences": [_difference(each) for each in reading.asked],
    }


def _difference(each: Difference) -> dict[str, Any]:
    return {"change": each.change.value, "line": each.line, "before": each.before}


def _centre(centre: Centre) -> dict[str, Any]:
    return {
        "department_id": centre.department.pk,
        "department_name": centre.department.local_name,
        "read": len(centre.read),
        "asked": len(centre.readers),
        "readers": [_reader(reader) for reader in centre.readers],
    }


def _reader(reader: Reader) -> dict[str, Any]:
    receipt = reader.receipt
    return {
        "person_id": receipt.person_id,
        "person_name": receipt.person.name if receipt.person else "",
        "state": receipt.state,
        "since": reader.since,
        "due_on": receipt.due_on,
        "confirmed_before": reader.confirmed_before,
    }


_brief = "projects/<int:project_id>/brief/"
_one = f"{_brief}draft/lines/<int:line_id>/"

urlpatterns: list[URLPattern] = [
    path(_brief, Brief.as_view()),
    path(f"{_brief}confirm/", ConfirmBrief.as_view()),
    path(f"{_brief}readers/", BriefReaders.as_view()),
    path(f"{_brief}publish/", PublishBrief.as_view()),
    path(f"{_brief}draft/", BriefDraft.as_view()),
    path(f"{_brief}draft/fill/", FillBrief.as_view()),
    path(f"{_brief}draft/lines/", BriefLines.as_view()),
    path(_one, BriefLineView.as_view()),
    path(f"{_one}shift/", ShiftBriefLine.as_view()),
    path(f"{_one}leave-out/", LeaveOutBriefLine.as_view()),
    path(f"{_one}take-in/", LeaveOutBriefLine.as_view(is_left_out=False)),
    path(f"{_brief}draft/resolutions/<int:resolution_id>/add/", AddResolution.as_view()),
]
