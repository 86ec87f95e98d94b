"""The lines of a launch as plain values: what files carry of them, and what they are compared with a template by."""

from __future__ import annotations

from collections.abc import Container

from checklists.content import LineContent, ScenarioContent, WaitContent
from checklists.contents import of_line
from checklists.schedule import Rule, Unit

from .models import Item, ItemScenario


def item_content(item: Item, *, among: Container[int]) -> LineContent:
    """`item` with its department, scenarios and waits loaded. Waits for lines whose ids are not `among` are left out.

    It has no condition, which was judged when it came into the launch, and no default owner.
    """
    return of_line(
        item,
        scenarios=tuple(map(scenario_content, item.scenarios.all())),
        waits=tuple(WaitContent(w.predecessor.key, w.days) for w in item.waits.all() if w.predecessor_id in among),
    )


def scenario_content(scenario: ItemScenario) -> ScenarioContent:
    rule = None if scenario.offset is None else Rule(scenario.offset, Unit(scenario.unit))
    return ScenarioContent(scenario.text, scenario.text_en, rule)
