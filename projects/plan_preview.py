"""How an uploaded plan is understood as its columns are mapped now: read only, as often as somebody looks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.errors import Refusal
from accounts.models import User
from checklists.files.rows import Status as RowStatus
from checklists.files.tables import Table
from checklists.files.words import plain
from checklists.models import ImportFile, LaunchType, Template

from .models import PlannedLaunch
from .planfile import NEEDED, Known, PlanError, PlanRow, Understood, guess, understand

FIELDS = ("name", "launch_type_id", "launch_on", "template_id", "planner_id", "note")


@dataclass(frozen=True, slots=True)
class PlanPreview:
    """`statuses` by the number of the row; rows with errors have none. `missing` are fields that need a column."""

    file: ImportFile
    table: Table
    columns: Mapping[str, int]
    understood: Understood
    statuses: Mapping[int, RowStatus]
    missing: tuple[str, ...] = ()

    @property
    def is_ready(self) -> bool:
        return bool(self.understood.rows) and not self.understood.errors and not self.missing

    def count(self, status: RowStatus) -> int:
        return sum(1 for each in self.statuses.values() if each == status)

    def errors_of(self, number: int) -> list[PlanError]:
        return [error for error in self.understood.errors if error.row == number]


def preview_plan(file_id: int, *, by: User) -> PlanPreview:
    """Raises Refusal when it was imported already, ImportFile.DoesNotExist when it is not a plan of `by`."""
    access.require(by, Action.RUN_LAUNCH)
    return preview_of_plan(open_plan(file_id, by=by))


def open_plan(file_id: int, *, by: User, is_locked: bool = False) -> ImportFile:
    files = ImportFile.objects.select_for_update() if is_locked else ImportFile.objects.all()
    found = files.get(pk=file_id, by=by, kind=ImportFile.Kind.PLAN)
    if found.applied_at or not found.table:
        raise Refusal("imported", _("This file was imported already."))
    return found


def preview_of_plan(found: ImportFile) -> PlanPreview:
    table = Table.from_json(found.table)
    columns = found.mapping.get("columns")
    columns = guess(table.headings) if columns is None else columns
    missing = tuple(name for name in NEEDED if name not in columns)
    if missing:
        return PlanPreview(found, table, columns, Understood((), ()), {}, missing)
    understood = understand(table, columns, known_here(), today=timezone.localdate())
    return PlanPreview(found, table, columns, understood, statuses_of(understood.rows))


def statuses_of(rows: Sequence[PlanRow]) -> dict[int, RowStatus]:
    """One query. A launch of the plan that was started already stays as it is."""
    plan = PlannedLaunch.objects.filter(launch_on__in={row.launch_on for row in rows})
    known = {(planned.name, planned.launch_on): planned for planned in plan}
    return {row.number: row_status(row, known.get((row.name, row.launch_on))) for row in rows}


def row_status(row: PlanRow, planned: PlannedLaunch | None) -> RowStatus:
    if planned is None:
        return RowStatus.NEW
    is_same = all(getattr(planned, name) == getattr(row, name) for name in FIELDS)
    return RowStatus.SAME if is_same or planned.project_id is not None else RowStatus.CHANGED


def known_here() -> Known:
    """Three queries."""
    templates = list(Template.objects.filter(is_archived=False))
    types = LaunchType.objects.all()
    planners = User.objects.planners()
    return Known(
        launch_types=_by_name((each.pk, (each.name, each.name_en, each.slug)) for each in types),
        templates=_by_name((each.pk, (each.name, each.name_en, each.slug)) for each in templates),
        planners=_by_name((each.pk, (each.name, each.email)) for each in planners),
        type_of={each.pk: each.launch_type_id for each in templates},
    )


def _by_name(things: Iterable[tuple[int, Iterable[str]]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for pk, names in things:
        for word in {plain(name) for name in names if name}:
            found[word].append(pk)
    return found
