"""List 100 items of a launch: the full payload, authorised, against a bare `values()`."""

from __future__ import annotations

from projects.api.rows import ITEM_FIELDS

from .clients import floor, in_process, ours
from .data import World
from .harness import Figure, compare, queries

FIELDS = (*ITEM_FIELDS, "owner__name")


def measure(world: World, rounds: int) -> list[Figure]:
    path = f"/api/v1/projects/{world.project.pk}/items/?limit=100"
    statements = queries(lambda: in_process(world, "get", path))
    return [
        compare(
            "list 100 items by API",
            lambda: floor("get", f"/items/{world.project.pk}/"),
            lambda: ours(world, "get", path),
            rounds=rounds * 10,
            goal="≤ 1.5, ≤ 4 queries, ≤ 45 kB",
            note=f"{statements} queries, {len(ours(world, 'get', path)) / 1000:.0f} kB",
        )
    ]
