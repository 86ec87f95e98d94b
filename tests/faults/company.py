"""A small company with launches to tick and people to tell, in the database of this process.

python -m tests.faults.company TICKED TOLD     builds it in DATABASE_URL and prints it as JSON
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from datetime import timedelta

import django

LINES = 50  # of one launch: ticks of the same launch wait for each other


@dataclass(frozen=True)
class Company:
    """`ticked` are lines whose owner ticks them; of `told_id`'s lines each has an owner who is owed one message."""

    token: str
    planner_id: int
    version_id: int
    other_owner_id: int
    ticked: list[int]
    told_id: int | None


def found(ticked: int, told: int = 0) -> Company:
    """Build it. Two active people share the department of the lines: the planner ticks, neither is told of it."""
    from django.utils import timezone

    from projects.models import Item
    from tests import factories
    from tests.api.conftest import token_for
    from tests.faults.noon import zone_in_the_middle_of_a_working_day

    planner, sales = factories.planner(), factories.department("sales")
    owner, other = factories.user(department=sales), factories.user(department=sales)
    today = timezone.localdate()

    def launch(owners: dict[str, int], version=None):
        version = version or factories.template([factories.line(key, department=sales) for key in owners], by=planner)
        dates = {"launch_on": today + timedelta(days=60), "announced_on": today}
        return factories.project(version, by=planner, owners=owners, **dates)

    sizes = [min(LINES, ticked - done) for done in range(0, ticked, LINES)] or [1]
    launches = [launch({f"T{n}": owner.pk for n in range(size)}) for size in sizes]
    zone, _hour = zone_in_the_middle_of_a_working_day()
    crowd = {f"P{n}": factories.user(department=sales, time_zone=zone).pk for n in range(told)}
    return Company(
        token=token_for(planner),
        planner_id=planner.pk,
        version_id=launches[0].template_version_id,
        other_owner_id=other.pk,
        ticked=list(Item.objects.filter(project__in=launches).order_by("pk").values_list("pk", flat=True)),
        told_id=launch(crowd).pk if crowd else None,
    )


if __name__ == "__main__":
    django.setup()
    print(json.dumps(asdict(found(int(sys.argv[1]), int(sys.argv[2])))))
