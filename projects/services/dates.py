"""Deadlines of a running launch: read its lines, ask `schedule.plan`, write what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

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


def replanned(project: Project, launch_on: date) -> tuple[list[Item], dict[int, Due[int]]]:
    """All lines of a launch, and what their dates would be with this D-day. Five queries, however many lines."""
    items = list(project.items.select_related("department", "owner", "section"))
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
    return items, plan(launch_on, lines, {item.pk: item.handed_in_on for item in items if item.handed_in_on})


def changes(items: Iterable[Item], dues: Mapping[int, Due[int]]) -> list[Change]:
    """The open lines whose date moves; dates set by hand and finished lines stay."""
    return [
        Change(item, item.due_on, dues[item.pk])
        for item in items
        if item.is_open and not item.is_due_fixed and dues[item.pk].on != item.due_on
    ]


def write(moved: Iterable[Change]) -> None:
    """Write the new dates. One statement, however many lines."""
    items = []
    for change in moved:
        item = change.item
        item.due_on, item.planned_on, item.moved_by_id = change.after, change.due.planned_on, change.due.moved_by
        item.version += 1
        items.append(item)
    Item.objects.bulk_update(items, ["due_on", "planned_on", "moved_by", "version"])


def write_scenarios(project: Project) -> None:
    """Give the unverified scenarios that have a deadline of their own its date for the launch's D-day."""
    known = calendars()
    scenarios = list(
        ItemScenario.objects.filter(item__project=project, offset__isnull=False, verified_at__isnull=True)
        .select_related("item")
        .only("offset", "unit", "item__department_id")
    )
    for scenario in scenarios:
        rule = Rule(scenario.offset or 0, Unit(scenario.unit))
        scenario.due_on = due_on(project.launch_on, rule, known[scenario.item.department_id])
    ItemScenario.objects.bulk_update(scenarios, ["due_on"])


def follow(item: Item) -> list[Entry]:
    """Move the lines whose dates follow `item`, which was just handed in or reopened; the events that say so."""
    items, dues = replanned(item.project, item.project.launch_on)
    moved = changes(items, dues)
    write(moved)
    return [
        about(
            change.item,
            "due_moved",
            before={"due_on": change.before.isoformat()},
            after={
                "due_on": change.after.isoformat(),
                "moved_by": item.pk,
                "moved_by_title": item.title,
                "moved_by_department": item.department_id,
                "owner": change.item.owner_id,
            },
        )
        for change in moved
    ]
