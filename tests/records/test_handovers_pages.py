"""The pages of handovers: giving, answering, reading, and who sees what."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from records.models import Handover, Receipt
from records.services.handovers import hand_over, send_version
from records.services.receipts import accept_receipt, pass_on_receipt, send_back_receipt
from records.services.sending import Receiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(people, launch):
    """A screen of the launch, handed to marketing's member, the sales department and the centre with its agent."""
    return hand_over(
        by=people.planner,
        title="취소 관리자 화면",
        kind="screen",
        body="첫째 줄\n\n둘째 줄",
        project_id=launch.pk,
        receivers=[
            Receiver(people.marketing.pk, people.marketer.pk),
            Receiver(people.sales.pk),
            Receiver(people.centre.pk),
            Receiver(people.centre.pk, people.agent.pk),
        ],
    )


def url(handover: Handover, what: str = "") -> str:
    return f"/handovers/{handover.pk}/{what}"


def receipt(handover: Handover, **who: object) -> Receipt:
    return Receipt.objects.filter(handed__handover=handover, **who).latest("handed__number")


def words(people, **changed):
    usual = {
        "title": "새 정책", "kind": "policy", "body": "내용", "accept_days": "2", "department_ids": [people.sales.pk],
    }  # fmt: skip
    return usual | changed


def test_something_is_handed_over(people, today, as_user):
    client = as_user(people.marketer)
    assert client.get("/handovers/new/").status_code == 200
    answer = client.post("/handovers/new/", words(people, person_ids=[people.planner.pk]))
    made = Handover.objects.get()
    assert answer.url == url(made)
    assert made.versions.get().receipts.count() == 2


def test_somebody_else_than_the_lead_answers(people, today, as_user):
    as_user(people.planner).post("/handovers/new/", words(people, answerable_ids=[people.salesperson.pk]))
    assert Receipt.objects.get().answerable == people.salesperson
    wrong = as_user(people.planner).post("/handovers/new/", words(people, answerable_ids=[people.marketer.pk]))
    assert wrong.status_code == 400
    assert "answerable_ids" in wrong.context["form"].errors


@pytest.mark.parametrize("changed", [{"title": ""}, {"department_ids": []}, {"url": "javascript:x"}, {"body": ""}])
def test_what_is_missing_is_said_and_what_was_typed_stays(people, today, as_user, changed):
    answer = as_user(people.planner).post("/handovers/new/", words(people) | changed)
    assert answer.status_code == 400
    assert answer.context["form"].errors
    assert not Handover.objects.exists()


def test_a_file_is_given_out_as_it_came_and_never_shown(people, today, as_user):
    file = SimpleUploadedFile("정책.pdf", b"%PDF-1.7 x")
    as_user(people.planner).post("/handovers/new/", words(people, file=file))
    answer = as_user(people.sales_lead).get(url(Handover.objects.get(), "versions/1/file/"))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 x"


def test_a_file_of_another_kind_and_one_too_large_are_refused(people, today, as_user):
    client = as_user(people.planner)
    wrong = client.post("/handovers/new/", words(people, file=SimpleUploadedFile("x.html", b"<script>")))
    assert "file" in wrong.context["form"].errors
    large = SimpleUploadedFile("x.pdf", b"%PDF-" + b"x" * (11 * 2**20))
    assert client.post("/handovers/new/", words(people, file=large)).status_code == 413
    assert not Handover.objects.exists()


def test_reading_opens_it_for_the_receiver_alone(given, people, as_user):
    as_user(people.planner).get(url(given))
    as_user(people.marketing_lead).get(url(given))
    assert receipt(given, person=people.marketer).state == "sent"
    page = as_user(people.marketer).get(url(given)).content.decode()
    assert receipt(given, person=people.marketer).opened_by == people.marketer
    assert "첫째 줄" in page
    assert 'id="answer"' in page


