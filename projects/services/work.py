"""Work on a line: scenarios verified, evidence handed in, comments with mentions.

Locking, versions and errors are as in `services.items`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Action
from accounts.errors import Invalid
from accounts.models import User
from accounts.texts import link, required
from checklists.models import EvidenceKind
from ledger.services import UNSAID, Said, append

from .. import access
from ..models import Comment, Evidence, Item, ItemScenario
from .locking import about, check_version, item_values, lock_item, save_item
from .uploads import check_upload

SCORES = range(1, 6)
LARGEST = 10**14  # what the column holds before the decimal point


@transaction.atomic
def verify_scenario(
    scenario_id: int, *, by: User, is_verified: bool, version: int | None = None, said: Said = UNSAID
) -> ItemScenario:
    """Say that a scenario was tried and holds, or take that back. `version` is the line's."""
    item = lock_item(ItemScenario.objects.values_list("item_id", flat=True).get(pk=scenario_id), by=by)
    access.require(by, Action.TICK, item)
    scenario = item.scenarios.get(pk=scenario_id)
    if (scenario.verified_at is not None) == is_verified:
        return scenario
    check_version(item, version, item_values(item))
    _check_open(item)
    scenario.verified_at, scenario.verified_by = (timezone.now(), by) if is_verified else (None, None)
    scenario.save(update_fields=["verified_at", "verified_by"])
    verb = "scenario_verified" if is_verified else "scenario_unverified"
    after = {"scenario": scenario.pk, "text": scenario.text}
    save_item(item, [], [about(item, verb, after=after, said=said)], by=by)
    return scenario


@transaction.atomic
def add_evidence(
    item_id: int,
    *,
    by: User,
    url: str = "",
    text: str = "",
    number: Decimal | None = None,
    file: File[bytes] | None = None,
    version: int | None = None,
) -> Evidence:
    """Hand in exactly one of a link, a text, a number or a file."""
    item = lock_item(item_id, by=by)
    access.require(by, Action.ATTACH, item)
    check_version(item, version, item_values(item))
    _check_open(item)
    url, text = url.strip(), text.strip()
    if sum(map(bool, (url, text, number is not None, file))) != 1:
        raise Invalid("one_evidence", _("Hand in one thing at a time: a link, a file, a text or a number."))
    _check_value(item, url, text, number)
    file_name = check_upload(file) if file else ""
    evidence = Evidence.objects.create(
        item=item, url=url, text=text, number=number, file=file or "", file_name=file_name, added_by=by
    )
    kind = "url" if url else "text" if text else "file" if file else "number"
    after = {"evidence": evidence.pk, "kind": kind, "name": str(evidence)[:200]}
    save_item(item, [], [about(item, "evidence_added", after=after)], by=by)
    return evidence


@transaction.atomic
def withdraw_evidence(evidence_id: int, *, by: User, version: int | None = None) -> Evidence:
    """Take evidence back. It stays readable in the history, and no longer counts."""
    item = lock_item(Evidence.objects.values_list("item_id", flat=True).get(pk=evidence_id), by=by)
    access.require(by, Action.ATTACH, item)
    evidence = item.evidence.get(pk=evidence_id)
    if evidence.withdrawn_at is not None:
        return evidence
    check_version(item, version, item_values(item))
    _check_open(item)
    evidence.withdrawn_at = timezone.now()
    evidence.save(update_fields=["withdrawn_at"])
    after = {"evidence": evidence.pk, "name": str(evidence)[:200]}
    save_item(item, [], [about(item, "evidence_withdrawn", after=after)], by=by)
    return evidence


@transaction.atomic
def comment_on_item(item_id: int, *, by: User, body: str, mentioned_ids: Iterable[int] = ()) -> Comment:
    """Write a comment. People named by id or as "@name" in the text are told, if they may see the launch.

    The line itself does not change, so its version stays: nobody's edit turns stale because somebody spoke.
    """
    item = lock_item(item_id, by=by)
    access.require(by, Action.COMMENT, item)
    body = required(body, "body", longest=10_000)
    mentioned = [person for person in _mentioned(body, mentioned_ids) if access.sees(person, item.project)]
    comment = Comment.objects.create(item=item, author=by, body=body)
    comment.mentioned.set(mentioned)
    after = {"comment": comment.pk, "body": body[:500], "mentioned": [person.pk for person in mentioned]}
    append(item.project.stream, [about(item, "commented", after=after)], by=by)
    return comment


def _check_open(item: Item) -> None:
    if not item.is_open:
        raise Invalid("not_open", _("It is finished. Reopen it first."))


def _check_value(item: Item, url: str, text: str, number: Decimal | None) -> None:
    if text:
        required(text, "text", longest=10_000)
    link(url, "url")
    if number is not None and not (number.is_finite() and abs(number) < LARGEST):
        raise Invalid("bad_number", _("Enter a number of at most 14 digits."), field="number")
    if number is not None and item.evidence_kind == EvidenceKind.SCORE and number not in SCORES:
        raise Invalid("bad_score", _("A score is a whole number from 1 to 5."), field="number")


def _mentioned(body: str, ids: Iterable[int]) -> list[User]:
    # In Korean a title or a particle follows the name without a space: "@김서연님께" names 김서연.
    words = re.findall(r"@(\w{2,60})", body)
    names = {word[:end] for word in words for end in range(2, len(word) + 1)}
    people = User.objects.filter(is_active=True)
    return list((people.filter(pk__in=list(ids)) | people.filter(name__in=names)).order_by("pk"))
