"""Handing something over: the first version, the next ones, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Action, require
from accounts.errors import Forbidden, Invalid, Refusal
from accounts.models import User
from accounts.texts import required
from ledger.services import UNSAID, Said
from projects.services.locking import check_version

from ..access import may_continue, visible_handovers
from ..models import Handover, HandoverVersion
from ..receiving import MOST_DAYS
from . import filing
from .sending import Receiver, check_standing, close_waiting, send


def hand_over(
    *,
    by: User,
    title: str,
    kind: str,
    receivers: Sequence[Receiver],
    body: str = "",
    url: str = "",
    file: File[bytes] | None = None,
    accept_days: int = 2,
    project_id: int | None = None,
    creation_key: UUID | None = None,
    said: Said = UNSAID,
) -> Handover:
    """Hand version 1 of something to people and departments; of a launch, or of none.

    The same `creation_key` gives the handover that was made with it. Invalid when something is missing or somebody
    named cannot receive it. A brief is no such handover: it is published from its launch.
    """
    require(by, Action.HAND_OVER)
    key = creation_key or uuid4()
    if existing := _made_with(key, by):
        return existing
    try:
        with transaction.atomic():
            project = filing.launch_of(project_id, by=by)
            handover = Handover.objects.create(
                project=project,
                stream=filing.stream_for(project),
                creation_key=key,
                created_by=by,
                title=required(title, "title", longest=200),
                kind=_kind(kind),
                accept_days=_days(accept_days),
            )
            send(handover, by=by, receivers=receivers, body=body, url=url, file=file, said=said)
            return handover
    except IntegrityError:
        # Somebody else's double click won the race for the same key.
        if existing := _made_with(key, by):
            return existing
        raise


@transaction.atomic
def send_version(
    handover_id: int,
    *,
    by: User,
    note: str,
    receivers: Sequence[Receiver],
    body: str = "",
    url: str = "",
    file: File[bytes] | None = None,
    keeps_file: bool = False,
    version: int | None = None,
    said: Said = UNSAID,
) -> HandoverVersion:
    """Version n+1: everybody named is asked anew, and `note` says what changed.

    `keeps_file` gives the file of the last version again. Raises Handover.DoesNotExist when `by` may not see it, Stale
    when it changed since `version`, Forbidden when it is not theirs to go on with.
    """
    handover = _lock_own(handover_id, by=by, version=version)
    note = required(note, "note")
    last = handover.versions.order_by("-number")[0]
    kept = last if keeps_file and not file and last.file else None
    return send(
        handover,
        by=by,
        receivers=receivers,
        body=body,
        url=url,
        file=kept.file if kept else file,
        file_name=kept.file_name if kept else "",
        note=note,
        said=said,
    )


@transaction.atomic
def withdraw_handover(
    handover_id: int, *, by: User, reason: str, version: int | None = None, said: Said = UNSAID
) -> Handover:
    """Take it back: nobody has to answer any more, and what was answered stays readable. Partners see it no longer."""
    handover = _lock_own(handover_id, by=by, version=version)
    handover.withdraw_reason = required(reason, "reason")
    handover.withdrawn_at = timezone.now()
    after = {"closed": close_waiting(handover)}
    entry = filing.about(handover, "handover_withdrawn", after=after, reason=handover.withdraw_reason, said=said)
    return filing.save(handover, ["withdrawn_at", "withdraw_reason"], [entry], by=by)


def _lock_own(handover_id: int, *, by: User, version: int | None) -> Handover:
    handover = filing.lock(visible_handovers(by), handover_id)
    require(by, Action.HAND_OVER)
    if handover.kind == Handover.Kind.BRIEF:
        raise Refusal("is_brief", _("A brief is published from its launch."))
    if not may_continue(by, handover):
        raise Forbidden("not_allowed", _("Only the department that handed it over, or a CX planner, can do this."))
    check_version(handover, version, {"version": handover.version})
    check_standing(handover)
    return handover


def _made_with(key: UUID, by: User) -> Handover | None:
    return Handover.objects.filter(creation_key=key, created_by=by).first()


def _kind(kind: str) -> str:
    if kind not in Handover.Kind.values or kind == Handover.Kind.BRIEF:
        raise Invalid("unknown_kind", _("Choose what kind of thing it is."), field="kind")
    return kind


def _days(days: int) -> int:
    if not 0 <= days <= MOST_DAYS:
        sentence = _("Give between 0 and %(most)d business days.") % {"most": MOST_DAYS}
        raise Invalid("accept_days", sentence, field="accept_days")
    return days
