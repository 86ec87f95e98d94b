"""The rules of sight in SQL say exactly what `projects.access` and `records.access` say, for every role and kind of
launch and thing.
"""

from __future__ import annotations

import pytest
from django.db import connection

from accounts.models import User
from notifications import visibility
from notifications.things import THING
from projects.access import visible_items, visible_projects
from records import access
from tests import factories
from tests.records.things import records_things

pytestmark = pytest.mark.django_db

PAIRS = """
SELECT u.id, {thing}.id FROM accounts_user u CROSS JOIN projects_project p {join} WHERE u.is_active AND {rule}
"""


def pairs(thing: str, join: str, rule: str) -> set[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(PAIRS.format(thing=thing, join=join, rule=rule), visibility.parameters())
        return set(cursor.fetchall())


@pytest.mark.parametrize("is_confidential", [False, True])
@pytest.mark.parametrize("is_open", [False, True])
def test_sql_and_querysets_agree(launch, people, is_confidential, is_open):
    launch.is_confidential = is_confidential
    launch.save()
    launch.named.set([people.marketer, people.centre_lead, people.viewer])
    launch.opened_to.set([people.centre] if is_open else [])
    people.viewer.is_active = False
    people.viewer.save()
    everyone = User.objects.all()
    assert pairs("p", "", visibility.SEES_LAUNCH) == {
        (user.pk, project.pk) for user in everyone for project in visible_projects(user)
    }
    join = "JOIN projects_item i ON i.project_id = p.id"
    assert pairs("i", join, f"{visibility.SEES_LAUNCH} AND {visibility.REACHES_ITEM}") == {
        (user.pk, item.pk) for user in everyone for item in visible_items(user)
    }


THINGS = """
SELECT u.id, n.thing_id FROM accounts_user u
CROSS JOIN (SELECT %(kind)s::text AS thing_kind, id AS thing_id FROM {table}) n {thing}
LEFT JOIN projects_project p ON p.id = t.project_id
WHERE u.is_active AND (p.id IS NULL OR {launch} OR {outside}) AND {rule}
"""


@pytest.mark.parametrize("is_open", [False, True])
@pytest.mark.parametrize("is_confidential", [False, True])
def test_things_of_records_are_seen_alike(launch, people, is_confidential, is_open):
    launch.is_confidential = is_confidential
    launch.save()
    launch.named.set([people.marketer])
    launch.opened_to.set([people.centre] if is_open else [])
    for item, person in (("C1", people.agent), ("C1", people.centre_lead), ("A1", people.marketer)):
        records_things(factories.item(launch, item), person)
    for kind, table, seen in (
        ("receipt", "records_receipt", access.visible_receipts),
        ("position", "records_position", access.visible_positions),
        ("request", "records_request", access.visible_requests),
        ("surprise", "records_surprise", access.visible_surprises),
    ):
        statement = THINGS.format(
            table=table, thing=THING, launch=visibility.SEES_LAUNCH, outside=visibility.OWN_OUTSIDE,
            rule=visibility.REACHES_THING,
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(statement, visibility.parameters() | {"kind": kind})
            found = set(cursor.fetchall())
        everyone = User.objects.filter(is_active=True)
        assert found == {(user.pk, thing.pk) for user in everyone for thing in seen(user)}, kind
        assert found
