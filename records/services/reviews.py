"""Reviews after a launch: five answers, kept as one record of the launch, and what follows from them.

They are written about ended launches too; the launch itself stays as it is. Errors: Project.DoesNotExist when `by` may
not see it, and those of `records`; Refusal("too_early") before the launch has opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import access
from accounts.access import Action
from accounts.errors import Invalid, Refusal
from accounts.models import User
from projects.access import visible_projects
from projects.models import Project

from ..access import visible_records
from ..models import Kind, Record
from ..reviewing import DAYS, QUESTIONS, compose
from .record_content import draft_of
from .records import RecordDraft, ResolutionDraft, add_lines, correct_record, write_record


def write_review(
    project_id: int,
    day: int,
    answers: Sequence[str],
    *,
    by: User,
    reason: str = "",
    version: int | None = None,
    creation_key: UUID | None = None,
) -> Record:
    """Write the answers, one for each of QUESTIONS; a second time they are a new revision of the same record.

    `version` is the record's as it was read; without a `reason` the correction says that the review went on.
    """
    project = _reviewed(project_id, day, by=by)
    answers = list(answers)
    if len(answers) != len(QUESTIONS):
        raise Invalid("five_answers", _("Answer the five questions; an answer may be empty."), field="answers")
    body = _body(answers)
    if not body:
        raise Invalid("required", _("Please answer at least one question."), field="answers")
    found = review_of(project, day, by=by)
    if found is None:
        return write_record(_draft(day, body), by=by, project_id=project.pk, review_day=day, creation_key=creation_key)
    draft = replace(draft_of(found), body=body)
    return correct_record(found.pk, draft, by=by, reason=reason.strip() or _("The review went on."), version=version)


@transaction.atomic
def decide_in_review(
    project_id: int, day: int, *, by: User, words: str, owner_id: int | None = None, due_on: date | None = None
) -> Record:
    """Put a decision with its owner and day into the review's record; it is begun when nobody has answered yet."""
    project = _reviewed(project_id, day, by=by)
    line = ResolutionDraft(words, decided_by_id=by.pk, owner_id=owner_id, due_on=due_on)
    found = review_of(project, day, by=by)
    if found:
        return add_lines(found.pk, by=by, resolutions=[line])
    return write_record(replace(_draft(day, ""), resolutions=(line,)), by=by, project_id=project.pk, review_day=day)


def review_of(project: Project, day: int, *, by: User) -> Record | None:
    """The record of this review, if somebody has begun it."""
    return visible_records(by).select_related("current").filter(project=project, review_day=day).first()


def why_no_review(project: Project) -> str:
    """Why there is nothing to look back at, in a sentence; empty once the launch has opened."""
    if project.cancelled_at:
        return _("This launch was cancelled.")
    if project.launch_on >= project.today_at(timezone.now()):
        return _("The launch has not opened yet. The review begins the day after D-day.")
    return ""


def _reviewed(project_id: int, day: int, *, by: User) -> Project:
    access.require(by, Action.WRITE_RECORD)
    project = visible_projects(by).get(pk=project_id)
    if day not in DAYS:
        raise Invalid("unknown_day", _("A launch is reviewed on D+7 and D+30."), field="day")
    if why := why_no_review(project):
        raise Refusal("too_early", why)
    return project


def _draft(day: int, body: str) -> RecordDraft:
    with override(settings.LANGUAGE_CODE):
        return RecordDraft(Kind.REVIEW, _("Review after launch, D+%(day)d") % {"day": day}, body)


def _body(answers: Sequence[str]) -> str:
    """The questions stand in the company's language, whoever writes."""
    with override(settings.LANGUAGE_CODE):
        return compose([str(question) for question in QUESTIONS], answers)
