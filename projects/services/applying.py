"""Writes what was judged into a launch: lines that come, change, go and come back, and the dates that follow.

The caller has locked the launch, compared it under the lock, and writes the event. The number of statements does not
depend on the number of lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Refusal
from accounts.models import Department, User
from checklists.content import ScenarioContent
from checklists.models import TemplateItem
from checklists.schedule import Rule, ScheduleError, check_order

from ..models import Item, ItemScenario, ItemWait, Project, Status
from ..syncing import FieldChange, Judged, What
from .building import COPIED
from .comparing import Comparison
from .dates import change_values, replan, write_scenarios
from .locking import line_values
from .places import Places

STORED = (*COPIED, "section_id", "template_item_id", "owner_id", "status", "version")


@dataclass(frozen=True, slots=True)
class Written:
    """What the event says: `lines` that came, changed, went; `changes` of dates, as when D-day moves; what stayed."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    declined: list[dict[str, str]] = field(default_factory=list)
    kept: list[dict[str, str]] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        counts: dict[str, int] = defaultdict(int)
        for line in self.lines:
            counts[line["what"]] += 1
        return dict(counts)

    def values(self) -> dict[str, Any]:
        """For the event's `after`."""
        return {name: getattr(self, name) for name in ("lines", "changes", "declined", "kept")}


def write_lines(found: Comparison, chosen: Collection[str] | None = None) -> Written:
    """Take the lines offered whose keys are `chosen`, all of them when None.

    Raises Refusal when the lines taken and those that stay would wait for each other.
    """
    taken = [line for line in found.offered if chosen is None or line.key in chosen]
    writer = _Writer(found, taken)
    items = writer.items()
    writer.scenarios(items)
    writer.waits(items)
    _check_waits(found.project)
    replanned = replan(found.project, found.project.launch_on)
    moved = replanned.write()
    write_scenarios(found.project, replanned.known)
    new = {items[line.key].pk for line in taken if line.what == What.ADDED}
    dues = {pk: due.on.isoformat() for pk, due in replanned.dues.items()}
    return Written(
        lines=[writer.said(line, items[line.key], dues.get(items[line.key].pk)) for line in taken],
        changes=[change_values(change) for change in moved if change.item.pk not in new],
        declined=[_named(line, "what", line.what) for line in found.offered if line not in taken],
        kept=[_named(line, "why", line.why or "") for line in found.kept],
    )


def _named(line: Judged, name: str, value: str) -> dict[str, str]:
    words = line.placed.line
    return {"key": line.key, "title": words.title, "title_en": words.title_en, name: str(value)}


