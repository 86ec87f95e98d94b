"""What the rules of a request say: which moves it may make, what each state must hold, what the votes say together.
Source: product.md section 9. Nothing here reads the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.errors import Invalid, Refusal

from .models import Request

State = Request.State
OPEN = (State.NEW, State.TRIAGED, State.AGREED, State.DOING)
VOTABLE = (State.TRIAGED, State.AGREED, State.DOING)


@dataclass(frozen=True, slots=True)
class Move:
    """A deed that is possible in the states of `lands`, and the state that it leads to from each."""

    lands: Mapping[State, State]


def _stays(*states: State) -> Move:
    return Move({state: state for state in states})


MOVES: Mapping[str, Move] = {
    "change": _stays(*OPEN),
    "triage": Move({State.NEW: State.TRIAGED}),
    "vote": _stays(*VOTABLE),
    "edit_options": _stays(*OPEN),
    "choose": _stays(*OPEN),
    "agree": Move({State.TRIAGED: State.AGREED, State.AGREED: State.AGREED, State.DOING: State.DOING}),
    "promise": Move({State.AGREED: State.DOING, State.DOING: State.DOING}),
    "note": _stays(State.AGREED, State.DOING, State.DELIVERED),
    "deliver": Move({State.DOING: State.DELIVERED}),
    "check": Move({State.DELIVERED: State.CHECKED}),
    "decline": Move(dict.fromkeys(OPEN, State.DECLINED)),
    "reopen": Move({State.DECLINED: State.TRIAGED, State.DELIVERED: State.DOING, State.CHECKED: State.DOING}),
    "make_item": _stays(State.TRIAGED, State.AGREED, State.DOING),
    "propose": _stays(*(state for state in State if state not in (State.NEW, State.DECLINED))),
}

_PROMISED = ("priority", "owner_id", "owner_department_id", "promised_on")
_DELIVERED = (*_PROMISED, "delivered_on", "check_on", "figure_name", "figure_before")
# What a request in a state holds; names of its fields.
NEEDS: Mapping[State, tuple[str, ...]] = {
    State.NEW: (),
    State.TRIAGED: (),
    State.AGREED: ("priority",),
    State.DOING: _PROMISED,
    State.DELIVERED: _DELIVERED,
    State.CHECKED: (*_DELIVERED, "figure_after", "checked_note"),
    State.DECLINED: ("decline_reason",),
}


def landing(deed: str, state: str) -> State:
    """The state that the deed leads to; Refusal where it is not possible in this one."""
    now = State(state)
    if now not in MOVES[deed].lands:
        raise Refusal(
            "move_not_allowed", _("This is not possible while the request is “%(state)s”.") % {"state": now.label}
        )
    return MOVES[deed].lands[now]


def missing(request: Request, state: str) -> list[str]:
    """The fields that a request in this state must hold and this one does not."""
    return [name for name in NEEDS[State(state)] if getattr(request, name) in (None, "")]


def check_holds(request: Request) -> None:
    """Raise Invalid, on the first field that is missing, unless it holds what its state needs."""
    if names := missing(request, request.state):
        raise Invalid("required", _("Please write this."), field=names[0])


@dataclass(frozen=True, slots=True)
class Tally:
    """What the votes say together. Priorities run from 1 (at once) to 4 (some day); `missing` are departments' ids."""

    count: int
    lowest: int | None
    highest: int | None
    missing: tuple[int, ...]

    @property
    def is_equal(self) -> bool:
        """Everybody who voted wants the same."""
        return self.count > 0 and self.lowest == self.highest

    @property
    def common(self) -> int | None:
        return self.lowest if self.is_equal else None


def tally(votes: Mapping[int, int], sides: Iterable[int]) -> Tally:
    """`votes` gives the priority by department, `sides` the departments that are asked; one that voted is one too."""
    found = votes.values()
    return Tally(
        count=len(votes),
        lowest=min(found, default=None),
        highest=max(found, default=None),
        missing=tuple(side for side in dict.fromkeys(sides) if side not in votes),
    )


def check_agreement(votes: Mapping[int, int], priority: int, reason: str) -> None:
    """Raise unless this priority can be agreed: somebody voted; `reason` says why it is not what all want."""
    said = tally(votes, ())
    if not said.count:
        raise Refusal("no_vote", _("Nobody has voted yet. Enter at least one department’s vote first."))
    if said.common != priority and not reason.strip():
        raise Invalid(
            "reason_required",
            _("The votes do not all say this. Please write how it was settled."),
            field="reason",
        )


def check_promise(before: date | None, after: date, today: date, reason: str) -> None:
    """Raise unless this day may be promised: not a past one, and a later one than before only with a reason."""
    if after != before and after < today:
        raise Invalid("promised_in_past", _("Choose today or a later day."), field="promised_on")
    if before and after > before and not reason.strip():
        raise Invalid("reason_required", _("The promised date becomes later. Please write why."), field="reason")


def is_late(request: Request, today: date) -> bool:
    """Promised and not delivered, or delivered and not checked, and the day has passed."""
    return due_on(request) is not None and due_on(request) < today  # type: ignore[operator]


def due_on(request: Request) -> date | None:
    """The day of what comes next: the delivery, then the check; None when nothing is promised or it is over."""
    match request.state:
        case State.AGREED | State.DOING:
            return request.promised_on
        case State.DELIVERED:
            return request.check_on
        case _:
            return None
