"""The rules of `projects.access` as SQL over many people at once: may person `u` see launch `p`, and line `i` of it.

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

# A shared channel `d` is read by whoever is in it: nothing confidential, and a partner's only what is opened to it.
CHANNEL_SEES_LAUNCH = """(
    NOT p.is_confidential AND (
        d.department_id IS NULL
        OR EXISTS (SELECT FROM accounts_department dd WHERE dd.id = d.department_id AND dd.kind = 'internal')
        OR EXISTS (SELECT FROM projects_project_opened_to opened
                   WHERE opened.project_id = p.id AND opened.department_id = d.department_id))
)"""
