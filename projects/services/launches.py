"""A launch as a whole: start it, move its D-day, cancel it, finish it.

Errors as in `services.items`; Project.DoesNotExist when `by` may not see the launch.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access as roles
from accounts.access import Action
from accounts.errors import Invalid, Refusal
from accounts.models import User
from accounts.texts import required
from checklists.schedule import notice_given
from ledger.models import Stream
from ledger.services import Entry, append, open_stream

from ..models import Project
from ..rules import check_plannable
from .building import build_items
from .dates import change_values, replan, write_scenarios
from .draft import Draft, MovePreview, Preview
from .locking import line_values, lock_project, save_project
from .planning import link_started
from .preview import preview_launch

__all__ = [
    "Draft",
    "MovePreview",
    "Preview",
    "cancel_launch",
    "finish_launch",
    "move_launch",
    "preview_launch",
    "preview_move",
    "start_launch",
]


def start_launch(draft: Draft, *, by: User) -> Project:
    """Create a launch with all its lines, in one transaction.

    The same `creation_key` gives the launch that was created with it. Invalid when a name, a planner or an answer is
    missing, or when dates are past or notice is short and `late_reason` is empty.
    """
    roles.require(by, Action.RUN_LAUNCH)
    if existing := _already_created(draft):
        return existing
    try:
        with transaction.atomic():
            return _create(draft, by)
    except IntegrityError:
        # Somebody else's double click won the race for the same key.
        if existing := _already_created(draft):
            return existing
        raise


def _already_created(draft: Draft) -> Project | None:
    return Project.objects.filter(creation_key=draft.creation_key).first() if draft.creation_key else None


def _create(draft: Draft, by: User) -> Project:
    preview = preview_launch(draft, by=by)
    _check(draft, preview)
    version = preview.version
    project = Project(
        name=draft.name.strip(),
        launch_type=version.template.launch_type,
        template_version=version,
        launch_on=draft.launch_on,
        announced_on=draft.announced_on,
        notice_owed=preview.notice_owed,
        notice_given=preview.notice_given,
        late_reason=draft.late_reason.strip(),
        time_zone=draft.time_zone,
        planner_id=draft.planner_id,
        answers=dict(draft.answers),
        is_confidential=draft.is_confidential,
        created_by=by,
    )
    if draft.creation_key:
        project.creation_key = draft.creation_key
    project.stream = open_stream(Stream.Kind.PROJECT, project.creation_key)
    project.save(force_insert=True)
    if draft.named_ids or draft.is_confidential:
        project.named.set({*draft.named_ids, draft.planner_id, by.pk})
    project.opened_to.set(draft.opened_to_ids)
    if draft.planned_id:
        link_started(draft.planned_id, project)
    items = build_items(project, preview)
    after = {
        "launch_on": project.launch_on.isoformat(),
        "template": str(version),
        "items": len(items),
        "notice_given": project.notice_given,
        "notice_owed": project.notice_owed,
        "owners": {str(item.pk): item.owner_id for item in items if item.owner_id},
        "answers": project.answers,
        "checklist": [{"item": item.pk, **line_values(item)} for item in items],
    }
    entry = _about(project, "launch_started", after=after, reason=project.late_reason)
    append(project.stream, [entry], by=by)
    return project


def _check(draft: Draft, preview: Preview) -> None:
    required(draft.name, "name", longest=100)
    if draft.announced_on > preview.today:
        raise Invalid("announced_in_future", _("CX cannot have been told on a day to come."), field="announced_on")
    for key, sentence in preview.answers_missing.items():
        raise Invalid("answer_missing", sentence, field=f"answers.{key}")
    if not preview.lines:
        raise Invalid("no_items", _("No item is left. Change the answers or choose another template."), field="answers")
    if preview.needs_reason and not draft.late_reason.strip():
        raise Invalid(
            "reason_needed",
            _("Notice is short or dates have passed already. Please write why it starts all the same."),
            field="late_reason",
        )


def preview_move(project: Project, launch_on: date) -> MovePreview:
    """Every date before and after, for a D-day that is not saved yet."""
    check_plannable(launch_on, "launch_on")
    replanned = replan(project, launch_on)
    today, moved = project.today_at(timezone.now()), replanned.changes
    return MovePreview(
        launch_on=launch_on,
        lines=moved,
        fixed=[item for item in replanned.items if item.is_open and item.is_due_fixed],
        late=[change for change in moved if change.after < today],
        people=len({change.item.owner_id for change in moved if change.item.owner_id}),
        notice_given=notice_given(project.announced_on, launch_on, replanned.known[None]),
        launch_day_is_open=replanned.known[None].is_open(launch_on),
    )


@transaction.atomic
def move_launch(project_id: int, launch_on: date, *, by: User, reason: str, version: int | None = None) -> Project:
    """Move D-day: every open date that was not set by hand follows, in one event."""
    project = lock_project(project_id, by=by, version=version)
    roles.require(by, Action.RUN_LAUNCH)
    reason = required(reason, "reason")
    check_plannable(launch_on, "launch_on")
    if launch_on == project.launch_on:
        raise Refusal("same_day", _("D-day is that day already."), field="launch_on")
    replanned = replan(project, launch_on)
    moved = replanned.write()
    before, project.launch_on = project.launch_on, launch_on
    project.dday_revision += 1
    project.notice_given = notice_given(project.announced_on, launch_on, replanned.known[None])
    write_scenarios(project, replanned.known)
    after = {
        "launch_on": launch_on.isoformat(),
        "notice_given": project.notice_given,
        "changes": [change_values(change) for change in moved],
    }
    entry = _about(project, "launch_moved", before={"launch_on": before.isoformat()}, after=after, reason=reason)
    return save_project(project, ["launch_on", "dday_revision", "notice_given"], [entry], by=by)


@transaction.atomic
def cancel_launch(project_id: int, *, by: User, reason: str, version: int | None = None) -> Project:
    """End a launch that will not happen. It stays readable; nobody is chased for it any more."""
    project = lock_project(project_id, by=by, version=version)
    roles.require(by, Action.RUN_LAUNCH)
    project.cancel_reason, project.cancelled_at = required(reason, "reason"), timezone.now()
    entry = _about(project, "launch_cancelled", reason=project.cancel_reason)
    return save_project(project, ["cancel_reason", "cancelled_at"], [entry], by=by)


@transaction.atomic
def finish_launch(project_id: int, *, by: User, version: int | None = None) -> Project:
    """Close a launch after its follow-up. Every line must be done or waived, and D-day past."""
    project = lock_project(project_id, by=by, version=version)
    roles.require(by, Action.RUN_LAUNCH)
    left = project.items.open().count()
    if left or project.launch_on > project.today_at(timezone.now()):
        raise Refusal("not_finished", _("Open items: %(count)d. Finish them first, after D-day.") % {"count": left})
    project.finished_at = timezone.now()
    return save_project(project, ["finished_at"], [_about(project, "launch_finished")], by=by)


def _about(project: Project, verb: str, **more: Any) -> Entry:
    return Entry(verb, target=f"project:{project.pk}", target_name=project.name, **more)
