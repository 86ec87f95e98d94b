"""Giving somebody a version of something: the words, link or file that never change, and who has to answer."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.core.files.base import File
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from accounts.errors import Invalid, Refusal
from accounts.models import User
from accounts.texts import link, optional
from ledger.services import UNSAID, Said
from projects.services.uploads import check_upload

from ..models import Handover, HandoverVersion, Receipt
from . import filing
from .receivers import Receiver, new_receipts

__all__ = ["LONGEST_BODY", "Receiver", "check_standing", "receiver_values", "send"]

LONGEST_BODY = 20_000


def send(
    handover: Handover,
    *,
    by: User,
    receivers: Sequence[Receiver],
    body: str = "",
    url: str = "",
    file: File[bytes] | None = None,
    file_name: str = "",
    note: str = "",
    lines: Sequence[dict[str, Any]] = (),
    said: Said = UNSAID,
) -> HandoverVersion:
    """The next version of a handover, to these receivers; what was not answered of older ones need not be any more.

    The caller holds the lock of the handover's row and has asked whether `by` may. `file` is an upload, or the file of
    an older version, which keeps its `file_name`. Writes the event `handover_sent`, whose `after` holds the whole
    content, so that its hash covers it. Invalid when nothing is given or the receivers cannot be those.
    """
    check_standing(handover)
    is_kept = isinstance(file, FieldFile)
    version = HandoverVersion(
        handover=handover,
        number=handover.versions.count() + 1,
        body=optional(body, "body", longest=LONGEST_BODY),
        url=link(url, "url"),
        note=optional(note, "note"),
        lines=list(lines),
        sent_by=by,
    )
    if file:
        version.file_name = file_name if is_kept else check_upload(file)
        version.file = file
    if not (version.body or version.url or version.file or version.lines):
        raise Invalid("nothing_given", _("Write what is handed over, or give a link or a file."), field="body")
    today = filing.today_for(handover.project)
    receipts = new_receipts(receivers, handover.project, accept_days=handover.accept_days, sent_on=today)
    closed = close_waiting(handover)
    given = _given(version, file)
    version.save(force_insert=True)
    for receipt in receipts:
        receipt.handed = version
    Receipt.objects.bulk_create(receipts)
    after = _content(version, receipts) | {"given": given, "closed": closed}
    filing.save(handover, [], [filing.about(handover, "handover_sent", after=after, said=said)], by=by)
    return version


def check_standing(handover: Handover) -> None:
    if handover.withdrawn_at:
        raise Refusal("withdrawn", _("This handover was withdrawn. Hand it over anew."))


def close_waiting(handover: Handover) -> list[int]:
    """Ask nobody any more who has not answered; the ids of their receipts."""
    waiting = Receipt.objects.waiting().filter(handed__handover=handover)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    Receipt.objects.filter(pk__in=ids).update(state=Receipt.State.CLOSED)
    return ids


def receiver_values(receipt: Receipt) -> dict[str, Any]:
    """A receiver as an event keeps it: ids, and the names they had then."""
    answers = receipt.answers
    return {
        "receipt": receipt.pk,
        "department": receipt.department_id,
        "department_name": receipt.department.name,
        "person": receipt.person_id,
        "answers": answers.pk if answers else None,
        "answers_name": answers.name if answers else "",
        "due_on": receipt.due_on.isoformat(),
    }


def _content(version: HandoverVersion, receipts: Sequence[Receipt]) -> dict[str, Any]:
    handover = version.handover
    return {
        "kind": handover.kind,
        "version": version.number,
        "accept_days": handover.accept_days,
        "note": version.note,
        "receivers": [receiver_values(receipt) for receipt in receipts],
    }


def _given(version: HandoverVersion, file: File[bytes] | None) -> dict[str, Any]:
    given: dict[str, Any] = {"body": version.body, "url": version.url, "lines": version.lines}
    if file:
        digest = hashlib.sha256()
        for chunk in file.chunks():
            digest.update(chunk)
        given |= {"file": version.file_name, "file_hash": digest.hexdigest()}
    return given
