"""Handovers over the API."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.access import Scope
from records.models import Handover, Receipt
from records.services.handovers import hand_over
from records.services.sending import Receiver
from tests.api.conftest import PREFIX, by_session, by_token, token_for

pytestmark = pytest.mark.django_db


def body(people, **changed):
    usual = {"title": "새 정책", "kind": "policy", "body": "내용", "department_ids": [people.sales.pk]}
    return usual | changed


def test_something_is_handed_over_and_read(people, today):
    caller = by_session(people.planner)
    made = caller.post("handovers/", body(people, person_ids=[people.marketer.pk]))
    assert made.status_code == 201
    read = caller.get(f"handovers/{made.json()['id']}/")
    assert read.json() == made.json()
    assert [one["answerable_id"] for one in read.json()["versions"][0]["receipts"]] == [None, people.sales_lead.pk]
    assert caller.get("handovers/", kind="policy", q="정책").json()["count"] == 1


def test_the_same_key_hands_over_once(people, today):
    caller = by_session(people.planner)
    first, second = (caller.post("handovers/", body(people), key="once") for _time in range(2))
    assert first.json() == second.json()
    assert Handover.objects.count() == 1


def test_a_file_comes_as_a_form(people, today):
    caller = by_session(people.planner)
    form = {
        "title": "x", "kind": "file", "person_ids": f"{people.marketer.pk},{people.salesperson.pk}",
        "file": SimpleUploadedFile("정책.pdf", b"%PDF-1.7"),
    }  # fmt: skip
    made = caller.client.post(f"{PREFIX}handovers/", form, headers={"Idempotency-Key": "1"})
    assert made.status_code == 201, made.content
    assert made.json()["versions"][0]["file_name"] == "정책.pdf"
    saved = by_session(people.marketer).get(f"handovers/{made.json()['id']}/versions/1/file/")
    assert saved["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "changed",
    [{"kind": "brief"}, {"department_ids": []}, {"department_ids": "1"}, {"person_ids": [10**9]}, {"url": "x"},
     {"who": 1}, {"answerable_ids": [10**9]}, {"accept_days": 61}, {"project_id": 10**9}, {"title": "a\u202eb"}],
)  # fmt: skip
def test_wrong_input_is_named(people, today, changed):
    answer = by_session(people.planner).post("handovers/", body(people) | changed)
    assert answer.status_code == 400, answer.content
    assert answer.json()["field"]


def test_versions_answers_and_withdrawal(people, today):
    planner, lead = by_session(people.planner), by_session(people.sales_lead)
    handed = planner.post("handovers/", body(people)).json()
    mine = lead.get("receipts/", receiver="me").json()["results"][0]
    assert lead.post(f"receipts/{mine['id']}/open/").json()["state"] == "opened"
    passed = lead.post(f"receipts/{mine['id']}/pass-on/", {"to_id": people.salesperson.pk, "reason": "담당"})
    assert passed.json()["answerable_id"] == people.salesperson.pk
    answer = by_session(people.salesperson).post(f"receipts/{mine['id']}/accept/", {"words": "작습니다"})
    assert answer.json()["state"] == "remarks"
    again = {"body": "v2", "note": "키웠다", "department_ids": [people.sales.pk]}
    address = f"handovers/{handed['id']}/"
    assert planner.post(f"{address}versions/", again, version=99).status_code == 400
    sent = planner.post(f"{address}versions/", again, version=handed["version"])
    assert [one["number"] for one in sent.json()["versions"]] == [1, 2]
    second = Receipt.objects.get(handed__number=2)
    assert lead.post(f"receipts/{second.pk}/send-back/", {"reason": "아직 작습니다"}).json()["state"] == "sent_back"
    gone = planner.post(f"{address}withdraw/", {"reason": "다시"}, version=sent.json()["version"])
    assert gone.json()["withdraw_reason"] == "다시"
    assert lead.post(f"receipts/{second.pk}/accept/").status_code == 409


def test_reading_does_not_open(people, today):
    handed = hand_over(by=people.planner, title="x", kind="policy", body="x", receivers=[Receiver(people.sales.pk)])
    by_session(people.sales_lead).get(f"handovers/{handed.pk}/")
    assert Receipt.objects.get().state == "sent"


def test_a_token_does_what_its_scopes_say(people, today):
    handed = hand_over(by=people.planner, title="x", kind="policy", body="x", receivers=[Receiver(people.sales.pk)])
    receipt = Receipt.objects.get()
    writes = by_token(token_for(people.sales_lead, Scope.READ, Scope.RECORD))
    assert writes.post("handovers/", body(people)).status_code == 201
    assert writes.post(f"receipts/{receipt.pk}/accept/").status_code == 403
    answers = by_token(token_for(people.sales_lead, Scope.READ, Scope.DECISION))
    assert answers.post("handovers/", body(people)).status_code == 403
    assert answers.post(f"receipts/{receipt.pk}/accept/").json()["state"] == "accepted"
    assert by_token(token_for(people.planner, Scope.RECORD)).get(f"handovers/{handed.pk}/").status_code == 403


def test_a_centre_reads_its_own_receipts(people, launch):
    receivers = [Receiver(people.sales.pk), Receiver(people.centre.pk)]
    handed = hand_over(by=people.planner, title="x", kind="policy", body="x", project_id=launch.pk, receivers=receivers)
    read = by_session(people.agent).get(f"handovers/{handed.pk}/").json()
    assert [one["department_id"] for one in read["versions"][0]["receipts"]] == [people.centre.pk]
    assert by_session(people.agent).get("receipts/").json()["count"] == 1
    assert by_session(people.other_centre_lead).get(f"handovers/{handed.pk}/").status_code == 404