def test_accepting_with_remarks_and_sending_back(given, people, as_user):
    mine = receipt(given, person=people.marketer)
    answer = as_user(people.marketer).post(f"/receipts/{mine.pk}/accept/", {"words": "글자가 작습니다"})
    assert answer.url == url(given)
    assert receipt(given, person=people.marketer).state == "remarks"
    theirs = receipt(given, department=people.sales)
    lead = as_user(people.sales_lead)
    assert lead.post(f"/receipts/{theirs.pk}/send-back/", {"words": ""}).status_code == 400
    lead.post(f"/receipts/{theirs.pk}/send-back/", {"words": "버튼이 없습니다"})
    assert "버튼이 없습니다" in as_user(people.planner).get(url(given)).content.decode()


def test_who_may_not_answer_is_told_so_on_the_page(given, people, as_user):
    mine = receipt(given, person=people.marketer)
    assert as_user(people.salesperson).post(f"/receipts/{mine.pk}/accept/", {}).status_code == 403


def test_a_lead_stands_in(given, people, as_user):
    mine = receipt(given, person=people.marketer)
    page = as_user(people.marketing_lead).get(url(given) + f"?receipt={mine.pk}").content.decode()
    assert f"/receipts/{mine.pk}/accept/" in page
    as_user(people.marketing_lead).post(f"/receipts/{mine.pk}/accept/", {})
    assert receipt(given, person=people.marketer).answered_by == people.marketing_lead


def test_a_new_version_shows_what_differs_from_the_one_answered(given, people, as_user):
    accept_receipt(receipt(given, person=people.marketer).pk, by=people.marketer)
    client = as_user(people.planner)
    page = client.get(url(given, "send/"))
    assert page.context["form"].initial["person_ids"] == [people.marketer.pk, people.agent.pk]
    for number, body in ((2, "첫째 줄\n\n바뀐 줄"), (3, "첫째 줄\n\n또 바뀐 줄")):
        given.refresh_from_db()
        sent = {"version": given.version, "note": "둘째 줄", "body": body, "person_ids": [people.marketer.pk]}
        assert client.post(url(given, "send/"), sent).status_code == 302, number
    seen = as_user(people.marketer).get(url(given)).context
    assert (seen["before"].number, seen["version"].number) == (1, 3)
    assert [line.text for line in seen["lines"] if line.kind == "added"] == ["또 바뀐 줄"]
    assert "둘째 줄" in as_user(people.marketer).get(url(given) + "?version=1").content.decode()


def test_two_people_sending_at_once_the_second_is_asked_to_look(given, people, as_user):
    stale = {"version": 1, "note": "x", "body": "x", "department_ids": [people.sales.pk]}
    answer = as_user(people.planner).post(url(given, "send/"), stale)
    assert answer.status_code == 412
    assert Handover.objects.get().versions.count() == 1


def test_passing_on_and_withdrawing(given, people, as_user):
    mine = receipt(given, person=people.marketer)
    lead = as_user(people.marketing_lead)
    assert lead.get(f"/receipts/{mine.pk}/pass-on/").status_code == 200
    lead.post(f"/receipts/{mine.pk}/pass-on/", {"to_id": people.marketing_lead.pk, "reason": "휴가"})
    assert receipt(given, person=people.marketing_lead).state == "sent"
    assert as_user(people.salesperson).get(f"/receipts/{mine.pk}/pass-on/").status_code == 403
    client = as_user(people.planner)
    given.refresh_from_db()
    assert client.post(url(given, "withdraw/"), {"version": given.version, "reason": ""}).status_code == 400
    client.post(url(given, "withdraw/"), {"version": given.version, "reason": "다른 화면"})
    assert "다른 화면" in client.get(url(given)).content.decode()
    assert client.get(url(given, "send/")).status_code == 302


def test_what_waits_for_me(given, people, as_user):
    assert "취소 관리자 화면" in as_user(people.marketer).get("/receipts/").content.decode()
    lead = as_user(people.marketing_lead).get("/receipts/").context
    assert (len(lead["own"]), len(lead["of_others"])) == (0, 1)
    assert 'class="empty"' in as_user(people.viewer).get("/receipts/").content.decode()


