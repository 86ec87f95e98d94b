"""What each role may do, read from the matrix that answers for pages, API and messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.access import GIVES, MATRIX, Action, Reach
from accounts.models import PARTNER_ROLES, Role, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ROLES = list(Role)  # in the order of the matrix's columns
REACHES: dict[Reach, StrOrPromise] = {
    Reach.NONE: "–",
    Reach.ALL: _("yes"),
    Reach.DEPARTMENT: _("own department"),
    Reach.ASSIGNED: _("own items"),
    Reach.NAMED: _("where named"),
    Reach.CENTRE: _("opened to the centre"),
    Reach.OWN: _("own"),
}
GROUPS: tuple[tuple[StrOrPromise, dict[Action, StrOrPromise]], ...] = (
    (_("Launches"), {
        Action.SEE_LAUNCH: _("See launches and their readiness"),
        Action.SEE_CONFIDENTIAL: _("See confidential launches"),
        Action.SEE_ITEMS: _("See the checklist"),
        Action.RUN_LAUNCH: _("Start, move and cancel launches"),
        Action.TICK: _("Tick, verify, report a block"),
        Action.ATTACH: _("Hand in evidence"),
        Action.COMMENT: _("Comment"),
        Action.REASSIGN: _("Change the owner"),
        Action.APPROVE: _("Approve, send back"),
        Action.WAIVE: _("Waive"),
        Action.SIGN_OFF: _("Sign off for the department"),
        Action.DECIDE: _("Decide: GO, conditional GO, NO-GO"),
    }),
    (_("Templates"), {
        Action.SEE_TEMPLATE: _("See templates"),
        Action.EDIT_TEMPLATE: _("Edit and publish templates"),
        Action.PROPOSE_LINE: _("Propose an item for a template"),
    }),
    (_("Record and share"), {
        Action.SEE_RECORDS: _("Read records, handovers, requests"),
        Action.WRITE_RECORD: _("Write records"),
        Action.ANSWER_POSITION: _("Confirm or dispute what is written of one’s own side"),
        Action.HAND_OVER: _("Hand over"),
        Action.RECEIVE: _("Accept what was handed over"),
        Action.EDIT_BRIEF: _("Write the brief"),
        Action.SEE_BRIEF: _("Read the brief"),
        Action.REPORT: _("File a request, report a surprise"),
        Action.TRIAGE: _("Order requests, settle surprises"),
        Action.SEE_INSIGHTS: _("See insights"),
        Action.EXPORT: _("Export"),
        Action.SEE_HISTORY: _("See the history"),
        Action.EXPORT_HISTORY: _("Export the history"),
    }),
    (_("People and settings"), {
        Action.SEE_CONTACT: _("See e-mail addresses"),
        Action.INVITE: _("Invite people"),
        Action.CHANGE_PERSON: _("Change role and department"),
        Action.CLOSE_ACCOUNT: _("Close an account"),
        Action.MANAGE_DEPARTMENTS: _("Departments and closed days"),
        Action.EDIT_POLICY: _("Change reminders"),
        Action.SET_CHANNELS: _("Set a department’s channels"),
        Action.SEE_DELIVERIES: _("See deliveries"),
        Action.MAKE_TOKEN: _("Make API tokens"),
    }),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    label: StrOrPromise
    cells: list[tuple[Reach, StrOrPromise]]


def roles(user: User) -> dict[str, Any]:
    """`mine` is the reader's own column, from 0."""
    return {
        "roles": [role.label for role in ROLES],
        "mine": ROLES.index(Role(user.role)),
        "groups": [(title, [_row(action, label) for action, label in rows.items()]) for title, rows in GROUPS],
        "gives": [(role.label, [given.label for given in Role if given in GIVES[role]]) for role in GIVES],
    }


def partners(user: User) -> dict[str, Any]:
    """The rows in which a partner may do something, with the words of both partner roles."""
    del user
    at = [ROLES.index(role) for role in PARTNER_ROLES]
    rows = []
    for _title, actions in GROUPS:
        for action, label in actions.items():
            cells = [MATRIX[action][column] for column in at]
            if any(cell != Reach.NONE for cell in cells):
                rows.append(Row(label, [(cell, REACHES[cell]) for cell in cells]))
    return {"roles": [role.label for role in PARTNER_ROLES], "rows": rows}


def row_of(action: Action) -> list[tuple[str, StrOrPromise]]:
    """(role, how far) for every role that may."""
    pairs = zip(ROLES, MATRIX[action], strict=True)
    return [(str(role.label), REACHES[reach]) for role, reach in pairs if reach != Reach.NONE]


def _row(action: Action, label: StrOrPromise) -> Row:
    return Row(label, [(reach, REACHES[reach]) for reach in MATRIX[action]])
