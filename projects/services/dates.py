"""Deadlines of a running launch: read its lines, ask `schedule.plan`, write what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from accounts.calendars import Calendar
from accounts.workdays import calendars
from checklists.schedule import Due, Line, Rule, Unit, due_on, plan
from ledger.services import Entry

from ..models import Item, ItemScenario, ItemWait, Project
from .locking import about


@dataclass(frozen=True, slots=True)
class Change:
    """A line whose date goes to another day."""

    item: Item
    before: date
    due: Due[int]

    @property
    def after(self) -> date:
        return self.due.on


@dataclass(frozen=True, slots=True)
class Replan:
    """The lines of a launch that apply, and their dates with a D-day. Nothing is written before `write`."""

    items: list[Item]
    dues: Mapping[int, Due[int]]
    known: Mapping[int | None, Calendar]

    @property
    def changes(self) -> list[Change]:
        """The open lines whose date moves; dates set by hand and finished lines stay."""
        return [
            Change(item, item.due_on, self.dues[item.pk])
            for item in self.items
            if item.is_open and not item.is_due_fixed and self.dues[item.pk].on != item.due_on
        ]

    def write(self) -> list[Change]:
        """Write the new dates of the open lines and return those that moved. One statement, however many lines."""
        moved = self.changes
        behind = [
            (item, self.dues[item.pk]) for item in self.items if item.is_open and _differs(item, self.dues[item.pk])
        ]
        for item, due in behind:
            item.due_on, item.planned_on, item.moved_by_id = due.on, due.planned_on, due.moved_by
            item.version += 1
        Item.objects.bulk_update([item for item, _due in behind], ["due_on", "planned_on", "moved_by", "version"])
        return moved


def replan(project: Project, launch_on: date) -> Replan:
    """The lines of a launch with the dates that this D-day gives them. Five queries, however many lines."""
    items = list(project.items.applying().select_related("department", "owner", "section"))
    scenario_rules: dict[int, list[Rule]] = defaultdict(list)
    dated = ItemScenario.objects.filter(item__project=project, offset__isnull=False)
    for item_id, offset, unit in dated.values_list("item_id", "offset", "unit"):
        scenario_rules[item_id].append(Rule(offset or 0, Unit(unit)))
    follows: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for wait in ItemWait.objects.filter(item__project=project, days__isnull=False):
        follows[wait.item_id].append((wait.predecessor_id, wait.days or 0))
    known = calendars()
    lines = [
        Line(
            key=item.pk,
            rule=item.rule,
            calendar=known[item.department_id],
            scenario_rules=tuple(scenario_rules[item.pk]),
            follows=tuple(follows[item.pk]),
            fixed_on=item.due_on if item.is_due_fixed else None,
        )
        for item in items
    ]
    dues = plan(launch_on, lines, {item.pk: item.handed_in_on for item in items if item.handed_in_on})
    return Replan(items, dues, known)


def write_scenarios(project: Project, known: Mapping[int | None, Calendar]) -> None:
    """Give the unverified scenarios that have a deadline of their own its date for the launch's D-day."""
    scenarios = list(
        ItemScenario.objects.filter(item__project=project, offset__isnull=False, verified_at__isnull=True)
        .select_related("item")
        .only("offset", "unit", "item__department_id")
    )
    for scenario in scenarios:
        rule = Rule(scenario.offset or 0, Unit(scenario.unit))
        scenario.due_on = due_on(project.launch_on, rule, known[scenario.item.department_id])
    ItemScenario.objects.bulk_update(scenarios, ["due_on"])


def change_values(change: Change) -> dict[str, object]:
    """A moved date, in an event that moves many."""
    return {
        "item": change.item.pk,
        "title": change.item.title,
        "owner": change.item.owner_id,
        "before": change.before.isoformat(),
        "after": change.after.isoformat(),
    }


def follow(cause: Item) -> list[Entry]:
    """Move the lines whose dates follow `cause`, which was just handed in or reopened; the events that say so.

    A date that moved later names the line whose delay moved it; one that moves back names `cause`.
    """
    replanned = replan(cause.project, cause.project.launch_on)
    by_id = {item.pk: item for item in replanned.items}
    return [_moved(change, by_id.get(change.due.moved_by or 0, cause)) for change in replanned.write()]


def _moved(change: Change, mover: Item) -> Entry:
    after = {
        "due_on": change.after.isoformat(),
        "moved_by": mover.pk,
        "moved_by_title": mover.title,
        "moved_by_department": mover.department_id,
        "owner": change.item.owner_id,
    }
    return about(change.item, "due_moved", before={"due_on": change.before.isoformat()}, after=after)


def _differs(item: Item, due: Due[int]) -> bool:
    return (item.due_on, item.planned_on, item.moved_by_id) != (due.on, due.planned_on, due.moved_by)
