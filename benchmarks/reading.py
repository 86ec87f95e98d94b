"""Open the page of a launch of 100 items: whole HTML for a person in a session, against a bare template."""

from __future__ import annotations

import gzip

from django.conf import settings
from django.test import Client

from .clients import ask, floor
from .data import World
from .harness import Figure, compare, queries


def measure(world: World, rounds: int) -> list[Figure]:
    person = Client()
    person.force_login(world.planner)
    cookie = person.cookies[settings.SESSION_COOKIE_NAME]
    sent = {"Cookie": f"{cookie.key}={cookie.value}"}
    path = f"/launches/{world.project.pk}/"
    page = ask("get", path, None, sent)
    statements = queries(lambda: person.get(path))
    size = f"{len(page) / 1000:.0f} kB, {len(gzip.compress(page)) / 1000:.0f} kB compressed"
    return [
        compare(
            "a launch page of 100 items, whole HTML",
            lambda: floor("get", f"/page/{world.project.pk}/{len(page)}/"),
            lambda: ask("get", path, None, sent),
            rounds=rounds * 5,
            goal="≤ 2.5, queries constant, ≤ 60 kB compressed",
            note=f"{statements} queries, {size}",
        )
    ]
