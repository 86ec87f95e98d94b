"""Who may do what to a surprise that they see: the matrix, and what its state allows."""

from __future__ import annotations

from accounts import access
from accounts.access import Action, Reach
from accounts.models import User

from ..models import Surprise


def may_keep(user: User, surprise: Surprise) -> bool:
    """Change the report: the people of the centre that reported it, whoever wrote it, or a planner."""
    if access.reach(user, Action.REPORT) == Reach.NONE:
        return False
    is_theirs = surprise.centre_id == user.department_id or surprise.created_by_id == user.pk
    return is_theirs or _triages(user)


def may_answer(user: User, surprise: Surprise) -> bool:
    """A lead of the department that it names, or a planner on its behalf."""
    return access.allows(user, Action.ANSWER_SURPRISE, department_id=surprise.department_id)


def may_link(user: User, surprise: Surprise) -> bool:
    return _triages(user) or may_answer(user, surprise)


def allowed_deeds(user: User, surprise: Surprise) -> frozenset[str]:
    """What this person may do to it in one state or another, by name."""
    deeds = set()
    if access.reach(user, Action.PROPOSE_LINE) != Reach.NONE:
        deeds.add("propose")
    if access.reach(user, Action.REPORT) != Reach.NONE:
        deeds.add("request")
    if may_keep(user, surprise):
        deeds |= {"change", "count", "department"}
    if may_answer(user, surprise):
        deeds.add("answer")
    if may_link(user, surprise):
        deeds.add("link")
    if _triages(user):
        deeds |= {"settle", "exempt", "count-again", "reopen"}
    return frozenset(deeds)


def deeds_for(user: User, surprise: Surprise) -> frozenset[str]:
    """What this person may do to it now: what its page offers."""
    deeds = allowed_deeds(user, surprise)
    if surprise.state == Surprise.State.CLOSED:
        return deeds & {"propose", "request", "reopen"}
    never = {"reopen", "exempt" if surprise.is_exempt else "count-again"}
    return deeds - never - (set() if surprise.department_id else {"answer"})


def _triages(user: User) -> bool:
    return access.reach(user, Action.TRIAGE) == Reach.ALL
