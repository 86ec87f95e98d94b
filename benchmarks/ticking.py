"""Mark an item done by API: authorised, versioned, idempotent, with its hash-chained event."""

from __future__ import annotations

from collections.abc import Iterator

from projects.models import Item

from .clients import floor, in_process, ours
from .data import World
from .harness import Figure, compare, queries


def measure(world: World, rounds: int) -> list[Figure]:
    items = _tickable(world)

    def tick() -> None:
        item_id, version = next(items)
        ours(world, "post", f"/api/v1/items/{item_id}/complete/", {}, **{"If-Match": f'"{version}"'})

    def tick_in_process() -> None:
        item_id, version = next(items)
        in_process(world, "post", f"/api/v1/items/{item_id}/complete/", {}, **{"If-Match": f'"{version}"'})

    statements = queries(tick_in_process)
    return [
        compare(
            "mark one item done by API, with its record",
            lambda: floor("post", f"/tick/{next(items)[0]}/", {}),
            tick,
            rounds=rounds * 10,
            goal="≤ 2.5, ≤ 9 statements",
            note=f"{statements} statements",
        )
    ]


def _tickable(world: World) -> Iterator[tuple[int, int]]:
    free = Item.objects.filter(status="todo", scenarios__isnull=True).exclude(project=world.project)
    yield from free.values_list("pk", "version")[:5000].iterator()
