"""Pages of surprises: the short report, the list by month, both sides of one, and what a partner sees of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Department
from records.models import Request, Surprise
from records.services.surprise_answers import answer_surprise, exempt_surprise, settle_surprise
from records.services.surprise_lessons import LineOffer, propose_from_surprise
from records.services.surprises import Report, link_surprise, report_surprise
from tests import factories

pytestmark = pytest.mark.django_db
CANARY = "카나리아노출금지"


@pytest.fixture
def reported(people, today) -> Surprise:
    return report_surprise(Report("모르던 기획전", "customer", department_id=people.marketing.pk), by=people.agent)


def report(**more: object) -> dict[str, object]:
    return {"title": "모르던 기획전", "found_through": "customer", "creation_key": str(uuid4())} | more


def page(surprise: Surprise, deed: str = "") -> str:
    return f"/surprises/{surprise.pk}/" + (f"{deed}/" if deed else "")


def test_an_agent_reports_with_two_answers(people, today, as_user):
    client = as_user(people.agent)
    form = client.get("/surprises/new/").context["form"]
    assert "centre_id" not in form.fields
    answer = client.post("/surprises/new/", report())
    assert answer.status_code == 302
    assert Surprise.objects.get().centre == people.centre


def test_what_was_typed_stays_when_something_is_missing(people, today, as_user):
    answer = as_user(people.agent).post("/surprises/new/", report(found_through="", details="배너를 보고 물었습니다"))
    assert answer.status_code == 400
    assert "배너를 보고 물었습니다" in answer.content.decode()
    assert "모르던 기획전" in answer.content.decode()


def test_two_taps_are_one_report(people, today, as_user):
    client, sent = as_user(people.agent), report()
    assert client.post("/surprises/new/", sent)["Location"] == client.post("/surprises/new/", sent)["Location"]
    assert Surprise.objects.count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {"title": "\x00"},
        {"noticed_at": "0001-01-01T00:00"},
        {"noticed_at": "9999-12-31T23:59"},
        {"noticed_at": "어제"},
        {"inquiries": "9" * 40},
        {"project_id": "9" * 30},
        {"department_id": "x"},
        {"creation_key": "nope"},
        {"found_through": "rumour"},
    ],
)
def test_no_input_breaks_the_report(people, today, as_user, sent):
    assert as_user(people.agent).post("/surprises/new/", report(**sent)).status_code == 400


def test_the_launch_page_hands_its_launch_on(people, launch, as_user):
    form = as_user(people.agent).get(f"/surprises/new/?project={launch.pk}").context["form"]
    assert form["project_id"].value() == launch.pk
    assert as_user(people.agent).get("/surprises/new/?project=zz").status_code == 200


def test_a_viewer_reads_and_does_not_report(reported, people, as_user):
    client = as_user(people.viewer)
    assert client.get("/surprises/new/").status_code == 403
    assert client.get(page(reported)).context["deeds"] == []
    assert client.post(page(reported, "count"), {"more": 1}).status_code == 403


def test_each_does_what_waits_for_them(reported, people, as_user):
    shown = as_user(people.marketing_lead).get(page(reported)).context["deeds"]
    assert [name for name, _label, _form in shown] == ["answer", "propose", "request", "link"]
    assert (
        as_user(people.marketing_lead).post(page(reported, "answer"), {"words": "몰랐습니다", "version": 1}).status_code
        == 302
    )
    assert as_user(people.agent).post(page(reported, "count"), {"more": 3}).status_code == 302
    version = Surprise.objects.get().version
    planner = as_user(people.planner)
    assert planner.post(page(reported, "settle"), {"lesson": "체크리스트로", "version": version}).status_code == 302
    stands = Surprise.objects.get()
    assert (stands.answer, stands.inquiries, stands.lesson) == ("몰랐습니다", 3, "체크리스트로")
    # Settled: a planner is told so, and nothing typed is lost.
    late = planner.post(page(reported, "link"), {"version": stands.version})
    assert late.status_code == 409


def test_the_first_change_wins_and_the_second_is_shown_it(reported, people, as_user):
    client = as_user(people.planner)
    sent = {"title": "고친 제목", "found_through": "app", "version": 1}
    assert client.post(page(reported, "change"), sent).status_code == 302
    late = client.post(page(reported, "change"), sent | {"title": "늦은 제목"})
    assert late.status_code == 412
    assert "늦은 제목" in late.content.decode()


def test_a_planner_does_the_rest(reported, people, launch, as_user):
    client = as_user(people.planner)
    version = lambda: Surprise.objects.get().version  # noqa: E731
    item = factories.item(launch, "S1")
    assert client.post(page(reported, "link"), {"version": version(), "project_id": launch.pk}).status_code == 302
    sent = {"version": version(), "project_id": launch.pk, "item_id": item.pk, "item_fault": "ticked"}
    assert client.post(page(reported, "link"), sent).status_code == 302
    assert Surprise.objects.get().item == item
    sent = {"title": "증빙 화면", "note": "열리지 않았습니다", "department_id": people.sales.pk, "days": 5}
    assert client.post(page(reported, "propose"), sent).status_code == 302
    assert client.post(page(reported, "request"), {"title": "배너", "said": "언제까지인가요"}).status_code == 302
    assert Request.objects.get().project == launch
    for deed, more in (("exempt", {"reason": "리콜"}), ("count-again", {"reason": "아니었습니다"})):
        assert client.post(page(reported, deed), more | {"version": version()}).status_code == 302
    sent = {"words": "전화로 들었습니다", "version": version(), "said_by": "박리드", "said_via": "phone"}
    assert client.post(page(reported, "answer"), sent).status_code == 302
    sent = {"department_id": people.sales.pk, "version": version()}
    assert client.post(page(reported, "department"), sent).status_code == 302
    shown = client.get(page(reported)).content.decode()
    assert all(words in shown for words in ("S1", "증빙 화면", "배너", "박리드", "전화로 들었습니다"))


def test_a_partner_reads_the_position_and_nothing_internal(reported, people, launch, as_user):
    secret = factories.item(launch, "S1")
    secret.title = secret.title_en = f"{CANARY} 항목"
    secret.save()
    people.marketing_lead.name = f"{CANARY}사람"
    people.marketing_lead.save()
    link_surprise(reported.pk, by=people.planner, project_id=launch.pk, item_id=secret.pk, item_fault="ticked")
    propose_from_surprise(reported.pk, LineOffer(f"{CANARY} 제안", "이유"), by=people.planner)
    answer_surprise(reported.pk, by=people.marketing_lead, words="일정이 바뀌며 빠졌습니다")
    exempt_surprise(reported.pk, by=people.planner, reason=f"{CANARY} 이유")
    settle_surprise(reported.pk, by=people.planner, lesson="바뀔 때도 알립니다")
    for person in (people.agent, people.centre_lead):
        client = as_user(person)
        shown = client.get(page(reported)).content.decode()
        assert "일정이 바뀌며 빠졌습니다" in shown
        assert "바뀔 때도 알립니다" in shown
        assert launch.name in shown
        assert CANARY not in shown + client.get("/surprises/").content.decode()


def test_a_partner_does_not_learn_of_a_launch_that_is_not_opened_to_it(reported, people, launch, as_user):
    link_surprise(reported.pk, by=people.planner, project_id=launch.pk)
    launch.opened_to.clear()
    shown = as_user(people.agent).get(page(reported))
    assert shown.status_code == 200
    assert launch.name not in shown.content.decode()


def test_another_centre_knows_nothing_of_it(reported, people, as_user):
    client = as_user(people.other_centre_lead)
    assert client.get(page(reported)).status_code == 404
    assert "모르던 기획전" not in client.get("/surprises/").content.decode()


def test_the_list_goes_by_month_and_counts(people, today, as_user):
    now = timezone.now()
    for days in (0, 1, 40):
        way = Report(f"{days}일 전", "app", now - timedelta(days=days), inquiries=days)
        report_surprise(way, by=people.agent)
    shown = as_user(people.planner).get("/surprises/").context
    assert [(first.month, totals["count"], totals["asked"]) for first, totals, _rows in shown["months"]] == [
        (11, 2, 1),
        (10, 1, 40),
    ]
    assert {key: count for key, _label, count in shown["filters"]} == {
        "all": 3, "new": 3, "answered": 0, "closed": 0, "exempt": 0,
    }  # fmt: skip
    assert as_user(people.planner).get("/surprises/?show=closed").context["months"] == []
    assert as_user(people.planner).get("/surprises/?show=zz&department=9&page=zz").status_code == 200


def test_an_empty_list_says_what_to_do(people, today, as_user):
    assert "/surprises/new/" in as_user(people.agent).get("/surprises/").content.decode()
    seen = as_user(people.viewer).get("/surprises/").content.decode()
    assert "/surprises/new/" not in seen
    assert 'href="/surprises/">' not in seen.split("<main")[1], "all is shown: there is no more of it"


def test_the_queries_of_the_list_and_of_one_do_not_grow(people, launch, as_user):
    client = as_user(people.planner)

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    first = report_surprise(Report("하나", "app", project_id=launch.pk, department_id=people.sales.pk), by=people.agent)
    client.get("/surprises/")
    few = queries("/surprises/"), queries(page(first))
    for number in range(8):
        more = Report(f"{number}", "app", project_id=launch.pk, department_id=people.marketing.pk)
        report_surprise(more, by=people.agent)
    answer_surprise(first.pk, by=people.sales_lead, words="하나 더")
    assert (queries("/surprises/"), queries(page(first))) == few
    assert few[0] <= 12
    assert Department.objects.count() == 5
