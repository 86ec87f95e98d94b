"""The annual plan: launches that are to come, added one by one or from a file, and started when their time comes.

Every change needs RUN_LAUNCH and writes an event in the company's stream. Errors: Forbidden, Invalid with the field,
Stale with the values that stand, Refusal when it was started already; PlannedLaunch.DoesNotExist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.errors import Invalid, Refusal
from accounts.models import User
from accounts.texts import optional, required
from checklists.files.rows import Status as RowStatus
from checklists.models import LaunchType, Template
from ledger.services import Entry, append, company_stream

from ..models import PlannedLaunch, Project
from ..plan_preview import FIELDS, row_status
from ..planfile import PlanRow
from ..rules import check_plannable
from .locking import check_version


@dataclass(frozen=True, slots=True)
class Imported:
    added: int
    changed: int
    unchanged: int


@transaction.atomic
def add_planned(
    *,
    by: User,
    name: str,
    launch_type_id: int,
    launch_on: date,
    template_id: int | None = None,
    planner_id: int | None = None,
    note: str = "",
) -> PlannedLaunch:
    access.require(by, Action.RUN_LAUNCH)
    planned = PlannedLaunch(created_by=by)
    values = {"name": name, "launch_type_id": launch_type_id, "launch_on": launch_on}
    _change(planned, values | {"template_id": template_id, "planner_id": planner_id, "note": note})
    _check_free(planned)
    planned.save(force_insert=True)
    append(company_stream().pk, [_about(planned, "planned_added", after=planned_values(planned))], by=by)
    return planned


@transaction.atomic
def change_planned(planned_id: int, *, by: User, version: int | None, **values: Any) -> PlannedLaunch:
    """`values` are those of FIELDS that change. The same again changes nothing."""
    planned = _lock(planned_id, by=by, version=version)
    before = planned_values(planned)
    _change(planned, values)
    after = planned_values(planned)
    if changed := [field for field in FIELDS if after[field] != before[field]]:
        _check_free(planned)
        planned.version += 1
        planned.save()
        entry = _about(
            planned, "planned_changed", before={f: before[f] for f in changed}, after={f: after[f] for f in changed}
        )
        append(company_stream().pk, [entry], by=by)
    return planned


@transaction.atomic
def remove_planned(planned_id: int, *, by: User, version: int | None) -> None:
    """Take it out of the plan; what it was stays in the record."""
    planned = _lock(planned_id, by=by, version=version)
    entry = _about(planned, "planned_removed", before=planned_values(planned))
    planned.delete()
    append(company_stream().pk, [entry], by=by)


@transaction.atomic
def import_plan(rows: Sequence[PlanRow], *, by: User, name: str) -> Imported:
    """Take the rows of a file named `name`, all of them or, on the first that cannot be, none.

    A row is that of the plan with its name and D-day: it changes that one, or adds it. A launch of the plan that was
    started already is left as it is, and none is removed: the same file again adds and changes nothing.
    """
    access.require(by, Action.RUN_LAUNCH)
    stream = company_stream().pk
    plan = PlannedLaunch.objects.select_for_update().filter(launch_on__in={row.launch_on for row in rows})
    known = {(planned.name, planned.launch_on): planned for planned in plan}
    statuses: dict[RowStatus, list[PlannedLaunch]] = {status: [] for status in RowStatus}
    for row in rows:
        planned = known.get((row.name, row.launch_on))
        status = row_status(row, planned)
        planned = planned or PlannedLaunch(created_by=by)
        if status != RowStatus.SAME:
            _set(planned, {field: getattr(row, field) for field in FIELDS})
            planned.version += status == RowStatus.CHANGED
        statuses[status].append(planned)
    PlannedLaunch.objects.bulk_create(statuses[RowStatus.NEW])
    PlannedLaunch.objects.bulk_update(statuses[RowStatus.CHANGED], [*FIELDS, "version"])
    if statuses[RowStatus.NEW] or statuses[RowStatus.CHANGED]:
        names = {
            str(status): [f"{planned.launch_on} {planned.name}" for planned in statuses[status]]
            for status in (RowStatus.NEW, RowStatus.CHANGED)
        }
        append(stream, [Entry("plan_imported", "plan", name, after=names)], by=by)
    return Imported(*(len(statuses[status]) for status in RowStatus))


def link_started(planned_id: int, project: Project) -> None:
    """In the transaction that creates the launch: the planned one is now this. Refusal when it was started before."""
    planned = PlannedLaunch.objects.select_for_update().filter(pk=planned_id).first()
    if planned is None:
        raise Refusal("planned_gone", _("This planned launch was removed from the plan meanwhile."))
    _check_waiting(planned)
    planned.project = project
    planned.version += 1
    planned.save(update_fields=["project", "version"])


def planned_values(planned: PlannedLaunch) -> dict[str, Any]:
    """By name of FIELDS, with the version, as JSON."""
    values = {field: getattr(planned, field) for field in FIELDS}
    day = planned.launch_on.isoformat() if planned.launch_on else None
    return values | {"launch_on": day, "version": planned.version}


def _lock(planned_id: int, *, by: User, version: int | None) -> PlannedLaunch:
    access.require(by, Action.RUN_LAUNCH)
    planned = PlannedLaunch.objects.select_for_update().get(pk=planned_id)
    _check_waiting(planned)
    check_version(planned, version, planned_values(planned))
    return planned


def _check_waiting(planned: PlannedLaunch) -> None:
    if planned.project_id is not None:
        raise Refusal("planned_started", _("This planned launch has started already. Change the launch itself."))


def _change(planned: PlannedLaunch, values: dict[str, Any]) -> None:
    """Set `values`. What they name must be there: ids may come from anywhere."""
    for field, choices in _choices().items():
        value = values.get(field)
        if value is not None and not choices.filter(pk=value).exists():
            raise Invalid("unknown", _("There is no such choice."), field=field)
    _set(planned, values)


def _choices() -> dict[str, QuerySet[Any]]:
    return {
        "launch_type_id": LaunchType.objects.all(),
        "template_id": Template.objects.filter(is_archived=False),
        "planner_id": User.objects.planners(),
    }


def _set(planned: PlannedLaunch, values: Mapping[str, Any]) -> None:
    for field, value in values.items():
        setattr(planned, field, value)
    planned.name = required(" ".join(planned.name.split()), "name", longest=100)
    planned.note = optional(planned.note, "note")
    check_plannable(planned.launch_on, "launch_on")


def _check_free(planned: PlannedLaunch) -> None:
    same = PlannedLaunch.objects.filter(name=planned.name, launch_on=planned.launch_on).exclude(pk=planned.pk)
    if same.exists():
        raise Invalid("planned_twice", _("The plan has a launch of this name on this day already."), field="name")


def _about(planned: PlannedLaunch, verb: str, **more: Any) -> Entry:
    return Entry(verb, f"planned:{planned.pk}", planned.name, **more)
