"""What the API asks of the database: pinned, and the same for 35 lines and for 350."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.models import Item
from tests import factories
from tests.conftest import LAUNCH_ON, TODAY


def _launch(people, lines: int):
    kinds = [factories.line(f"L{n}", department=people.marketing, scenarios=["확인"]) for n in range(lines)]
    version = factories.template(kinds, by=people.planner)
    owners = {f"L{n}": people.marketer.pk for n in range(lines)}
    return factories.project(version, by=people.planner, launch_on=LAUNCH_ON, announced_on=TODAY, owners=owners)


def _statements(act) -> list[str]:
    """The statements of `act` without those that only begin and end transactions."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = act()
    assert answer.status_code < 300, answer.content
    return [q["sql"] for q in captured if not q["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]


LISTS = {
    "projects/": 3,
    "projects/{id}/": 5,
    "projects/{id}/items/?limit=30": 3,
    "projects/{id}/items/?limit=500": 2,
    "projects/{id}/readiness/": 7,
    "projects/{id}/events/": 3,
    "items/?limit=30": 3,
    "items/?owner=me": 2,
    "people/": 2,
    "departments/": 2,
    "templates/": 2,
    "notifications/": 2,
    "me/": 1,
}


@pytest.mark.parametrize("lines", [35, 350])
def test_reading_takes_the_same_queries_however_many_lines(api, people, today, lines):
    launch = _launch(people, lines)
    caller = api(people.planner, "read", "read:audit")
    counts = {path: len(_statements(lambda p=path: caller.get(p.format(id=launch.pk)))) for path in LISTS}
    assert counts == LISTS


def test_a_tick_takes_eight_statements(api, people, launch):
    item, marketer = factories.item(launch, "A1"), api(people.marketer, "read", "write:tick")
    statements = _statements(lambda: marketer.post(f"items/{item.pk}/complete/", version=1))
    assert len(statements) == 8, "\n".join(statements)


def test_one_hundred_lines_are_at_most_45_kb(api, people, today):
    launch = _launch(people, 100)
    Item.objects.update(title="주문·배송 조회 화면에서 제휴몰 주문이 보이는지 확인")
    answer = api(people.planner).get(f"projects/{launch.pk}/items/")
    print(f"100 lines: {len(answer.content)} bytes")
    assert len(json.loads(answer.content)["results"]) == 100
    assert len(answer.content) <= 45_000
