"""Surprises: what opened without notice, reported by a contact centre, and what is known of it.

Errors as in `surprise_writing`, and Invalid with the field. What the department says stands in `surprise_answers`, what
follows from it in `surprise_lessons`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.errors import Forbidden, Invalid, Refusal
from accounts.models import Department, User
from accounts.texts import optional, required_name
from ledger.models import Stream
from ledger.services import UNSAID, Entry, Said, append
from projects.access import visible_items
from projects.models import Item, Project

from ..access.surprises import may_link
from ..models import Surprise
from . import filing
from .surprise_writing import ask_for_answer, content_of, lock_kept, lock_open, save_change

MOST_INQUIRIES = 1_000_000
OLDEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody noticed. Without a centre it is that of the reporter, without a moment it was just now."""

    title: str
    found_through: str
    noticed_at: datetime | None = None
    inquiries: int = 0
    details: str = ""
    project_id: int | None = None
    centre_id: int | None = None
    department_id: int | None = None


def report_surprise(report: Report, *, by: User, creation_key: UUID | None = None, said: Said = UNSAID) -> Surprise:
    """Write down what opened; the same `creation_key` gives what was reported with it.

    The department that is named, if any, answers within two of its own open days.
    """
    access.require(by, Action.REPORT)
    if existing := _reported(creation_key, by=by):
        return existing
    try:
        with transaction.atomic():
            return _report(report, by=by, creation_key=creation_key, said=said)
    except IntegrityError:
        # Somebody's second tap won the race for the same key.
        if existing := _reported(creation_key, by=by):
            return existing
        raise


@transaction.atomic
def change_surprise(surprise_id: int, report: Report, *, by: User, version: int | None = None) -> Surprise:
    """Correct what was reported. Centre, launch and department have deeds of their own."""
    surprise = lock_kept(surprise_id, by=by, version=version)
    before = content_of(surprise)
    _fill(surprise, report)
    fields = ["title", "found_through", "noticed_at", "inquiries", "details"]
    return save_change(surprise, fields, "surprise_changed", before, by=by)


@transaction.atomic
def count_inquiries(surprise_id: int, *, by: User, more: int) -> Surprise:
    """`more` customers asked about it. Two people who count at once are both counted."""
    surprise = lock_kept(surprise_id, by=by)
    if more < 1:
        raise Invalid("too_few", _("Count at least one inquiry."), field="more")
    before = content_of(surprise)
    surprise.inquiries = _countable(surprise.inquiries + more, "more")
    return save_change(surprise, ["inquiries"], "surprise_inquiries_counted", before, by=by)


@transaction.atomic
def name_department(surprise_id: int, *, by: User, department_id: int, version: int | None = None) -> Surprise:
    """Ask another department for its position. An answer of the one before leaves the page and stays in the history."""
    surprise = lock_kept(surprise_id, by=by, version=version)
    department = _department(department_id)
    if department is None or department.pk == surprise.department_id:
        return surprise
    before = content_of(surprise)
    surprise.department = department
    surprise.answer, surprise.answered_at, surprise.answered_by = "", None, None
    surprise.state = Surprise.State.NEW
    ask_for_answer(surprise)
    fields = ["department", "answer", "answered_at", "answered_by", "state", "answer_by"]
    return save_change(surprise, fields, "surprise_department_named", before, by=by)


@transaction.atomic
def link_surprise(
    surprise_id: int,
    *,
    by: User,
    project_id: int | None,
    item_id: int | None = None,
    item_fault: str = "",
    version: int | None = None,
) -> Surprise:
    """Say which launch it was, and the line that was missing or ticked too early. Nothing of the launch changes.

    For a planner and the department that was asked. A missing line need not be named. A launch that it was not filed
    to has the link on its own record, too.
    """
    surprise = lock_open(surprise_id, by=by, version=version)
    if not may_link(by, surprise):
        raise Forbidden("not_allowed", _("Only the department that was asked, or a CX planner, can do this."))
    project = filing.launch_of(project_id, by=by)
    _check_stream(surprise, project)
    before = content_of(surprise)
    surprise.project = project
    surprise.item, surprise.item_fault = _line(project, item_id, item_fault, by=by)
    after = content_of(surprise)
    if project and project.stream_id != surprise.stream_id and after != before:
        append(project.stream_id, [filing.about(surprise, "surprise_linked", after=after)], by=by)
    return save_change(surprise, ["project", "item", "item_fault"], "surprise_linked", before, by=by)


