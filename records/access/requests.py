"""Who may do what to a request that they see: the matrix of `accounts.access`, asked for a request's department and
its owner, and joined with what its state allows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from accounts import access
from accounts.access import Action, Reach
from accounts.models import User

from ..models import Request
from ..requesting import MOVES, State

# Those who asked may still put it right until its priority is agreed; a CX planner as long as it is open.
SHAPING = (State.NEW, State.TRIAGED)


def sees_inside(user: User) -> bool:
    """Votes, positions, costs and progress notes are the company's own."""
    return not user.is_partner


def require(user: User, request: Request, deed: str) -> None:
    """Raise Forbidden, in a sentence, unless this person may do it to this request, whatever its state."""
    if not may(user, request, deed):
        action, department_id, owner_id = _asked(user, request, deed)
        access.require(user, action, department_id=department_id, owner_id=owner_id)


def may(user: User, request: Request, deed: str) -> bool:
    return access.allows(user, Action.TRIAGE) or _OTHERS[deed](user, request)


def deeds_for(user: User, request: Request) -> frozenset[str]:
    """What this person may do to this request now: the buttons of its page."""
    return frozenset(deed for deed, move in MOVES.items() if request.state in move.lands and may(user, request, deed))


def _asked(user: User, request: Request, deed: str) -> tuple[Action, int | None, int | None]:
    """The action behind a deed, and what it is asked for, when the answer was no."""
    if deed in ("note", "deliver", "check", "promise"):
        return Action.DELIVER, request.owner_department_id, request.owner_id
    if deed == "vote":
        return Action.VOTE, user.department_id, None
    if deed == "propose":
        return Action.PROPOSE_LINE, user.department_id, None
    return Action.TRIAGE, None, None


def _asks(user: User, request: Request) -> bool:
    """Somebody of the department that asked, while it may still be put right."""
    return (
        request.state in SHAPING
        and request.department_id == user.department_id
        and access.reach(user, Action.REPORT) != Reach.NONE
    )


def _delivers(user: User, request: Request) -> bool:
    return access.allows(user, Action.DELIVER, department_id=request.owner_department_id, owner_id=request.owner_id)


def _nobody(_user: User, _request: Request) -> bool:
    return False


_OTHERS: Mapping[str, Callable[[User, Request], bool]] = {
    "change": _asks,
    "edit_options": lambda user, request: sees_inside(user) and _asks(user, request),
    "vote": lambda user, _request: access.allows(user, Action.VOTE, department_id=user.department_id),
    "propose": lambda user, _request: access.allows(user, Action.PROPOSE_LINE, department_id=user.department_id),
    "promise": _delivers,
    "note": _delivers,
    "deliver": _delivers,
    "check": _delivers,
    "triage": _nobody,
    "choose": _nobody,
    "agree": _nobody,
    "decline": _nobody,
    "reopen": _nobody,
    "make_item": _nobody,
}
