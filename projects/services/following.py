"""Which lines of a launch wait for a line, so that no two are left waiting for each other."""

from __future__ import annotations

from collections import defaultdict

from ..models import Item


def followers_of(item: Item) -> set[int]:
    """The ids of the open lines that cannot be finished before `item`: they wait for it, are blocked by it, or wait for
    one that does. Whatever their department. One query.
    """
    waiting: dict[int, set[int]] = defaultdict(set)
    lines = Item.objects.open().filter(project=item.project_id).order_by()
    for pk, predecessor, blocker in lines.values_list("pk", "waits__predecessor", "blocked_by_item"):
        for before in (predecessor, blocker):
            if before is not None:
                waiting[before].add(pk)
    found: set[int] = set()
    reached = [item.pk]
    while reached:
        new = waiting[reached.pop()] - found
        found |= new
        reached += new
    return found - {item.pk}
