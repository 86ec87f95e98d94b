"""A review meeting: requests one by one, and the record that is written as it goes.

Errors as in `request_writing` and in `services.records`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.errors import Invalid, Refusal
from accounts.models import User
from ledger.models import Event
from ledger.services import UNSAID, Said

from ..access import visible_requests
from ..models import Kind, Priority, Record, Request, RequestOption, RequestVote
from ..requesting import OPEN, State
from . import filing
from .record_drafts import Participant, PositionDraft, RecordDraft, ResolutionDraft
from .records import add_lines, write_record
from .request_delivery import promise_request
from .request_options import choose_option
from .request_votes import agree_priority, vote_on_request
from .requests import triage_request

MOST_REQUESTS = 20  # with a handful of sides each, what one record holds


@dataclass(frozen=True, slots=True)
class SideVote:
    """What one department said in the meeting; `person_id` is who said so, needed for a side that is not one's own."""

    department_id: int
    priority: int
    words: str = ""
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """What came of one request. Without a `priority` its votes are kept, and it stays for another time.

    `reason` says how the priority was settled, or why a promised date becomes later.
    """

    votes: Sequence[SideVote] = ()
    priority: int | None = None
    reason: str = ""
    option_id: int | None = None
    owner_id: int | None = None
    promised_on: date | None = None


def reviewable(by: User) -> QuerySet[Request]:
    """The requests that a meeting may go through: open, and of no confidential launch, as its record is everybody's."""
    return visible_requests(by).filter(state__in=OPEN).exclude(project__is_confidential=True)


def start_meeting(request_ids: Sequence[int], *, by: User, title: str = "", creation_key: UUID | None = None) -> Record:
    """Begin the record of a meeting about these requests, with its agenda. Invalid when none can be reviewed."""
    access.require(by, Action.TRIAGE)
    found = reviewable(by).in_bulk(list(request_ids[:MOST_REQUESTS]))
    agenda = [found[pk] for pk in dict.fromkeys(request_ids) if pk in found]
    if not agenda:
        raise Invalid("nothing_chosen", _("Choose at least one request."), field="requests")
    today = {"date": timezone.localdate().isoformat()}
    draft = RecordDraft(
        kind=Kind.MEETING,
        title=title.strip() or _("Request review %(date)s") % today,
        body="\n".join(f"{place}. {request.title}" for place, request in enumerate(agenda, 1)),
        participants=(Participant(by.name, by.pk),),
    )
    return write_record(draft, by=by, creation_key=creation_key)


@transaction.atomic
def review_request(record_id: int, request_id: int, review: Review, *, by: User, version: int | None = None) -> Request:
    """What the meeting said of one request, all of it or nothing: votes, the option, the priority, the promise; and
    in the record each side's position and what was decided.
    """
    access.require(by, Action.TRIAGE)
    request = filing.lock(visible_requests(by), request_id, version=version)
    if not reviewable(by).filter(pk=request_id).exists():
        raise Refusal("not_for_meeting", _("This request cannot be reviewed in a meeting."))
    if request.state == State.NEW:
        triage_request(request_id, by=by)
    speakers = {side.department_id: _vote(request, side, by=by) for side in review.votes}
    if review.option_id:
        choose_option(request_id, review.option_id, by=by)
    resolutions = [_settle(record_id, request, review, by=by)] if review.priority else []
    votes = request.votes.select_related("department", "voted_by")
    # What is agreed is agreed by all who voted, also before the meeting; else only what was said now is new.
    positions = [
        _position(request, vote, speakers.get(vote.department_id) or _voter(vote))
        for vote in votes
        if resolutions or vote.department_id in speakers
    ]
    if positions:
        add_lines(record_id, by=by, positions=positions, resolutions=resolutions)
    return Request.objects.get(pk=request_id)


def _vote(request: Request, side: SideVote, *, by: User) -> User | None:
    """Write the vote down as the word of whoever spoke, and say who that was."""
    speaker = _speaker(side, by=by)
    is_theirs = speaker is not None and speaker.pk != by.pk
    said = Said(speaker.name, Event.Via.MEETING, timezone.now()) if speaker and is_theirs else UNSAID
    vote_on_request(
        request.pk, by=by, priority=side.priority, words=side.words, department_id=side.department_id, said=said
    )
    return speaker


def _position(request: Request, vote: RequestVote, speaker: User | None) -> PositionDraft:
    """A vote as a position that its speaker can confirm or dispute."""
    words = f"{request.title}: {vote.get_priority_display()}"
    return PositionDraft(
        words=f"{words}. {vote.words}" if vote.words else words,
        name=speaker.name if speaker else "",
        person_id=speaker.pk if speaker else None,
        department_id=vote.department_id,
    )


def _voter(vote: RequestVote) -> User | None:
    """Who voted for their own side; a planner who wrote it down did not say it."""
    return vote.voted_by if vote.voted_by.department_id == vote.department_id else None


def _speaker(side: SideVote, *, by: User) -> User | None:
    """Who spoke for the side; the writer for their own department."""
    if side.person_id is None:
        return by if side.department_id == by.department_id else None
    person = User.objects.filter(pk=side.person_id, department=side.department_id, is_active=True).first()
    if person is None:
        raise Invalid("unknown_person", _("Choose somebody of that department."), field="person_id")
    return person


def _settle(record_id: int, request: Request, review: Review, *, by: User) -> ResolutionDraft:
    """Write down the priority and the promise, and say it as a decision of the record."""
    priority = review.priority or 0
    agree_priority(request.pk, by=by, priority=priority, reason=review.reason, record_id=record_id)
    if review.promised_on and not review.owner_id:
        raise Invalid("owner_missing", _("A promised date needs an owner."), field="owner_id")
    if review.owner_id and not review.promised_on:
        raise Invalid("date_missing", _("An owner needs a promised date."), field="promised_on")
    stands = (request.owner_id, request.promised_on)
    if review.owner_id and review.promised_on and stands != (review.owner_id, review.promised_on):
        promise_request(
            request.pk,
            by=by,
            owner_id=review.owner_id,
            promised_on=review.promised_on,
            reason=review.reason,
        )
    chosen = RequestOption.objects.filter(request=request, is_chosen=True).first()
    parts = [f"{request.title}: {Priority(priority).label}", chosen.text if chosen else "", review.reason.strip()]
    return ResolutionDraft(
        words=". ".join(filter(None, parts)),
        decided_by_id=by.pk,
        decided_by_name=by.name,
        owner_id=review.owner_id,
        due_on=review.promised_on,
    )
