"""Requests: filed by whoever hears what customers say, put right, looked at, declined, taken up again.

Errors as in `request_writing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import access
from accounts.access import Action
from accounts.errors import Forbidden, Invalid, Refusal
from accounts.models import Department, User
from accounts.texts import optional, required
from ledger.services import UNSAID, Said

from ..access import visible_surprises
from ..models import Request, RequestOption, Surprise
from ..requesting import State
from . import filing
from .request_writing import content_of, open_for, save_move

LONGEST_BODY = 20_000
MOST_QUOTES, LONGEST_QUOTE = 30, 1000
MOST_NAMES, LONGEST_NAME = 30, 60
MOST_OPTIONS = 10
MOST_INQUIRIES = 2_000_000_000


@dataclass(frozen=True, slots=True)
class OptionDraft:
    """One way to do it, what it costs and what it brings, in a few words each."""

    text: str
    cost: str = ""
    effect: str = ""


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """What is asked for. `department_id` is who asks, the writer's own when left out; `quotes` are customers' words."""

    title: str
    said: str
    department_id: int | None = None
    inquiries: int | None = None
    channel: str = Request.Channel.PHONE
    quotes: Sequence[str] = ()
    reproduce: str = ""
    systems: Sequence[str] = ()
    policies: Sequence[str] = ()
    options: Sequence[OptionDraft] = ()


def file_request(
    draft: RequestDraft,
    *,
    by: User,
    project_id: int | None = None,
    surprise_id: int | None = None,
    creation_key: UUID | None = None,
    said: Said = UNSAID,
) -> Request:
    """File a request; the same `creation_key` gives the one that was filed with it.

    Everybody asks for their own department, a CX planner for any. It is filed to a launch that they see, to that of
    the surprise, or to none.
    """
    access.require(by, Action.REPORT, department_id=by.department_id)
    if existing := _already_filed(creation_key, by=by):
        return existing
    try:
        with transaction.atomic():
            return _file(draft, project_id, surprise_id, creation_key, by=by, said=said)
    except IntegrityError:
        # Somebody else's double click won the race for the same key.
        if existing := _already_filed(creation_key, by=by):
            return existing
        raise


@transaction.atomic
def change_request(
    request_id: int, *, by: User, version: int | None = None, reason: str = "", said_how: Said = UNSAID, **changes: Any
) -> Request:
    """Put right what was asked for: any fields of RequestDraft but the department and the options.

    `said` is one of these fields, so whose word the change is comes as `said_how`.
    """
    request = open_for("change", request_id, by=by, version=version)
    words = _words(**{name: changes.get(name, getattr(request, name)) for name in _FIELDS})
    changed = {name: value for name, value in words.items() if value != getattr(request, name)}
    if not changed:
        return request
    reason = optional(reason, "reason")
    return save_move(request, "change", "request_changed", changed, by=by, reason=reason, said=said_how)


@transaction.atomic
def triage_request(request_id: int, *, by: User, version: int | None = None, said: Said = UNSAID) -> Request:
    """Say that it was looked at and is worth a vote."""
    request = open_for("triage", request_id, by=by, version=version)
    return save_move(request, "triage", "request_triaged", {}, by=by, said=said)


@transaction.atomic
def decline_request(
    request_id: int, *, by: User, reason: str, version: int | None = None, said: Said = UNSAID
) -> Request:
    """Say no, and why; whoever asked reads the reason."""
    request = open_for("decline", request_id, by=by, version=version)
    reason = required(reason, "reason")
    return save_move(
        request, "decline", "request_declined", {"decline_reason": reason}, by=by, reason=reason, said=said
    )


@transaction.atomic
def reopen_request(
    request_id: int, *, by: User, reason: str, version: int | None = None, said: Said = UNSAID
) -> Request:
    """Take a declined one up again, to be voted on anew, or go on with one that was delivered. The events keep all."""
    request = open_for("reopen", request_id, by=by, version=version)
    reason = required(reason, "reason")
    undone: dict[str, Any] = {"delivered_on": None, "check_on": None, "figure_after": None, "checked_note": ""}
    if request.state == State.DECLINED:
        undone = dict.fromkeys(("priority", "promised_on", "owner_id", "owner_department_id")) | {"decline_reason": ""}
    return save_move(request, "reopen", "request_reopened", undone, by=by, reason=reason, said=said)


_FIELDS = ("title", "said", "inquiries", "channel", "quotes", "reproduce", "systems", "policies")


def _already_filed(key: UUID | None, *, by: User) -> Request | None:
    found = Request.objects.filter(creation_key=key).first() if key else None
    if found and found.created_by_id != by.pk:
        raise Refusal("key_taken", _("This form was sent by somebody else. Please open a new one."))
    return found


def _file(
    draft: RequestDraft, project_id: int | None, surprise_id: int | None, key: UUID | None, *, by: User, said: Said
) -> Request:
    surprise = _surprise(surprise_id, by=by)
    # A surprise's launch may be one that its reporter does not see: then the request belongs to no launch.
    project = filing.launch_of(project_id, by=by)
    request = Request(
        project=project,
        stream=filing.stream_for(project),
        created_by=by,
        department=_department(draft.department_id, by=by),
        surprise=surprise,
        **_words(**{name: getattr(draft, name) for name in _FIELDS}),
    )
    if key:
        request.creation_key = key
    options = [option_words(option, place) for place, option in enumerate(draft.options)]
    if len(options) > MOST_OPTIONS:
        raise too_many_options()
    request.save(force_insert=True)
    RequestOption.objects.bulk_create(RequestOption(request=request, **words) for words in options)
    after = content_of(request) | {"surprise": surprise_id}
    filing.record_events(request, [filing.about(request, "request_filed", after=after, said=said)], by=by)
    return request


def option_words(option: OptionDraft, order: int) -> dict[str, Any]:
    """The fields of an option; Invalid without a text."""
    return {
        "order": order,
        "text": required(option.text, "text", longest=300),
        "cost": optional(option.cost, "cost", longest=200),
        "effect": optional(option.effect, "effect", longest=200),
    }


def too_many_options() -> Invalid:
    return Invalid("too_many", _("At most %(most)d options.") % {"most": MOST_OPTIONS}, field="options")


def _surprise(surprise_id: int | None, *, by: User) -> Surprise | None:
    if surprise_id is None:
        return None
    found = visible_surprises(by).filter(pk=surprise_id).first()
    if found is None:
        raise Invalid("unknown_thing", _("It does not exist, or you cannot see it."), field="surprise_id")
    return found


def _department(department_id: int | None, *, by: User) -> Department:
    department = Department.objects.filter(pk=department_id or by.department_id or 0).first()
    if department is None:
        raise Invalid("unknown_department", _("Choose a department."), field="department_id")
    if department.pk != by.department_id and not access.allows(by, Action.TRIAGE):
        raise Forbidden("not_allowed", _("You can ask for your own department."), field="department_id")
    return department


def _words(
    *,
    title: str,
    said: str,
    inquiries: int | None,
    channel: str,
    quotes: Sequence[str],
    reproduce: str,
    systems: Sequence[str],
    policies: Sequence[str],
) -> dict[str, Any]:
    """The fields as they are saved; Invalid with the field where one cannot be."""
    if channel not in Request.Channel.values:
        raise Invalid("unknown_channel", _("Choose a channel."), field="channel")
    if inquiries is not None and not 0 <= inquiries <= MOST_INQUIRIES:
        raise Invalid("out_of_range", _("Give a number of inquiries that can be."), field="inquiries")
    return {
        "title": required(title, "title", longest=200),
        "said": required(said, "said", longest=LONGEST_BODY),
        "inquiries": inquiries,
        "channel": channel,
        "quotes": _list(quotes, "quotes", MOST_QUOTES, LONGEST_QUOTE),
        "reproduce": optional(reproduce, "reproduce", longest=LONGEST_BODY),
        "systems": _list(systems, "systems", MOST_NAMES, LONGEST_NAME),
        "policies": _list(policies, "policies", MOST_NAMES, LONGEST_NAME),
    }


def _list(texts: Sequence[str], field: str, most: int, longest: int) -> list[str]:
    kept = list(dict.fromkeys(words for text in texts if (words := optional(text, field, longest=longest))))
    if len(kept) > most:
        raise Invalid("too_many", _("At most %(most)d of them.") % {"most": most}, field=field)
    return kept
