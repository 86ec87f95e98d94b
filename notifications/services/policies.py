"""Ladders that people write: for a template, for one launch, and what a department adds to any.

Errors: DoesNotExist (not visible to `by`), Forbidden, Invalid (see `ladder.limits`), Stale, Refusal (launch ended).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Department, User
from checklists.access import visible_templates
from ledger.models import Event, Stream
from ledger.services import Entry, append, company_stream
from projects.services.locking import check_version, lock_project

from ..ladder import PAUSE_DAYS, Step
from ..ladder.limits import check_addition, check_ladder
from ..ladder.words import in_json
from ..models import ReminderPolicy, ReminderStep
from ..places import Place, require_editor, source_of
from .standing import NEVER_WRITTEN, Standing, written_at

SAVED, REMOVED = "reminder_policy_saved", "reminder_policy_removed"


@transaction.atomic
def save_policy(
    by: User,
    *,
    steps: Sequence[Step],
    pause_days: int = PAUSE_DAYS,
    version: int | None = None,
    template_id: int | None = None,
    project_id: int | None = None,
    department_id: int | None = None,
) -> ReminderPolicy:
    """Write the ladder of exactly one of template, launch and department; the same again changes nothing.

    `version` is the one that was read (1 where nothing was written yet), None when the caller did not read.
    """
    place, stream = _locked(by, template_id, project_id, department_id)
    check_policy(place, steps, pause_days)
    was = written_at(place)
    _check_version(was, version)
    before, after = written(was), {"steps": _in_order(steps), "pause_days": pause_days}
    if was and was.policy and before == after:
        return was.policy
    policy = was.policy if was and was.policy else _new(place, stream)
    policy.pause_days, policy.version = pause_days, policy.version + 1
    policy.updated_at, policy.updated_by = timezone.now(), by
    policy.save()
    policy.steps.all().delete()
    ReminderStep.objects.bulk_create(_row(policy, step) for step in steps)
    append(stream, [_about(place, SAVED, before=before, after=after)], by=by)
    return policy


@transaction.atomic
def remove_policy(
    by: User,
    *,
    version: int | None = None,
    template_id: int | None = None,
    project_id: int | None = None,
    department_id: int | None = None,
) -> None:
    """Back to the ladder below. Where nothing is written there is nothing to do."""
    place, stream = _locked(by, template_id, project_id, department_id)
    was = written_at(place)
    _check_version(was, version)
    if was is None or was.policy is None:
        return
    before = written(was) | {"version": was.version}
    was.policy.delete()
    append(stream, [_about(place, REMOVED, before=before)], by=by)


def check_policy(place: Place, steps: Sequence[Step], pause_days: int = PAUSE_DAYS) -> None:
    (check_addition if isinstance(place, Department) else check_ladder)(steps, pause_days)


def written(standing: Standing | None) -> dict[str, Any]:
    """A ladder as the ledger keeps it, its steps from the earliest on; empty where none was written."""
    if standing is None:
        return {}
    return {"steps": _in_order(standing.steps), "pause_days": standing.pause_days}


def _locked(
    by: User, template_id: int | None, project_id: int | None, department_id: int | None
) -> tuple[Place, Stream]:
    """The place with its stream locked, so that two people write one after the other."""
    place: Place
    match template_id, project_id, department_id:
        case None, int(), None:
            place = lock_project(project_id, by=by, version=None)
            stream = place.stream
        case int(), None, None:
            place = visible_templates(by).get(pk=template_id)
            stream = Stream.objects.select_for_update(no_key=True).get(pk=place.stream_id)
        case None, None, int():
            place = Department.objects.get(pk=department_id)
            stream = Stream.objects.select_for_update(no_key=True).get(pk=company_stream().pk)
        case _:
            raise ValueError("A ladder belongs to a template, a launch or a department.")
    require_editor(by, place)
    return place, stream


def _check_version(was: Standing | None, version: int | None) -> None:
    found = was.policy if was and was.policy else ReminderPolicy(version=NEVER_WRITTEN)
    check_version(found, version, written(was) | {"version": found.version})


def _new(place: Place, stream: Stream) -> ReminderPolicy:
    """Its version goes on from a ladder that stood here before, so that no old page matches it by accident."""
    last = Event.objects.filter(stream=stream, verb=REMOVED, target=_target(place)).order_by("-seq").first()
    version = last.before["version"] if last else NEVER_WRITTEN
    return ReminderPolicy(version=version, **{f"{source_of(place)}_id": place.pk})


def _row(policy: ReminderPolicy, step: Step) -> ReminderStep:
    return ReminderStep(policy=policy, **in_json(step))


def _in_order(steps: Sequence[Step]) -> list[dict[str, Any]]:
    return [in_json(step) for step in sorted(steps, key=lambda step: step.offset)]


def _target(place: Place) -> str:
    return f"{source_of(place)}:{place.pk}"


def _about(place: Place, verb: str, **more: Any) -> Entry:
    return Entry(verb, target=_target(place), target_name=place.name, **more)
