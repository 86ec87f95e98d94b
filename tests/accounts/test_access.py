"""The matrix of roles and actions, against the table that people agreed on (reliability.md section 3).

`access_matrix.csv` is that table for the actions there are: how far each role reaches, and the scope a token needs.
Two cells are ours: a token may read the API's own description (the acceptance list drives the API with one), and
approving counts as ticking.
"""

import csv
from pathlib import Path

import pytest

from accounts.access import Action, Reach, Scope, allows, reach, require
from accounts.errors import Forbidden
from accounts.models import Role, User

TABLE = list(csv.DictReader((Path(__file__).parent / "access_matrix.csv").open()))
CELLS = [(row["action"], role, row[role]) for row in TABLE for role in Role.values]
ME, MINE, OTHER = 7, 3, 4


def person(role: str, **fields: object) -> User:
    return User(pk=ME, role=role, department_id=MINE, **fields)


def test_every_action_has_a_row_and_every_row_an_action() -> None:
    assert [row["action"] for row in TABLE] == [str(action) for action in Action]


@pytest.mark.parametrize(("action", "role", "cell"), CELLS)
def test_each_role_reaches_as_far_as_the_table_says(action: str, role: str, cell: str) -> None:
    assert reach(person(role), Action(action)) == (Reach.NONE if cell == "-" else Reach(cell))


@pytest.mark.parametrize(("action", "role", "cell"), CELLS)
def test_each_thing_is_allowed_as_the_table_says(action: str, role: str, cell: str) -> None:
    things = {
        "mine": {"department_id": OTHER, "owner_id": ME},
        "department": {"department_id": MINE, "owner_id": 99},
        "other": {"department_id": OTHER, "owner_id": 99},
        "nothing": {},
    }
    allowed = {name for name, thing in things.items() if allows(person(role), Action(action), **thing)}
    wanted = {
        "all": {"mine", "department", "other", "nothing"},
        "department": {"department"},
        "centre": {"department"},
        "assigned": {"mine"},
        "own": {"mine"},
    }
    assert allowed == wanted.get(cell, set())


@pytest.mark.parametrize(("action", "scope"), [(row["action"], row["token"]) for row in TABLE])
def test_a_token_needs_the_scope_of_the_action(action: str, scope: str) -> None:
    for role in Role.values:
        own = reach(person(role), Action(action))
        for given in Scope:
            user = person(role)
            user.scopes = frozenset({given})
            assert reach(user, Action(action)) == (own if given == scope else Reach.NONE)


def test_somebody_removed_may_do_nothing() -> None:
    found = {reach(person(role, is_active=False), action) for role in Role.values for action in Action}
    assert found == {Reach.NONE}


def test_a_thing_of_no_department_is_in_nobodys_department() -> None:
    nobody = User(pk=ME, role=Role.LEAD)
    assert not allows(nobody, Action.TICK, department_id=None)


@pytest.mark.parametrize(
    ("role", "scopes", "action", "code"),
    [
        (Role.VIEWER, None, Action.TICK, "not_allowed"),
        (Role.MEMBER, None, Action.TICK, "not_allowed"),
        (Role.PARTNER_AGENT, None, Action.TICK, "not_allowed"),
        (Role.PLANNER, {"read"}, Action.TICK, "scope_missing"),
        (Role.PLANNER, {"write:launch", "write:tick"}, Action.DECIDE, "scope_missing"),
        (Role.PLANNER, set(Scope), Action.EDIT_TEMPLATE, "not_for_tokens"),
    ],
)
def test_a_refusal_says_why(role: str, scopes: set[str] | None, action: Action, code: str) -> None:
    user = person(role)
    user.scopes = frozenset(scopes) if scopes is not None else None
    with pytest.raises(Forbidden) as refused:
        require(user, action, department_id=OTHER, owner_id=99)
    assert refused.value.code == code
    assert refused.value.message
