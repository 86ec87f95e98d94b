"""Who may do what: the matrix of roles and actions, and the one function that reads it.

Pages, API, exports and messages all ask here, directly or through an app's own `access.py`, which turns a reach into a
queryset. A token can never do more than its owner: its scopes narrow the same answer.
"""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _

from ..errors import Forbidden
from ..models import Role, User


class Reach(StrEnum):
    """How far a role's permission goes."""

    NONE = "none"
    ALL = "all"
    DEPARTMENT = "department"  # things of the person's own department
    ASSIGNED = "assigned"  # things the person owns
    NAMED = "named"  # launches that name the person
    CENTRE = "centre"  # launches opened to the person's centre, and there only what is meant for it
    OWN = "own"  # what belongs to the person alone


class Scope(StrEnum):
    """What an API token may be given."""

    READ = "read"
    LAUNCH = "write:launch"
    TICK = "write:tick"
    DECISION = "write:decision"  # what a person answers for by name: see ADR 7
    RECORD = "write:record"  # records, handovers, requests, surprises
    AUDIT = "read:audit"


class Action(StrEnum):
    SEE_LAUNCH = "see_launch"
    SEE_CONFIDENTIAL = "see_confidential"
    SEE_ITEMS = "see_items"
    SEE_READINESS = "see_readiness"
    SEE_TEMPLATE = "see_template"
    EDIT_TEMPLATE = "edit_template"
    PROPOSE_LINE = "propose_line"  # for the draft of a template; a lead's are of their own department
    RUN_LAUNCH = "run_launch"  # start, move D-day, cancel, add a line
    TICK = "tick"
    WAIVE = "waive"
    REASSIGN = "reassign"
    SEE_LOAD = "see_load"  # what each person of a department owes: for who may pass it on
    COMMENT = "comment"
    ATTACH = "attach"
    APPROVE = "approve"
    SIGN_OFF = "sign_off"
    DECIDE = "decide"
    SEE_DELIVERIES = "see_deliveries"
    REPLAY = "replay"  # send a failed message again, or settle it
    EXPORT = "export"  # templates and launches as files: a lead their department's lines, a partner lead what they see
    SEE_HISTORY = "see_history"
    EXPORT_HISTORY = "export_history"  # with what it takes to verify it; a lead's launches are those with their lines
    SEE_RECORDS = "see_records"  # records, and everybody's handovers, requests and surprises
    WRITE_RECORD = "write_record"
    ANSWER_POSITION = "answer_position"  # confirm or dispute what is written of one's own side
    HAND_OVER = "hand_over"
    RECEIVE = "receive"  # open, accept or send back what was handed to one, or to one's department
    EDIT_BRIEF = "edit_brief"
    SEE_BRIEF = "see_brief"
    REPORT = "report"  # file a request, report a surprise
    TRIAGE = "triage"  # order requests, agree priorities, settle surprises
    VOTE = "vote"  # a department's priority for a request
    DELIVER = "deliver"  # progress, delivery and check of a request
    ANSWER_SURPRISE = "answer_surprise"
    SEE_INSIGHTS = "see_insights"
    MAKE_FEED = "make_feed"  # calendar links
    RUN_DISPLAYS = "run_displays"  # links for the screens that show the wall without signing in
    ACKNOWLEDGE = "acknowledge"
    SEE_CONTACT = "see_contact"
    EDIT_POLICY = "edit_policy"  # reminder ladders; a lead's only add to others
    SET_CHANNELS = "set_channels"  # of a department; those of a launch go with RUN_LAUNCH
    SET_PREFERENCES = "set_preferences"  # how one is told: hours, topics, own channels
    SET_ABSENCE = "set_absence"  # when somebody is away, and who is told instead
    MANAGE_REPORTS = "manage_reports"
    SEE_METRICS = "see_metrics"
    MAKE_TOKEN = "make_token"  # noqa: S105
    MANAGE_PEOPLE = "manage_people"  # e-mail addresses, passwords, other people's tokens
    INVITE = "invite"  # with a role that one may give: see GIVES
    CHANGE_PERSON = "change_person"  # name, role and department of whom one might have invited
    CLOSE_ACCOUNT = "close_account"  # and pass on, in the same step, what it still owns
    MANAGE_DEPARTMENTS = "manage_departments"  # departments, and the days that are closed or worked
    SEE_API = "see_api"  # the API's own description


