"""What the pages of handovers show of a receipt and of a handover, found in as many queries however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.workdays import calendars
from ledger.models import Event

from ..access import may_answer_receipt, may_pass_on, opens_by_reading, visible_receipts, visible_versions
from ..models import WAITING, Handover, HandoverVersion, Receipt
from ..models.handovers import ReceiptQuerySet
from ..receiving import days_left

AROUND_RECEIPT = ("department", "person", "answerable", "opened_by", "answered_by", "handed__handover__project")


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """`left` are open days of the receiver's calendar until it is due, while it waits; reading an own one opens it."""

    receipt: Receipt
    today: date
    left: int
    is_own: bool
    may_answer: bool
    may_pass_on: bool

    @property
    def is_waiting(self) -> bool:
        return self.receipt.state in WAITING

    @property
    def is_late(self) -> bool:
        return self.is_waiting and self.receipt.due_on < self.today

    @property
    def stood_in(self) -> bool:
        """Whether somebody else than who was asked gave the answer."""
        asked = self.receipt.person_id or self.receipt.answerable_id
        return self.receipt.answered_by_id not in (None, asked)

    @property
    def url(self) -> str:
        return handover_url(self.receipt.handed.handover)


@dataclass(slots=True)
class HandoverRow:
    handover: Handover
    newest: HandoverVersion | None = None
    receipts: list[Receipt] = field(default_factory=list)
    late: int = 0

    @property
    def url(self) -> str:
        return handover_url(self.handover)

    def count(self, *states: str) -> int:
        return sum(receipt.state in states for receipt in self.receipts)

    @property
    def asked(self) -> int:
        return len(self.receipts) - self.count(Receipt.State.CLOSED)

    @property
    def accepted(self) -> int:
        return self.count(Receipt.State.ACCEPTED, Receipt.State.REMARKS)

    @property
    def remarks(self) -> int:
        return self.count(Receipt.State.REMARKS)

    @property
    def sent_back(self) -> int:
        return self.count(Receipt.State.SENT_BACK)


def handover_url(handover: Handover) -> str:
    """A brief has a page of its own."""
    if handover.kind == Handover.Kind.BRIEF:
        return reverse("records:brief-detail", args=[handover.project_id])
    return reverse("records:handover-detail", args=[handover.pk])


def receipt_rows(receipts: ReceiptQuerySet, user: User, now: datetime | None = None) -> list[ReceiptRow]:
    """Three queries: the receipts with their people and, where one waits, the calendars."""
    found = list(receipts.select_related(*AROUND_RECEIPT))
    by_department = calendars() if any(receipt.state in WAITING for receipt in found) else {}
    moment = now or timezone.now()
    rows = []
    for receipt in found:
        today = today_of(receipt.handed.handover, moment)
        calendar = by_department.get(receipt.department_id)
        rows.append(
            ReceiptRow(
                receipt=receipt,
                today=today,
                left=days_left(today, receipt.due_on, calendar) if calendar else 0,
                is_own=opens_by_reading(user, receipt),
                may_answer=may_answer_receipt(user, receipt),
                may_pass_on=may_pass_on(user, receipt),
            )
        )
    return rows


def handover_rows(handovers: Sequence[Handover], user: User) -> list[HandoverRow]:
    """Two queries: the newest version of each that this person sees, and its receipts."""
    rows = {handover.pk: HandoverRow(handover) for handover in handovers}
    versions = visible_versions(user).filter(handover__in=rows).order_by("handover_id", "-number")
    newest = {version.pk: version for version in versions.distinct("handover_id").select_related("sent_by")}
    for version in newest.values():
        rows[version.handover_id].newest = version
    now = timezone.now()
    for receipt in visible_receipts(user).filter(handed__in=newest):
        row = rows[newest[receipt.handed_id].handover_id]
        row.receipts.append(receipt)
        row.late += receipt.state in WAITING and receipt.due_on < today_of(row.handover, now)
    return list(rows.values())


def today_of(handover: Handover, now: datetime) -> date:
    return handover.project.today_at(now) if handover.project else timezone.localdate(now)


def standing_receivers(handover: Handover, rows: Iterable[ReceiptRow]) -> list[Receipt]:
    """Whom a next version is offered to: who was asked last time, is still there, and was not replaced by another."""
    passed_on = Event.objects.filter(stream=handover.stream_id, target=f"handover:{handover.pk}")
    replaced = {
        event.before["receipt"]
        for event in passed_on.filter(verb="receipt_passed_on")
        if event.before["receipt"] != event.after["receipt"]
    }
    found = []
    for receipt in (row.receipt for row in rows):
        answers = receipt.answers
        is_there = answers and answers.is_active and answers.department_id == receipt.department_id
        if is_there and receipt.state != Receipt.State.CLOSED and receipt.pk not in replaced:
            found.append(receipt)
    return found
