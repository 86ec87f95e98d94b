"""What becomes of something handed over: opened, accepted, sent back, passed on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.errors import Forbidden, Invalid, Refusal
from ledger.models import Event
from ledger.services import Said
from records.access import visible_owed
from records.models import Receipt
from records.services.receipts import accept_receipt, open_receipt, pass_on_receipt, send_back_receipt

from .handed import receipt

pytestmark = pytest.mark.django_db


def test_opened_then_accepted(given, people):
    mine = receipt(given, person=people.marketer)
    opened = open_receipt(mine.pk, by=people.marketer)
    assert (opened.state, opened.opened_by) == ("opened", people.marketer)
    assert open_receipt(mine.pk, by=people.marketer).opened_at == opened.opened_at
    accepted = accept_receipt(mine.pk, by=people.marketer)
    assert (accepted.state, accepted.answered_by) == ("accepted", people.marketer)
    assert list(Event.objects.order_by("seq").values_list("verb", flat=True)) == [
        "handover_sent",
        "receipt_opened",
        "receipt_accepted",
    ]


def test_words_make_it_accepted_with_remarks(given, people):
    mine = receipt(given, person=people.marketer)
    assert accept_receipt(mine.pk, by=people.marketer, words="글자가 작습니다").state == "remarks"
    assert Event.objects.latest("seq").after["words"] == "글자가 작습니다"


def test_sending_back_needs_a_reason(given, people):
    mine = receipt(given, person=people.marketer)
    with pytest.raises(Invalid):
        send_back_receipt(mine.pk, by=people.marketer, reason=" ")
    assert send_back_receipt(mine.pk, by=people.marketer, reason="취소 버튼이 없습니다").state == "sent_back"
    assert Event.objects.latest("seq").reason == "취소 버튼이 없습니다"


def test_an_answer_is_given_once(given, people):
    mine = receipt(given, person=people.marketer)
    accept_receipt(mine.pk, by=people.marketer)
    accept_receipt(mine.pk, by=people.marketer)
    assert Event.objects.filter(verb="receipt_accepted").count() == 1
    with pytest.raises(Refusal) as refused:
        send_back_receipt(mine.pk, by=people.marketer, reason="다시 보니")
    assert refused.value.code == "answered"


def test_a_lead_stands_in_and_it_shows(given, people):
    mine = receipt(given, person=people.marketer)
    said = Said("박지훈", "phone", timezone.now())
    assert accept_receipt(mine.pk, by=people.marketing_lead, said=said).answered_by == people.marketing_lead
    assert Event.objects.latest("seq").said_by == "박지훈"


def test_nobody_else_answers(given, people):
    for_sales = receipt(given, department=people.sales)
    for person in (people.planner, people.salesperson, people.marketing_lead, people.viewer):
        with pytest.raises(Forbidden):
            accept_receipt(for_sales.pk, by=person)
    with pytest.raises(Receipt.DoesNotExist):
        accept_receipt(for_sales.pk, by=people.agent)


def test_staff_change_leaves_the_old_answer_and_asks_the_new_person(given, people):
    old = receipt(given, department=people.sales)
    accept_receipt(old.pk, by=people.sales_lead)
    heir = pass_on_receipt(old.pk, by=people.planner, to_id=people.salesperson.pk, reason="담당자가 바뀌었다")
    old.refresh_from_db()
    assert (old.state, old.answered_by) == ("accepted", people.sales_lead)
    assert (heir.person, heir.state) == (people.salesperson, "sent")
    event = Event.objects.latest("seq")
    assert (event.before["answers_name"], event.after["answers_name"]) == ("정하윤", "이도윤")


def test_a_person_who_is_away_is_replaced(given, people):
    mine = receipt(given, person=people.marketer)
    heir = pass_on_receipt(mine.pk, by=people.marketing_lead, to_id=people.marketing_lead.pk, reason="휴가")
    mine.refresh_from_db()
    assert (mine.state, heir.due_on) == ("closed", mine.due_on)
    with pytest.raises(Refusal):
        accept_receipt(mine.pk, by=people.marketer)


def test_a_department_keeps_its_receipt_and_its_day(given, people):
    theirs = receipt(given, department=people.sales)
    heir = pass_on_receipt(theirs.pk, by=people.sales_lead, to_id=people.salesperson.pk, reason="담당")
    assert (heir.pk, heir.answerable, heir.due_on) == (theirs.pk, people.salesperson, theirs.due_on)
    assert accept_receipt(theirs.pk, by=people.salesperson).state == "accepted"


def test_passing_on_stays_in_the_department(given, people):
    mine = receipt(given, person=people.marketer)
    for wrong in (people.salesperson, people.marketer):
        with pytest.raises(Invalid):
            pass_on_receipt(mine.pk, by=people.planner, to_id=wrong.pk, reason="x")
    with pytest.raises(Forbidden):
        pass_on_receipt(mine.pk, by=people.marketer, to_id=people.marketing_lead.pk, reason="x")


def test_it_is_owed_until_it_is_answered(given, people):
    owed = visible_owed(people.marketer).get()
    assert (owed.leads_to_id, owed.due_on) == (given.pk, date(2026, 11, 25) + timedelta(days=2))
    accept_receipt(owed.thing_id, by=people.marketer)
    assert not visible_owed(people.marketer).exists()