def _reported(key: UUID | None, *, by: User) -> Surprise | None:
    found = Surprise.objects.filter(creation_key=key).first() if key else None
    if found and found.created_by_id != by.pk:
        raise Refusal("key_taken", _("This form was sent by somebody else. Please open a new one."))
    return found


def _report(report: Report, *, by: User, creation_key: UUID | None, said: Said) -> Surprise:
    project = filing.launch_of(report.project_id, by=by)
    surprise = Surprise(
        project=project,
        stream=filing.stream_for(project),
        centre=_centre(report.centre_id, by=by),
        department=_department(report.department_id),
        created_by=by,
    )
    if creation_key:
        surprise.creation_key = creation_key
    _fill(surprise, report)
    ask_for_answer(surprise)
    surprise.save(force_insert=True)
    entry: Entry = filing.about(surprise, "surprise_reported", after=content_of(surprise), said=said)
    filing.record_events(surprise, [entry], by=by)
    return surprise


def _fill(surprise: Surprise, report: Report) -> None:
    surprise.title = required_name(report.title, "title", longest=200)
    if report.found_through not in Surprise.FoundThrough.values:
        raise Invalid("unknown_way", _("Choose how it was found."), field="found_through")
    surprise.found_through = report.found_through
    surprise.noticed_at = _moment(report.noticed_at)
    surprise.inquiries = _countable(report.inquiries, "inquiries")
    surprise.details = optional(report.details, "details", longest=5000)


def _moment(at: datetime | None) -> datetime:
    now = timezone.now()
    if at is None:
        return now
    if not now - OLDEST <= at <= now + timedelta(minutes=5):
        raise Invalid("bad_moment", _("Choose a moment of the last year, not one to come."), field="noticed_at")
    return at


def _countable(number: int, field: str) -> int:
    if not 0 <= number <= MOST_INQUIRIES:
        message = _("Give a number from 0 to %(most)d.") % {"most": MOST_INQUIRIES}
        raise Invalid("bad_number", message, field=field)
    return number


def _centre(centre_id: int | None, *, by: User) -> Department:
    own = by.department if by.department and (by.is_partner or by.department.is_contact_centre) else None
    if own and centre_id in (None, own.pk):
        return own
    if by.is_partner:
        raise Invalid("unknown_centre", _("You report for your own centre."), field="centre_id")
    centres = Department.objects.filter(is_contact_centre=True)
    found = list((centres.filter(pk=centre_id) if centre_id is not None else centres)[:2])
    if len(found) != 1:
        raise Invalid("unknown_centre", _("Choose the contact centre that noticed it."), field="centre_id")
    return found[0]


def _department(department_id: int | None) -> Department | None:
    if department_id is None:
        return None
    department = Department.objects.filter(pk=department_id, kind=Department.Kind.INTERNAL).first()
    if department is None:
        raise Invalid("unknown_department", _("Choose a department of the company."), field="department_id")
    return department


def _line(project: Project | None, item_id: int | None, fault: str, *, by: User) -> tuple[Item | None, str]:
    if not fault and item_id is None:
        return None, ""
    if project is None:
        raise Invalid("no_launch", _("Choose the launch first."), field="project_id")
    if fault not in Surprise.ItemFault.values:
        raise Invalid("unknown_fault", _("Say what was wrong with the item."), field="item_fault")
    item = visible_items(by).filter(pk=item_id, project=project).first() if item_id is not None else None
    if item is None and (item_id is not None or fault == Surprise.ItemFault.WRONGLY_TICKED):
        raise Invalid("unknown_item", _("Choose an item of this launch."), field="item_id")
    return item, fault


def _check_stream(surprise: Surprise, project: Project | None) -> None:
    """What was filed to one launch is read in its history: it cannot become part of a confidential one."""
    is_elsewhere = surprise.stream.kind == Stream.Kind.PROJECT and project and surprise.stream_id != project.stream_id
    if is_elsewhere and project and project.is_confidential:
        message = _("It was filed to another launch, where everybody reads it. Report it anew for this one.")
        raise Refusal("filed_elsewhere", message, field="project_id")