_ALL, _DEPT, _MINE, _NAMED, _CENTRE, _OWN, _NO = (
    Reach.ALL,
    Reach.DEPARTMENT,
    Reach.ASSIGNED,
    Reach.NAMED,
    Reach.CENTRE,
    Reach.OWN,
    Reach.NONE,
)
_COLUMNS = (
    Role.ADMIN,
    Role.PLANNER,
    Role.LEAD,
    Role.MEMBER,
    Role.PARTNER_LEAD,
    Role.PARTNER_AGENT,
    Role.VIEWER,
)
# Columns as above. An administrator does not tick, decide or start: that keeps the record clean of their hand.
MATRIX: dict[Action, tuple[Reach, ...]] = {
    Action.SEE_LAUNCH: (_ALL, _ALL, _ALL, _ALL, _CENTRE, _CENTRE, _ALL),
    Action.SEE_CONFIDENTIAL: (_NAMED, _NAMED, _NAMED, _NAMED, _NO, _NO, _NO),
    Action.SEE_ITEMS: (_ALL, _ALL, _ALL, _ALL, _DEPT, _MINE, _ALL),
    Action.SEE_READINESS: (_ALL, _ALL, _ALL, _ALL, _CENTRE, _CENTRE, _ALL),
    Action.SEE_TEMPLATE: (_ALL, _ALL, _ALL, _ALL, _NO, _NO, _ALL),
    Action.EDIT_TEMPLATE: (_ALL, _ALL, _NO, _NO, _NO, _NO, _NO),
    Action.PROPOSE_LINE: (_ALL, _ALL, _DEPT, _NO, _NO, _NO, _NO),
    Action.RUN_LAUNCH: (_NO, _ALL, _NO, _NO, _NO, _NO, _NO),
    Action.TICK: (_NO, _ALL, _DEPT, _DEPT, _DEPT, _MINE, _NO),
    Action.WAIVE: (_NO, _ALL, _NO, _NO, _NO, _NO, _NO),
    Action.REASSIGN: (_NO, _ALL, _DEPT, _NO, _DEPT, _NO, _NO),
    Action.SEE_LOAD: (_NO, _ALL, _DEPT, _NO, _DEPT, _NO, _NO),
    Action.COMMENT: (_NO, _ALL, _ALL, _ALL, _DEPT, _MINE, _NO),
    Action.ATTACH: (_NO, _ALL, _DEPT, _DEPT, _DEPT, _MINE, _NO),
    Action.APPROVE: (_NO, _ALL, _DEPT, _NO, _DEPT, _NO, _NO),
    Action.SIGN_OFF: (_NO, _NO, _DEPT, _NO, _DEPT, _NO, _NO),
    Action.DECIDE: (_NO, _ALL, _NO, _NO, _NO, _NO, _NO),
    Action.SEE_DELIVERIES: (_ALL, _ALL, _DEPT, _OWN, _DEPT, _OWN, _NO),
    Action.REPLAY: (_ALL, _ALL, _DEPT, _NO, _NO, _NO, _NO),
    Action.EXPORT: (_ALL, _ALL, _DEPT, _NO, _CENTRE, _NO, _NO),
    Action.SEE_HISTORY: (_ALL, _ALL, _ALL, _ALL, _NO, _NO, _ALL),
    Action.EXPORT_HISTORY: (_ALL, _ALL, _DEPT, _NO, _NO, _NO, _NO),
    Action.SEE_RECORDS: (_ALL, _ALL, _ALL, _ALL, _CENTRE, _CENTRE, _ALL),
    Action.WRITE_RECORD: (_NO, _ALL, _ALL, _ALL, _NO, _NO, _NO),
    Action.ANSWER_POSITION: (_OWN, _OWN, _DEPT, _OWN, _DEPT, _OWN, _OWN),
    Action.HAND_OVER: (_NO, _ALL, _ALL, _ALL, _NO, _NO, _NO),
    Action.RECEIVE: (_OWN, _OWN, _DEPT, _OWN, _DEPT, _OWN, _OWN),
    Action.EDIT_BRIEF: (_NO, _ALL, _NO, _NO, _NO, _NO, _NO),
    Action.SEE_BRIEF: (_ALL, _ALL, _ALL, _ALL, _CENTRE, _CENTRE, _ALL),
    Action.REPORT: (_NO, _ALL, _ALL, _ALL, _ALL, _ALL, _NO),
    Action.TRIAGE: (_NO, _ALL, _NO, _NO, _NO, _NO, _NO),
    Action.VOTE: (_NO, _ALL, _DEPT, _NO, _DEPT, _NO, _NO),
    Action.DELIVER: (_NO, _ALL, _DEPT, _OWN, _NO, _NO, _NO),
    Action.ANSWER_SURPRISE: (_NO, _ALL, _DEPT, _NO, _NO, _NO, _NO),
    Action.SEE_INSIGHTS: (_ALL, _ALL, _ALL, _ALL, _NO, _NO, _ALL),
    Action.MAKE_FEED: (_OWN,) * 7,
    Action.RUN_DISPLAYS: (_ALL, _ALL, _DEPT, _NO, _DEPT, _NO, _NO),
    Action.ACKNOWLEDGE: (_OWN,) * 6 + (_NO,),
    Action.SEE_CONTACT: (_ALL, _ALL, _DEPT, _DEPT, _DEPT, _OWN, _NO),
    Action.EDIT_POLICY: (_ALL, _ALL, _DEPT, _NO, _NO, _NO, _NO),
    Action.SET_CHANNELS: (_ALL, _NO, _DEPT, _NO, _NO, _NO, _NO),
    Action.SET_PREFERENCES: (_OWN,) * 7,
    Action.SET_ABSENCE: (_ALL, _ALL, _DEPT, _OWN, _DEPT, _OWN, _OWN),
    Action.MANAGE_REPORTS: (_ALL, _ALL, _NO, _NO, _NO, _NO, _NO),
    Action.SEE_METRICS: (_ALL, _NO, _NO, _NO, _NO, _NO, _NO),
    Action.MAKE_TOKEN: (_OWN, _OWN, _OWN, _NO, _NO, _NO, _NO),
    Action.MANAGE_PEOPLE: (_ALL, _NO, _NO, _NO, _NO, _NO, _NO),
    Action.INVITE: (_ALL, _ALL, _DEPT, _NO, _DEPT, _NO, _NO),
    Action.CHANGE_PERSON: (_ALL, _NO, _NO, _NO, _NO, _NO, _NO),
    Action.CLOSE_ACCOUNT: (_ALL, _NO, _NO, _NO, _DEPT, _NO, _NO),
    Action.MANAGE_DEPARTMENTS: (_ALL, _ALL, _NO, _NO, _NO, _NO, _NO),
    Action.SEE_API: (_ALL, _ALL, _NO, _NO, _NO, _NO, _NO),
}

