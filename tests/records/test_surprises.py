"""Surprises: reported by a centre, answered by a department, settled by what changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.errors import Forbidden, Invalid, Refusal, Stale
from accounts.models import CalendarDay
from ledger.models import Event, Stream
from ledger.services import Said
from ledger.verification import verify
from projects.models import Project
from records.models import Owed, Surprise
from records.noticing import Noticed, kind_of
from records.services.surprise_answers import (
    answer_surprise,
    count_surprise_again,
    exempt_surprise,
    reopen_surprise,
    settle_surprise,
)
from records.services.surprises import (
    Report,
    change_surprise,
    count_inquiries,
    link_surprise,
    name_department,
    report_surprise,
)
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def reported(people, today) -> Surprise:
    report = Report("모르던 기획전", "customer", department_id=people.marketing.pk, inquiries=3, details="배너 문의")
    return report_surprise(report, by=people.agent)


def again(surprise: Surprise) -> Surprise:
    return Surprise.objects.get(pk=surprise.pk)


def events(surprise: Surprise) -> list[Event]:
    return list(Event.objects.filter(target=f"surprise:{surprise.pk}").order_by("seq"))


def test_two_words_are_enough(people, today):
    made = report_surprise(Report("쿠폰이 바뀌었습니다", "agent"), by=people.agent)
    assert (made.centre, made.department, made.project, made.state) == (people.centre, None, None, "new")
    assert made.noticed_at <= timezone.now()
    assert made.answer_by is None
    assert made.stream.kind == Stream.Kind.COMPANY


def test_the_department_is_asked_within_two_of_its_own_open_days(people, today):
    CalendarDay.objects.create(department=people.marketing, on=date(2026, 11, 26), name="워크숍")
    made = report_surprise(Report("기획전", "app", department_id=people.marketing.pk), by=people.agent)
    assert made.answer_by == date(2026, 11, 30)
    assert Owed.objects.filter(key=f"surprise:{made.pk}", department=people.marketing).exists()


def test_the_same_form_sent_twice_is_one_report(people, today):
    key = uuid4()
    first = report_surprise(Report("기획전", "app"), by=people.agent, creation_key=key)
    assert report_surprise(Report("다른 제목", "app"), by=people.agent, creation_key=key) == first
    with pytest.raises(Refusal) as refused:
        report_surprise(Report("기획전", "app"), by=people.planner, creation_key=key)
    assert refused.value.code == "key_taken"


def test_the_whole_report_is_in_its_event(reported):
    (event,) = events(reported)
    assert event.verb == "surprise_reported"
    assert event.after["title"] == "모르던 기획전"
    assert event.after["details"] == "배너 문의"
    assert event.after["inquiries"] == 3
    assert event.after["department"] == reported.department_id


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "두\n줄"}, "title"),
        ({"title": "가" * 201}, "title"),
        ({"found_through": "rumour"}, "found_through"),
        ({"inquiries": -1}, "inquiries"),
        ({"inquiries": 10**12}, "inquiries"),
        ({"noticed_at": datetime(1, 1, 1, tzinfo=UTC)}, "noticed_at"),
        ({"noticed_at": datetime(9999, 12, 31, tzinfo=UTC)}, "noticed_at"),
        ({"project_id": 10**12}, "project_id"),
        ({"department_id": 10**12}, "department_id"),
        ({"centre_id": 10**12}, "centre_id"),
        ({"details": "가" * 5001}, "details"),
    ],
)
def test_a_wrong_report_says_which_field(people, today, changed, field):
    with pytest.raises(Invalid) as refused:
        report_surprise(Report(**{"title": "기획전", "found_through": "app"} | changed), by=people.agent)
    assert refused.value.field == field
    assert not Surprise.objects.exists()


def test_a_partner_reports_for_its_own_centre_and_asks_the_company(people, today):
    with pytest.raises(Invalid):
        report_surprise(Report("기획전", "app", centre_id=people.other_centre.pk), by=people.agent)
    with pytest.raises(Invalid):
        report_surprise(Report("기획전", "app", department_id=people.other_centre.pk), by=people.agent)


def test_who_is_of_no_centre_says_which(people, today):
    with pytest.raises(Invalid) as refused:
        report_surprise(Report("기획전", "app"), by=people.planner)
    assert refused.value.field == "centre_id"
    made = report_surprise(Report("기획전", "app", centre_id=people.centre.pk), by=people.planner)
    assert made.centre == people.centre


def test_a_viewer_does_not_report(people, today):
    with pytest.raises(Forbidden):
        report_surprise(Report("기획전", "app", centre_id=people.centre.pk), by=people.viewer)


def test_inquiries_grow_and_the_history_keeps_each_count(reported, people):
    count_inquiries(reported.pk, by=people.agent, more=4)
    count_inquiries(reported.pk, by=people.centre_lead, more=2)
    assert again(reported).inquiries == 9
    counted = events(reported)[1:]
    assert [(event.before["inquiries"], event.after["inquiries"]) for event in counted] == [(3, 7), (7, 9)]
    with pytest.raises(Invalid):
        count_inquiries(reported.pk, by=people.agent, more=0)


def test_a_report_is_corrected_by_its_own_centre_or_a_planner(reported, people):
    report = Report("모르던 기획전 배너", "app", noticed_at=reported.noticed_at)
    with pytest.raises(Forbidden):
        change_surprise(reported.pk, report, by=people.marketing_lead)
    with pytest.raises(Surprise.DoesNotExist):
        change_surprise(reported.pk, report, by=people.other_centre_lead)
    change_surprise(reported.pk, report, by=people.centre_lead, version=1)
    with pytest.raises(Stale):
        change_surprise(reported.pk, report, by=people.planner, version=1)
    assert events(reported)[-1].before["title"] == "모르던 기획전"


def test_nothing_changed_writes_nothing(reported, people):
    same = Report(reported.title, reported.found_through, reported.noticed_at, reported.inquiries, reported.details)
    change_surprise(reported.pk, same, by=people.agent)
    assert again(reported).version == 1
    assert len(events(reported)) == 1


def test_a_lead_answers_and_the_report_stays(reported, people):
    answer_surprise(reported.pk, by=people.marketing_lead, words="메신저로 알렸다고 보았습니다")
    stands = again(reported)
    assert (stands.state, stands.answered_by, stands.details) == ("answered", people.marketing_lead, "배너 문의")
    assert not Owed.objects.filter(key=f"surprise:{reported.pk}").exists()


def test_only_the_department_that_was_asked_answers(reported, people):
    for person in (people.marketer, people.sales_lead, people.agent, people.viewer):
        with pytest.raises(Forbidden):
            answer_surprise(reported.pk, by=person, words="대신 씁니다")


def test_a_planner_answers_on_behalf_and_says_whose_word_it_is(reported, people):
    with pytest.raises(Invalid) as refused:
        answer_surprise(reported.pk, by=people.planner, words="전화로 들었습니다")
    assert refused.value.field == "said_by"
    answer_surprise(reported.pk, by=people.planner, words="깜빡했다", said=Said("박리드", "phone"))
    assert events(reported)[-1].said_by == "박리드"


def test_a_second_answer_leaves_the_first_in_the_history(reported, people):
    answer_surprise(reported.pk, by=people.marketing_lead, words="처음 입장")
    answer_surprise(reported.pk, by=people.marketing_lead, words="고친 입장")
    assert events(reported)[-1].before["answer"] == "처음 입장"


def test_another_department_is_asked_anew(reported, people):
    answer_surprise(reported.pk, by=people.marketing_lead, words="저희가 아닙니다")
    stands = name_department(reported.pk, by=people.agent, department_id=people.sales.pk)
    assert (stands.department, stands.answer, stands.state) == (people.sales, "", "new")
    assert stands.answer_by == date(2026, 11, 27)
    assert events(reported)[-1].before["answer"] == "저희가 아닙니다"


def test_it_is_linked_to_a_launch_and_the_line_that_was_ticked_too_early(reported, people, launch):
    item = factories.item(launch, "S1")
    linked = link_surprise(reported.pk, by=people.planner, project_id=launch.pk, item_id=item.pk, item_fault="ticked")
    assert (linked.project, linked.item) == (launch, item)
    with pytest.raises(Invalid) as refused:
        link_surprise(reported.pk, by=people.planner, project_id=launch.pk, item_fault="ticked")
    assert refused.value.field == "item_id"
    link_surprise(reported.pk, by=people.marketing_lead, project_id=launch.pk, item_fault="missing")
    assert again(reported).item is None
    with pytest.raises(Forbidden):
        link_surprise(reported.pk, by=people.agent, project_id=launch.pk)


def test_linking_changes_nothing_of_the_launch_and_stands_in_its_history(reported, people, launch):
    before = Project.objects.values().get(pk=launch.pk)
    item = factories.item(launch, "S1")
    link_surprise(reported.pk, by=people.planner, project_id=launch.pk, item_id=item.pk, item_fault="ticked")
    assert Project.objects.values().get(pk=launch.pk) == before
    newest = Event.objects.filter(stream=launch.stream_id).latest("seq")
    assert (newest.verb, newest.target) == ("surprise_linked", f"surprise:{reported.pk}")


def test_what_everybody_reads_cannot_become_part_of_a_confidential_launch(people, launch, today):
    made = report_surprise(Report("기획전", "app", project_id=launch.pk), by=people.agent)
    secret = factories.project(
        launch.template_version,
        by=people.planner,
        launch_on=date(2026, 12, 1),
        announced_on=today,
        name="비공개",
        is_confidential=True,
    )
    with pytest.raises(Refusal) as refused:
        link_surprise(made.pk, by=people.planner, project_id=secret.pk)
    assert refused.value.code == "filed_elsewhere"


def test_the_kind_follows_from_the_linked_launch(reported, people, launch):
    assert kind_of(reported) == Noticed.UNANNOUNCED
    linked = link_surprise(reported.pk, by=people.planner, project_id=launch.pk)
    # 10 open days of 20 owed: just enough not to be late sharing.
    assert (launch.notice_given, launch.notice_owed) == (10, 20)
    assert kind_of(linked) == Noticed.IN_TIME


def test_an_emergency_is_kept_with_its_reason_and_owes_no_answer(reported, people):
    with pytest.raises(Forbidden):
        exempt_surprise(reported.pk, by=people.marketing_lead, reason="리콜")
    exempt = exempt_surprise(reported.pk, by=people.planner, reason="리콜")
    assert exempt.is_exempt
    assert exempt.answer_by is None
    assert kind_of(exempt) == Noticed.EXEMPT
    assert not Owed.objects.filter(key=f"surprise:{reported.pk}").exists()
    counted = count_surprise_again(reported.pk, by=people.planner, reason="리콜이 아니었습니다")
    assert not counted.is_exempt
    assert counted.answer_by == date(2026, 11, 27)


def test_both_sides_are_heard_before_it_is_settled(reported, people):
    with pytest.raises(Refusal) as refused:
        settle_surprise(reported.pk, by=people.planner, lesson="기획전도 체크리스트로 시작합니다")
    assert refused.value.code == "not_answered"
    answer_surprise(reported.pk, by=people.marketing_lead, words="몰랐습니다")
    settled = settle_surprise(reported.pk, by=people.planner, lesson="기획전도 체크리스트로 시작합니다")
    assert settled.state == "closed"
    for late in (
        lambda: count_inquiries(reported.pk, by=people.agent, more=1),
        lambda: answer_surprise(reported.pk, by=people.marketing_lead, words="하나 더"),
        lambda: exempt_surprise(reported.pk, by=people.planner, reason="리콜"),
    ):
        with pytest.raises(Refusal) as refused:
            late()
        assert refused.value.code == "settled"


def test_reopened_it_waits_where_it_stood(reported, people):
    answer_surprise(reported.pk, by=people.marketing_lead, words="몰랐습니다")
    settle_surprise(reported.pk, by=people.planner, lesson="체크리스트로 시작")
    opened = reopen_surprise(reported.pk, by=people.planner, reason="같은 일이 또 있었습니다")
    assert (opened.state, opened.lesson) == ("answered", "")
    assert events(reported)[-1].before["lesson"] == "체크리스트로 시작"
    with pytest.raises(Refusal):
        reopen_surprise(reported.pk, by=people.planner, reason="한 번 더")


def test_the_chain_holds_after_all_of_it(reported, people, launch):
    link_surprise(reported.pk, by=people.planner, project_id=launch.pk)
    answer_surprise(reported.pk, by=people.marketing_lead, words="몰랐습니다")
    settle_surprise(reported.pk, by=people.planner, lesson="체크리스트로 시작")
    stream = Stream.objects.get(pk=reported.stream_id)
    assert verify(str(stream)).faults == []
    assert [event.verb for event in events(reported) if event.stream_id == stream.pk] == [
        "surprise_reported",
        "surprise_linked",
        "surprise_answered",
        "surprise_settled",
    ]


def test_a_report_of_an_hour_ago_is_taken(people, today):
    made = report_surprise(Report("기획전", "app", timezone.now() - timedelta(hours=1)), by=people.agent)
    assert made.noticed_at < timezone.now() - timedelta(minutes=59)
