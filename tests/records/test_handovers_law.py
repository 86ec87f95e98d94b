"""Whatever is sent, answered and passed on: what was given and answered stays, and nobody is asked twice at once."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.errors import Refusal
from records.models import WAITING, Handover, HandoverVersion, Receipt
from records.services.handovers import hand_over, send_version, withdraw_handover
from records.services.receipts import accept_receipt, open_receipt, pass_on_receipt, send_back_receipt
from records.services.sending import Receiver

pytestmark = pytest.mark.django_db

ANSWERED = ("accepted", "remarks", "sent_back")
PEOPLE = ("marketing_lead", "marketer", "sales_lead", "salesperson")
DEEDS = ("send", "send", "open", "accept", "remark", "send_back", "pass_on", "pass_on", "withdraw")
steps = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.sampled_from(PEOPLE), st.integers(0, 6), st.integers(0, 2)), max_size=14
)


@given(steps)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_handed_over_and_answered_stays(people, today, steps):
    with transaction.atomic():
        handover = hand_over(
            by=people.planner, title="화면", kind="screen", body="1", receivers=_receivers(people, "marketer", 2)
        )
        before = _all(handover)
        for deed, person, number, mix in steps:
            try:
                with transaction.atomic():
                    _do(handover, people, deed, person, number, mix)
            except Refusal:
                pass
            after = _all(handover)
            _check(before, after)
            before = after
        transaction.set_rollback(True)


def _do(handover: Handover, people: Any, deed: str, person: str, number: int, mix: int) -> None:
    by = getattr(people, person)
    if deed == "send":
        receivers = _receivers(people, person, mix)
        send_version(handover.pk, by=people.planner, note="바뀜", body=str(number), receivers=receivers)
        return
    if deed == "withdraw":
        if number == 0:
            withdraw_handover(handover.pk, by=people.planner, reason="그만")
        return
    receipts = list(Receipt.objects.filter(handed__handover=handover).order_by("-pk"))
    receipt = receipts[number % len(receipts)]
    match deed:
        case "open":
            open_receipt(receipt.pk, by=by)
        case "accept" | "remark":
            accept_receipt(receipt.pk, by=by, words="작습니다" if deed == "remark" else "")
        case "send_back":
            send_back_receipt(receipt.pk, by=by, reason="빠졌습니다")
        case "pass_on":
            pass_on_receipt(receipt.pk, by=people.planner, to_id=by.pk, reason="교대")


def _receivers(people: Any, person: str, mix: int) -> list[Receiver]:
    one = getattr(people, person)
    mixes = [
        [Receiver(one.department_id, one.pk)],
        [Receiver(one.department_id)],
        [Receiver(people.sales.pk), Receiver(people.marketing.pk), Receiver(one.department_id, one.pk)],
    ]
    return mixes[mix]


def _all(handover: Handover) -> tuple[dict[int, Any], dict[int, dict[str, Any]]]:
    versions = {row["id"]: row for row in HandoverVersion.objects.filter(handover=handover).values()}
    receipts = {row["id"]: row for row in Receipt.objects.filter(handed__handover=handover).values()}
    return versions, receipts


def _check(before: tuple[Any, Any], after: tuple[Any, Any]) -> None:
    assert before[0].items() <= after[0].items(), "a version changed"
    for pk, receipt in before[1].items():
        now = after[1][pk]
        same = ("handed_id", "department_id", "person_id", "due_on")
        assert [receipt[name] for name in same] == [now[name] for name in same], "a receiver changed"
        assert receipt["state"] not in (*ANSWERED, "closed") or receipt == now, "an answer changed"
        assert receipt["opened_at"] in (None, now["opened_at"]), "an opening was forgotten"
    waiting = [receipt for receipt in after[1].values() if receipt["state"] in WAITING]
    asked = Counter((receipt["department_id"], receipt["person_id"]) for receipt in waiting)
    assert max(asked.values(), default=0) <= 1, "somebody is asked twice at once"
    newest = max(row["number"] for row in after[0].values())
    assert all(after[0][receipt["handed_id"]]["number"] == newest for receipt in waiting), "an old version waits"
