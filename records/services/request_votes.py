"""Priorities: each department's lead votes with a position, and a CX planner writes down what was agreed.

Errors as in `request_writing`.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.errors import Invalid
from accounts.models import Department, User
from accounts.texts import optional
from ledger.services import UNSAID, Said

from ..models import Priority, Request, RequestVote
from ..requesting import check_agreement
from .request_writing import open_for, save_move


@transaction.atomic
def vote_on_request(
    request_id: int,
    *,
    by: User,
    priority: int,
    words: str = "",
    department_id: int | None = None,
    said: Said = UNSAID,
) -> RequestVote:
    """A department's priority and its position; the department of `by` when none is named.

    A CX planner may write down another side's vote, and then says whose word it is. Voting again replaces the vote;
    the events keep both.
    """
    request = open_for("vote", request_id, by=by)
    department = Department.objects.filter(pk=department_id or by.department_id or 0).first()
    if department is None:
        raise Invalid("unknown_department", _("Choose a department."), field="department_id")
    access.require(by, Action.VOTE, department_id=department.pk)
    if department.pk != by.department_id and not said.by:
        raise Invalid("said_required", _("Write whose word it is, if it is not your own side’s."), field="said_by")
    priority, words = check_priority(priority), optional(words, "words")
    found = request.votes.filter(department=department).first()
    before = vote_content(found) if found else {}
    vote, _made = RequestVote.objects.update_or_create(
        request=request,
        department=department,
        defaults={"priority": priority, "words": words, "voted_at": timezone.now(), "voted_by": by},
    )
    more = {"vote": vote_content(vote), "vote_before": before}
    save_move(request, "vote", "request_voted", {}, by=by, more=more, said=said)
    return vote


@transaction.atomic
def agree_priority(
    request_id: int,
    *,
    by: User,
    priority: int,
    reason: str = "",
    version: int | None = None,
    record_id: int | None = None,
    said: Said = UNSAID,
) -> Request:
    """Write down the priority that was agreed, with who had voted what. `record_id` is the meeting it was agreed in.

    Refusal("no_vote") before anybody voted; where it is not what all voted, `reason` says how it was settled.
    """
    request = open_for("agree", request_id, by=by, version=version)
    votes = list(request.votes.select_related("department"))
    priority, reason = check_priority(priority), optional(reason, "reason")
    check_agreement({vote.department_id: vote.priority for vote in votes}, priority, reason)
    more: dict[str, Any] = {"votes": [vote_content(vote) for vote in votes]}
    if record_id:
        more["record"] = record_id
    return save_move(
        request, "agree", "request_agreed", {"priority": priority}, by=by, more=more, reason=reason, said=said
    )


def check_priority(priority: int) -> int:
    if priority not in Priority.values:
        raise Invalid("unknown_priority", _("Choose a priority."), field="priority")
    return int(priority)


def vote_content(vote: RequestVote) -> dict[str, Any]:
    return {
        "department": vote.department_id,
        "department_name": vote.department.name,
        "priority": vote.priority,
        "words": vote.words,
        "voted_by": vote.voted_by_id,
    }
