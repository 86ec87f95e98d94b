"""Create a launch of 100 items by API: dates, owners, scenarios and the event, against one bare bulk insert."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.utils import timezone

from .clients import floor, in_process, ours
from .data import World, owners
from .harness import Figure, compare, queries


def measure(world: World, rounds: int) -> list[Figure]:
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
    return [
        compare(
            "create a launch of 100 items by API",
            bare,
            create,
            rounds=rounds,
            goal="≤ 3, statements constant",
            note=f"{statements} statements",
        )
    ]
