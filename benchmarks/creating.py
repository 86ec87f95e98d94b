"""Create launches by API: dates, owners, scenarios and the event, against one bare bulk insert of the same lines."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.utils import timezone

from .clients import floor, in_process, ours
from .data import World, of_size, owners
from .harness import Figure, compare, queries

SIZES = (35, 100, 200, 1000)


def measure(world: World, rounds: int) -> list[Figure]:
    return [_created(of_size(world, lines), lines, rounds) for lines in SIZES]


def _created(world: World, lines: int, rounds: int) -> Figure:
    today = timezone.localdate()
    wanted = {
        "name": "쿠팡 입점 고객센터 구축",
        "template_version_id": world.version.pk,
        "launch_on": (today + timedelta(days=60)).isoformat(),
        "announced_on": today.isoformat(),
        "planner_id": world.planner.pk,
        "owners": owners(world.version),
        "late_reason": "시험",
    }

    def create() -> None:
        ours(world, "post", "/api/v1/projects/", wanted)

    def bare() -> None:
        floor("post", "/create/", {"like": world.project.pk, "key": str(uuid.uuid4())})

    statements = queries(lambda: in_process(world, "post", "/api/v1/projects/", wanted))
    return compare(
        f"create a launch of {lines} items by API",
        bare,
        create,
        rounds=rounds,
        goal="≤ 3, statements constant",
        note=f"{statements} statements",
    )