@pytest.mark.parametrize(
    "query", ["", "?show=mine", "?show=open", "?kind=screen", "?q=관리자", "?show=x&kind=y&page=z"]
)
def test_the_list_is_narrowed(given, people, as_user, query):
    assert "취소 관리자 화면" in as_user(people.planner).get("/handovers/" + query).content.decode()


@pytest.mark.parametrize("query", ["?show=back", "?show=withdrawn", "?kind=policy", "?q=없는"])
def test_what_does_not_match_is_not_listed(given, people, as_user, query):
    page = as_user(people.planner).get("/handovers/" + query).content.decode()
    assert "취소 관리자 화면" not in page
    assert 'class="empty"' in page


def test_a_centre_sees_its_own_receipts_and_nobody_elses(given, people, as_user):
    send_back_receipt(receipt(given, department=people.sales).pk, by=people.sales_lead, reason="영업만 아는 사정")
    accept_receipt(receipt(given, person=people.marketer).pk, by=people.marketer, words="마케팅만 아는 사정")
    for person, seen in ((people.agent, 2), (people.centre_lead, 2)):
        page = as_user(person).get(url(given))
        assert len(page.context["rows"]) == seen
        for what in ("", "proof/"):
            text = as_user(person).get(url(given, what)).content.decode()
            assert "만 아는 사정" not in text
            assert "박지훈" not in text
    assert as_user(people.other_centre_lead).get(url(given)).status_code == 404


def test_a_centre_reads_only_the_versions_it_was_handed(given, people, as_user):
    inside = [Receiver(people.sales.pk)]
    send_version(given.pk, by=people.planner, note="안에서만", body="내부 사정", receivers=inside)
    for what in ("", "?version=2", "proof/"):
        text = as_user(people.agent).get(url(given, what)).content.decode()
        assert "내부 사정" not in text
        assert "안에서만" not in text
    again = [Receiver(people.centre.pk)]
    send_version(given.pk, by=people.planner, note="모두에게", body="첫째 줄", receivers=again)
    text = as_user(people.agent).get(url(given, "proof/")).content.decode()
    assert "내부 사정" not in text
    assert "둘째 줄" in text


def test_what_is_withdrawn_is_gone_for_a_centre(given, people, as_user):
    as_user(people.planner).post(url(given, "withdraw/"), {"version": Handover.objects.get().version, "reason": "x"})
    assert as_user(people.agent).get(url(given)).status_code == 404


def test_the_pages_ask_as_much_for_many_as_for_one(given, people, launch, as_user):
    def asked(address: str) -> int:
        client = as_user(people.sales_lead)
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    pages = ("/handovers/", "/receipts/", url(given), url(given, "proof/"))
    before = [asked(address) for address in pages]
    receivers = [
        Receiver(people.sales.pk, people.salesperson.pk),
        Receiver(people.sales.pk),
        Receiver(people.cx.pk, people.planner.pk),
    ]
    for number in range(4):
        hand_over(
            by=people.planner, title=f"또 {number}", kind="policy", body="x", project_id=launch.pk, receivers=receivers
        )
    assert [asked(address) for address in pages] == before


def test_the_proof_sheet_tells_the_whole_story(given, people, as_user):
    theirs = receipt(given, department=people.sales)
    accept_receipt(theirs.pk, by=people.sales_lead, words="취소 사유 목록을 더해 주세요")
    pass_on_receipt(theirs.pk, by=people.planner, to_id=people.salesperson.pk, reason="담당자가 바뀌었다")
    accept_receipt(receipt(given, person=people.marketer).pk, by=people.marketing_lead)
    page = as_user(people.viewer).get(url(given, "proof/")).content.decode()
    given.stream.refresh_from_db()
    for told in ("취소 사유 목록을 더해 주세요", "담당자가 바뀌었다", "정하윤", "이도윤", given.stream.head_hash):
        assert told in page
    for event in given.stream.events.filter(target=f"handover:{given.pk}"):
        assert f"#{event.seq} {event.hash[:8]}" in page


def test_the_proof_sheet_finds_a_rewritten_history(given, people, as_user):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE ledger_event SET reason = 'x' WHERE verb = 'handover_sent'")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    assert as_user(people.viewer).get(url(given, "proof/")).context["fault"]
