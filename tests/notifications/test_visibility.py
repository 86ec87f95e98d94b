"""The rules of sight in SQL say exactly what `projects.access` says, for every role and kind of launch."""

from __future__ import annotations

import pytest
from django.db import connection

from accounts.models import User
from notifications import visibility
from projects.access import visible_items, visible_projects

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