# The roles that a role may give, change and take back. Only administrators make administrators and planners.
GIVES: dict[Role, frozenset[Role]] = {
    Role.ADMIN: frozenset(Role),
    Role.PLANNER: frozenset(Role) - {Role.ADMIN, Role.PLANNER},
    Role.LEAD: frozenset({Role.MEMBER}),
    Role.PARTNER_LEAD: frozenset({Role.PARTNER_AGENT}),
}

_SCOPE_OF = {
    Action.SEE_LAUNCH: Scope.READ,
    Action.SEE_CONFIDENTIAL: Scope.READ,
    Action.SEE_ITEMS: Scope.READ,
    Action.SEE_READINESS: Scope.READ,
    Action.SEE_LOAD: Scope.READ,
    Action.SEE_TEMPLATE: Scope.READ,
    Action.SEE_API: Scope.READ,
    Action.EXPORT: Scope.READ,
    Action.SEE_HISTORY: Scope.AUDIT,
    Action.EXPORT_HISTORY: Scope.AUDIT,
    Action.SEE_RECORDS: Scope.READ,
    Action.SEE_BRIEF: Scope.READ,
    Action.SEE_INSIGHTS: Scope.READ,
    Action.WRITE_RECORD: Scope.RECORD,
    Action.HAND_OVER: Scope.RECORD,
    Action.EDIT_BRIEF: Scope.RECORD,
    Action.REPORT: Scope.RECORD,
    Action.TRIAGE: Scope.RECORD,
    Action.DELIVER: Scope.RECORD,
    Action.ANSWER_POSITION: Scope.DECISION,
    Action.RECEIVE: Scope.DECISION,
    Action.VOTE: Scope.DECISION,
    Action.ANSWER_SURPRISE: Scope.DECISION,
    Action.SEE_DELIVERIES: Scope.AUDIT,
    Action.RUN_LAUNCH: Scope.LAUNCH,
    Action.MANAGE_REPORTS: Scope.LAUNCH,
    Action.REASSIGN: Scope.LAUNCH,
    Action.TICK: Scope.TICK,
    Action.ATTACH: Scope.TICK,
    Action.APPROVE: Scope.TICK,
    Action.COMMENT: Scope.TICK,
    Action.ACKNOWLEDGE: Scope.TICK,
    Action.WAIVE: Scope.DECISION,
    Action.SIGN_OFF: Scope.DECISION,
    Action.DECIDE: Scope.DECISION,
}  # an action that is not named here takes a person who is signed in: no token does it, whatever its scopes


