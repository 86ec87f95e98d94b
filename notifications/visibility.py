"""The rules of `projects.access` and `records.access` as SQL over many people at once: may person `u` see launch `p`,
line `i` of it, and thing `t` of `records` (see `things`).

The reach of each role is read from the one matrix, so a change there holds here; a test compares both for every role.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import Any

from accounts.access import Action, Reach, reach
from accounts.models import LEAD_ROLES, Role, User


def roles_reaching(how_far: Reach, action: Action) -> list[str]:
    return [role.value for role in Role if reach(User(role=role), action) == how_far]


@cache
def _roles() -> MappingProxyType[str, list[str]]:
    return MappingProxyType(
        {
            "launches_all": roles_reaching(Reach.ALL, Action.SEE_LAUNCH),
            "confidential_named": roles_reaching(Reach.NAMED, Action.SEE_CONFIDENTIAL),
            "launches_opened": roles_reaching(Reach.CENTRE, Action.SEE_LAUNCH),
            "items_all": roles_reaching(Reach.ALL, Action.SEE_ITEMS),
            "items_department": roles_reaching(Reach.DEPARTMENT, Action.SEE_ITEMS),
            "items_own": roles_reaching(Reach.ASSIGNED, Action.SEE_ITEMS),
            "records_all": roles_reaching(Reach.ALL, Action.SEE_RECORDS),
            "records_centre": roles_reaching(Reach.CENTRE, Action.SEE_RECORDS),
            "lead_roles": [role.value for role in LEAD_ROLES],
        }
    )


def parameters() -> dict[str, Any]:
    """What the fragments below need among the query's parameters."""
    return dict(_roles())


SEES_LAUNCH = """(
    u.role = ANY(%(launches_all)s) AND (
        NOT p.is_confidential OR u.role = ANY(%(confidential_named)s) AND EXISTS (
            SELECT FROM projects_project_named named WHERE named.project_id = p.id AND named.user_id = u.id))
    OR u.role = ANY(%(launches_opened)s) AND NOT p.is_confidential AND EXISTS (
        SELECT FROM projects_project_opened_to opened
        WHERE opened.project_id = p.id AND opened.department_id = u.department_id)
)"""

REACHES_ITEM = """(
    u.role = ANY(%(items_all)s)
    OR u.role = ANY(%(items_department)s) AND i.department_id = u.department_id
    OR u.role = ANY(%(items_own)s) AND i.owner_id = u.id
)"""

# A partner is reached by what its centre, or one of its people, was handed, what is said of its own side, and what it
# asked for or reported itself.
REACHES_THING = """(
    u.role = ANY(%(records_all)s)
    OR u.role = ANY(%(records_centre)s) AND (
        t.kind IN ('receipt', 'brief') AND t.department_id = u.department_id
            AND (u.role = ANY(%(lead_roles)s) OR t.owner_id IS NULL OR t.owner_id = u.id)
        OR t.kind = 'position'
            AND (t.owner_id = u.id OR u.role = ANY(%(lead_roles)s) AND (t.department_id = u.department_id OR EXISTS (
                SELECT FROM accounts_user side WHERE side.id = t.owner_id AND side.department_id = u.department_id)))
        OR t.kind IN ('request', 'surprise') AND t.department_id = u.department_id)
)"""

# What a partner asked for or reported stays its own when it becomes part of a launch that is not open to it.
OWN_OUTSIDE = "(u.role = ANY(%(records_centre)s) AND t.kind IN ('request', 'surprise'))"

# A shared channel `d` is read by whoever is in it: nothing confidential, and a partner's only what is opened to it.
CHANNEL_SEES_LAUNCH = """(
    NOT p.is_confidential AND (
        d.department_id IS NULL
        OR EXISTS (SELECT FROM accounts_department dd WHERE dd.id = d.department_id AND dd.kind = 'internal')
        OR EXISTS (SELECT FROM projects_project_opened_to opened
                   WHERE opened.project_id = p.id AND opened.department_id = d.department_id))
)"""

# Of `records` a partner's channel hears what its own department was handed, and nothing else.
CHANNEL_HEARS_THING = """(
    d.department_id IS NULL
    OR EXISTS (SELECT FROM accounts_department dd WHERE dd.id = d.department_id AND dd.kind = 'internal')
    OR t.kind IN ('receipt', 'brief') AND t.department_id = d.department_id
)"""
