"""What can be done to a request on its page: for each deed its form, its service and its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.forms.base import ServiceForm

from ..forms import request_acts as forms
from ..requesting import State
from ..services import request_delivery, request_votes, requests


@dataclass(frozen=True, slots=True)
class Deed:
    """`name` is that in `requesting.MOVES`; `label` is on the button, `said` is the message afterwards."""

    name: str
    form: Callable[..., ServiceForm]
    service: Callable[..., object]
    label: Any
    said: Any


# By their address, in the order in which the page offers them.
DEEDS: Mapping[str, Deed] = {
    "triage": Deed(
        "triage", forms.TriageForm, requests.triage_request, _("Looked at"), _("It waits for a priority now.")
    ),
    "vote": Deed(
        "vote", forms.VoteForm, request_votes.vote_on_request, pgettext_lazy("button", "Vote"), _("The vote is kept.")
    ),
    "agree": Deed(
        "agree", forms.AgreeForm, request_votes.agree_priority, _("Agree priority"), _("The priority is agreed.")
    ),
    "promise": Deed(
        "promise", forms.PromiseForm, request_delivery.promise_request, _("Promise a date"), _("The date is promised.")
    ),
    "note": Deed(
        "note", forms.NoteForm, request_delivery.note_progress, _("Write progress"), _("The progress is written down.")
    ),
    "deliver": Deed(
        "deliver",
        forms.DeliverForm,
        request_delivery.deliver_request,
        pgettext_lazy("button", "Delivered"),
        _("It is delivered. The follow-up check is in the calendar."),
    ),
    "check": Deed(
        "check",
        forms.CheckForm,
        request_delivery.check_request,
        _("Write the follow-up check"),
        _("The figures stand side by side now."),
    ),
    "decline": Deed(
        "decline",
        forms.DeclineForm,
        requests.decline_request,
        pgettext_lazy("button", "Decline"),
        _("The request is declined."),
    ),
    "reopen": Deed(
        "reopen", forms.ReopenForm, requests.reopen_request, pgettext_lazy("button", "Reopen"), _("It is open again.")
    ),
}
# The deed that brings a request on from its state, and the state it leads to: the button of a card.
NEXT: Mapping[str, tuple[str, State]] = {
    State.NEW: ("triage", State.TRIAGED),
    State.TRIAGED: ("agree", State.AGREED),
    State.AGREED: ("promise", State.DOING),
    State.DOING: ("deliver", State.DELIVERED),
    State.DELIVERED: ("check", State.CHECKED),
}
# The deed by which a card is moved from a column to another one.
BETWEEN: Mapping[tuple[str, str], str] = {
    **{(state, to): deed for state, (deed, to) in NEXT.items()},
    **{(state, State.DECLINED): "decline" for state in (State.NEW, State.TRIAGED, State.AGREED, State.DOING)},
    (State.DECLINED, State.TRIAGED): "reopen",
    (State.DELIVERED, State.DOING): "reopen",
    (State.CHECKED, State.DOING): "reopen",
}
