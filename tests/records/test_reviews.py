"""The review after a launch: one record, what is collected for it, and a launch that stays as it was."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.access import Scope
from accounts.calendars import Calendar
from accounts.errors import Forbidden, Invalid, Refusal
from checklists.models import Proposal
from ledger.models import Event
from projects.models import Item, Project
from projects.services.items import complete_item, waive_item
from projects.services.launches import finish_launch
from records.models import Record, Request
from records.review_facts import collect
from records.reviewing import QUESTIONS, compose, held_on, read
from records.services.requests import RequestDraft, file_request
from records.services.reviews import decide_in_review, write_review
from records.services.surprises import Report, report_surprise
from tests import factories
from tests.api.conftest import by_token, token_for
from tests.conftest import SEOUL

ANSWERS = ["배송비 문의가 예상의 두 배였습니다", "", "도서산간 안내", "합배송 기준", "배송비 표를 안내서에 넣습니다"]
D8 = datetime(2026, 12, 17, 10, tzinfo=SEOUL)


@pytest.fixture
def opened(launch: Project, people: SimpleNamespace):
    """The launch eight days after it opened: a line done late, a must-have waived, a surprise and requests."""
    at = {"reason": "이유", "fallback": "수기", "follow_up_on": date(2026, 12, 20)}
    waive_item(factories.item(launch, "S1").pk, by=people.planner, **at)
    with time_machine.travel(D8, tick=True):
        complete_item(factories.item(launch, "A1").pk, by=people.marketer)
        report = Report("합배송이 막힘", "customer", inquiries=5, project_id=launch.pk)
        surprise = report_surprise(report, by=people.agent)
        file_request(RequestDraft("합배송", "안 돼요", inquiries=5), by=people.agent, surprise_id=surprise.pk)
        file_request(RequestDraft("배송비", "비싸요", inquiries=7), by=people.planner, project_id=launch.pk)
        yield launch


def test_the_days_are_open_days(db):
    calendar = Calendar()
    assert held_on(date(2026, 12, 9), 7, calendar) == date(2026, 12, 16)
    # The 25th of December is closed, and a Friday.
    assert held_on(date(2026, 12, 18), 7, calendar) == date(2026, 12, 28)


@given(st.lists(st.text(max_size=60) | st.just("## 2. 제목처럼 보이는 줄\n글"), min_size=5, max_size=5))
def test_what_was_composed_is_read_back(answers):
    questions = [str(question) for question in QUESTIONS]
    once = compose(questions, answers)
    assert compose(questions, read(once)) == once
    if not any("## " in answer or "\r" in answer for answer in answers):
        assert read(once) == [answer.strip() for answer in answers]


def test_words_before_the_first_question_are_not_lost():
    assert read("머리말\n\n## 2. 물음\n\n답") == ["머리말", "답", "", "", ""]


def test_it_collects_what_happened(opened, people):
    facts = collect(opened, people.planner, timezone.now())
    assert [surprise.title for surprise in facts.surprises] == ["합배송이 막힘"]
    # The five of the surprise and of the request that came from it are the same customers.
    assert facts.inquiries == 12
    done = next(one for one in facts.late if one.item.key == "A1")
    assert (done.days, done.is_done) == ((D8.date() - done.item.due_on).days, True)
    assert {one.item.key for one in facts.late} == {"A1", "A2", "S2", "S3", "C1"}
    assert [one.item.key for one in facts.waived] == ["S1"]


def test_it_is_one_record_however_often_it_is_written(opened, people):
    first = write_review(opened.pk, 7, ANSWERS, by=people.planner)
    second = write_review(
        opened.pk, 7, ["다시 보니 달랐습니다", *ANSWERS[1:]], by=people.marketer, reason="더 들었습니다"
    )
    assert first.pk == second.pk
    assert second.current.number == 2
    assert read(second.current.body)[0] == "다시 보니 달랐습니다"
    assert read(second.current.body)[1] == ""
    assert write_review(opened.pk, 30, ANSWERS, by=people.planner).pk != first.pk


def test_nothing_before_the_launch_has_opened(launch, people):
    with pytest.raises(Refusal) as refused:
        write_review(launch.pk, 7, ANSWERS, by=people.planner)
    assert refused.value.code == "too_early"


def test_wrong_answers_say_so(opened, people):
    for answers, day in ((ANSWERS[:4], 7), ([""] * 5, 7), (ANSWERS, 8)):
        with pytest.raises(Invalid):
            write_review(opened.pk, day, answers, by=people.planner)
    with pytest.raises(Forbidden):
        write_review(opened.pk, 7, ANSWERS, by=people.viewer)


def test_a_decision_has_an_owner_and_a_day_and_keeps_the_answers(opened, people):
    decide_in_review(
        opened.pk, 7, by=people.planner, words="배송비 표", owner_id=people.marketer.pk, due_on=date(2026, 12, 24)
    )
    record = write_review(opened.pk, 7, ANSWERS, by=people.planner)
    line = record.resolutions.standing().get()
    assert (line.words, line.owner, line.due_on) == ("배송비 표", people.marketer, date(2026, 12, 24))


def test_nothing_of_an_ended_launch_changes(opened, people, as_user):
    for item in opened.items.open():
        waive_item(item.pk, by=people.planner, reason="이유", fallback="수기", follow_up_on=date(2026, 12, 20))
    finish_launch(opened.pk, by=people.planner)
    before = (Project.objects.values().get(pk=opened.pk), list(Item.objects.values().order_by("pk")))
    told = list(Event.objects.filter(stream=opened.stream_id).exclude(target__startswith="record").values())
    client = as_user(people.planner)
    page = f"/launches/{opened.pk}/review/7/"
    assert client.post(page, form_of(client, page)).status_code == 302
    decide_in_review(opened.pk, 7, by=people.planner, words="다음부터", owner_id=people.planner.pk)
    report_surprise(Report("끝난 뒤 알았습니다", "app", project_id=opened.pk), by=people.agent)
    assert (Project.objects.values().get(pk=opened.pk), list(Item.objects.values().order_by("pk"))) == before
    now = Event.objects.filter(stream=opened.stream_id).exclude(target__startswith="record")
    assert list(now.exclude(target__startswith="surprise", seq__gt=told[-1]["seq"]).values()) == told
    assert Record.objects.get(review_day=7).project == opened


def form_of(client, page: str) -> dict[str, object]:
    form = client.get(page).context["form"]
    fields = {f"answer_{number}": words for number, words in enumerate(ANSWERS, 1)}
    return fields | {"creation_key": form["creation_key"].value(), "version": form["version"].value() or ""}


def test_the_page_asks_five_questions_and_keeps_what_was_typed(opened, people, as_user):
    client = as_user(people.planner)
    page = f"/launches/{opened.pk}/review/7/"
    shown = client.get(page)
    assert all(str(question) in shown.content.decode() for question in QUESTIONS)
    sent = form_of(client, page)
    assert client.post(page, sent).status_code == 302
    # The same form from before somebody else's revision: refused, and nothing typed is lost.
    write_review(opened.pk, 7, ["먼저 고친 답", *ANSWERS[1:]], by=people.marketer)
    late = client.post(page, sent | {"version": 1, "answer_1": "나중에 보낸 답"})
    assert late.status_code == 412
    assert "나중에 보낸 답" in late.content.decode()


def test_a_line_becomes_a_proposal_a_request_or_a_decision(opened, people, as_user):
    client = as_user(people.planner)
    page = f"/launches/{opened.pk}/review/7/"
    assert "도서산간" in client.get(page + "propose/?words=도서산간 안내").content.decode()
    sent = {"title": "도서산간 안내", "note": "체크리스트에 없었습니다", "department_id": people.sales.pk, "days": 5}
    assert client.post(page + "propose/", sent).status_code == 302
    assert Proposal.objects.get(title="도서산간 안내").source_project == opened.pk
    assert client.post(page + "request/", {"title": "배송비 표", "said": "헷갈려요"}).status_code == 302
    assert Request.objects.get(title="배송비 표").project == opened
    sent = {"words": "표를 만든다", "owner_id": people.marketer.pk, "due_on": "2026-12-24"}
    assert client.post(page + "decide/", sent).status_code == 302
    assert Record.objects.get(review_day=7).resolutions.standing().get().owner == people.marketer


@pytest.mark.parametrize(("who", "status"), [("centre_lead", 404), ("agent", 404), ("viewer", 403)])
def test_a_review_is_written_inside_the_company(opened, people, as_user, who, status):
    client = as_user(getattr(people, who))
    page = f"/launches/{opened.pk}/review/7/"
    assert client.post(page, {"answer_1": "글", "creation_key": "0" * 32}).status_code == status
    assert client.get(page).status_code == (200 if who == "viewer" else 404)
    assert client.get(f"/launches/{opened.pk}/review/8/").status_code == 404


def test_before_the_launch_the_page_says_when_it_begins(launch, people, as_user):
    shown = as_user(people.planner).get(f"/launches/{launch.pk}/review/7/")
    assert shown.status_code == 200
    assert "answer_1" not in shown.content.decode()


def test_its_queries_do_not_grow(opened, people, as_user, django_assert_num_queries):
    client = as_user(people.planner)
    page = f"/launches/{opened.pk}/review/7/"
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for number in range(5):
        report_surprise(Report(f"또 {number}", "app", project_id=opened.pk), by=people.agent)
        file_request(RequestDraft(f"요청 {number}", "말"), by=people.planner, project_id=opened.pk)
    with django_assert_num_queries(len(few)):
        client.get(page)


def test_over_the_api_as_on_the_page(opened, people):
    api = by_token(token_for(people.planner, Scope.READ, Scope.RECORD))
    found = api.post(f"projects/{opened.pk}/reviews/7/", {"answers": ANSWERS}).json()
    assert found["answers"] == ANSWERS
    assert (found["notice_given"], found["notice_owed"], found["inquiries"]) == (10, 20, 12)
    assert api.get(f"projects/{opened.pk}/reviews/7/").json() == found
    sent = {"words": "표", "owner_id": people.marketer.pk, "due_on": "2026-12-24"}
    assert api.post(f"projects/{opened.pk}/reviews/7/decide/", sent).status_code == 201
    assert api.post(f"projects/{opened.pk}/reviews/7/", {"answers": ["하나"]}).status_code == 400
    assert api.get(f"projects/{opened.pk}/reviews/9/").status_code == 404