def reach(user: User, action: Action) -> Reach:
    """How far `user` may do `action`, their token's scopes included."""
    if not user.is_active or (user.scopes is not None and _SCOPE_OF.get(action) not in user.scopes):
        return Reach.NONE
    return MATRIX[action][_COLUMNS.index(Role(user.role))]


def roles_that_may(action: Action) -> list[Role]:
    """The roles that do it to anything at all, in the order of the matrix."""
    return [role for role, far in zip(_COLUMNS, MATRIX[action], strict=True) if far != Reach.NONE]


def allows(user: User, action: Action, *, department_id: int | None = None, owner_id: int | None = None) -> bool:
    """Whether `user` may do `action` to a thing of this department and owner.

    Whether they see the launch it belongs to is a second gate, in the app that holds launches.
    """
    match reach(user, action):
        case Reach.ALL:
            return True
        case Reach.DEPARTMENT | Reach.CENTRE:
            return department_id is not None and department_id == user.department_id
        case Reach.ASSIGNED | Reach.OWN:
            return owner_id is not None and owner_id == user.pk
        case _:
            return False


def may_place(user: User, action: Action, *, role: str, department_id: int | None) -> bool:
    """Whether `user` may do `action`, one about people, to somebody of this role and department."""
    return allows(user, action, department_id=department_id) and Role(role) in GIVES.get(Role(user.role), frozenset())


def require(user: User, action: Action, *, department_id: int | None = None, owner_id: int | None = None) -> None:
    """Raise Forbidden, in a sentence, unless `allows`."""
    if allows(user, action, department_id=department_id, owner_id=owner_id):
        return
    if user.scopes is not None and action not in _SCOPE_OF:
        raise Forbidden("not_for_tokens", _("A token cannot do this. Please sign in."))
    if user.scopes is not None and _SCOPE_OF[action] not in user.scopes:
        raise Forbidden("scope_missing", _("This token does not have the scope for it."))
    sentences = {
        Reach.DEPARTMENT: _("Only the department that owns it, or a CX planner, can do this."),
        Reach.ASSIGNED: _("Only the person it is assigned to can do this."),
    }
    raise Forbidden("not_allowed", sentences.get(reach(user, action), _("Your role does not include this.")))