class _Writer:
    def __init__(self, found: Comparison, taken: Sequence[Judged]) -> None:
        self.project, self.found, self.taken = found.project, found, taken
        self.sources = {item.key: item for item in TemplateItem.objects.filter(version=found.version)}
        self.departments = {department.slug: department for department in Department.objects.all()}
        self.people = {person.email: person.pk for person in User.objects.active()}
        self.places = Places(found)

    def items(self) -> dict[str, Item]:
        """The lines taken, as they now stand in the database."""
        items = {line.key: self._item(line) for line in self.taken}
        new = {line.key for line in self.taken if line.what == What.ADDED}
        Item.objects.bulk_create([items[line.key] for line in self.taken if line.key in new])
        Item.objects.bulk_update([item for key, item in items.items() if key not in new], STORED)
        return items

    def _item(self, line: Judged) -> Item:
        if line.what == What.ADDED:
            return self._new(line)
        item = self.found.items[line.key]
        for change in line.changes:
            self._set(item, change)
        if line.key in self.sources:
            item.template_item = self.sources[line.key]
        if line.what == What.DROPPED:
            item.status = Status.DROPPED
        elif line.what == What.RETURNED:
            item.status = Status.TODO
        item.version += 1
        return item

    def _new(self, line: Judged) -> Item:
        source = self.sources[line.key]
        section = self.places.section(line.placed.section)
        return Item(
            **{name: getattr(source, name) for name in COPIED if name != "order"},
            order=self.places.order(line.key, section),
            project=self.project,
            section=section,
            template_item=source,
            owner_id=self.people.get(line.placed.line.default_owner),
            planned_on=self.project.launch_on,  # until the whole launch is planned again, in the same transaction
            due_on=self.project.launch_on,
        )

    def _set(self, item: Item, change: FieldChange) -> None:
        match change.name:
            case "rule":
                item.offset, item.unit, item.roll = change.after.offset, change.after.unit, change.after.roll
            case "department":
                item.department = self.departments[change.after]
            case "default_owner":
                item.owner_id = self.people.get(change.after)
            case "section":
                item.section = self.places.section(change.after)
                item.order = self.places.order(item.key, item.section)
            case "scenarios" | "waits":
                pass  # rows of their own
            case name:
                setattr(item, name, change.after)

    def scenarios(self, items: Mapping[str, Item]) -> None:
        """Rows of new lines, and those that changed; a verified one is never among them."""
        new, changed, gone = [], [], []
        for line in self.taken:
            item = items[line.key]
            before, after = self._entries(line, "scenarios")
            rows = {row.text: row for row in self._rows(line)}
            orders = {text: order for order, text in enumerate(after, 1)}
            new += [
                _scenario(ItemScenario(item=item), s, orders[text]) for text, s in after.items() if text not in rows
            ]
            changed += [
                _scenario(row, after[text], orders[text])
                for text, row in rows.items()
                if text in after and before.get(text) != after[text]
            ]
            gone += [row.pk for text, row in rows.items() if text in before and text not in after]
        ItemScenario.objects.filter(pk__in=gone, verified_at__isnull=True).delete()
        ItemScenario.objects.bulk_create(new)
        ItemScenario.objects.bulk_update(changed, ["order", "text_en", "offset", "unit", "due_on"])

    def waits(self, items: Mapping[str, Item]) -> None:
        """A wait for a line that was not taken is none; those that do not change stay as they are."""
        at_hand = {**self.found.items, **items}
        new: list[ItemWait] = []
        gone: set[tuple[int, int]] = set()
        for line in self.taken:
            before, after = self._entries(line, "waits")
            for key in {key for key in (*before, *after) if before.get(key, -1) != after.get(key, -1)}:
                if key in before:
                    gone.add((items[line.key].pk, at_hand[key].pk))
                if key in after and key in at_hand:
                    new.append(ItemWait(item=items[line.key], predecessor=at_hand[key], days=after[key]))
        rows = ItemWait.objects.filter(item__project=self.project).values_list("pk", "item_id", "predecessor_id")
        removed = [pk for pk, item_id, predecessor_id in rows if (item_id, predecessor_id) in gone]
        ItemWait.objects.filter(pk__in=removed).delete()
        ItemWait.objects.bulk_create(new)

    def _rows(self, line: Judged) -> list[ItemScenario]:
        return [] if line.what == What.ADDED else list(self.found.items[line.key].scenarios.all())

    def _entries(self, line: Judged, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """(before, after) of scenarios by text or of waits by key; both empty when they do not change."""
        if line.what == What.ADDED:
            words = line.placed.line
            if name == "scenarios":
                return {}, {scenario.text: scenario for scenario in words.scenarios}
            return {}, {wait.key: wait.days for wait in words.waits}
        return next(((change.before, change.after) for change in line.changes if change.name == name), ({}, {}))

    def said(self, line: Judged, item: Item, due_on: str | None) -> dict[str, Any]:
        """A line of the event. What was before and after stands under the names of the columns, as in other events."""
        before = {_column(change.name): self._value(change.name, change.before) for change in line.changes}
        after = {_column(change.name): self._value(change.name, change.after) for change in line.changes}
        if line.what in (What.DROPPED, What.RETURNED):
            states = (Status.TODO.value, Status.DROPPED.value)
            before["status"], after["status"] = states if line.what == What.DROPPED else states[::-1]
        if line.what == What.ADDED:
            after |= line_values(item)
        if due_on and line.what in (What.ADDED, What.RETURNED):
            after["due_on"] = due_on
        return {
            "item": item.pk,
            "key": item.key,
            "title": item.title,
            "title_en": item.title_en,
            "what": line.what.value,
            "owner": item.owner_id,
            "department": item.department_id,
            "before": before,
            "after": after,
        }

    def _value(self, name: str, value: Any) -> Any:
        match name:
            case "default_owner":
                return self.people.get(value)
            case "department":
                return self.departments[value].pk
            case "rule":
                return f"{value} {value.roll}"
            case "scenarios":
                return list(value)
            case "waits":
                return [key if days is None else f"{key}+{days}" for key, days in value.items()]
        return value


def _column(name: str) -> str:
    return "owner" if name == "default_owner" else name


def _scenario(row: ItemScenario, content: ScenarioContent, order: int) -> ItemScenario:
    rule: Rule | None = content.rule
    row.text, row.text_en, row.order = content.text, content.text_en, order
    row.offset, row.due_on = (rule.offset, row.due_on) if rule else (None, None)
    row.unit = rule.unit if rule else row.unit
    return row


def _check_waits(project: Project) -> None:
    items = {item.pk: item for item in Item.objects.applying().filter(project=project).only("key", "title", "title_en")}
    follows: dict[str, list[str]] = {item.key: [] for item in items.values()}
    for wait in ItemWait.objects.filter(item__in=items, predecessor__in=items):
        follows[items[wait.item_id].key].append(items[wait.predecessor_id].key)
    try:
        check_order(follows)
    except ScheduleError as error:
        titles = {item.key: item.local_title for item in items.values()}
        chain = " → ".join(titles.get(str(key), str(key)) for key in error.keys)
        message = _("These items would wait for each other: %(chain)s. Take all of their changes, or none.")
        raise Refusal("bad_waits", message % {"chain": chain}, field="lines") from error
