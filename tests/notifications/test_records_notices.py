"""Who hears of what happens to handovers, records, requests and surprises, and until when it asks something of them."""

from __future__ import annotations

import pytest

from notifications import links
from notifications.mail import content, said, speaking_to
from notifications.models import ASKS, Absence, Notification
from notifications.record_notices import THING_RULES
from notifications.rows import row
from notifications.services import sweep
from notifications.services.preferences import SILENCEABLE
from notifications.wording import LABELS
from records.models import Position
from records.services.brief_publishing import publish_brief
from records.services.briefs import add_line
from records.services.handovers import send_version
from records.services.receipts import accept_receipt, pass_on_receipt, send_back_receipt
from records.services.records import (
    PositionDraft,
    QuestionDraft,
    ResolutionDraft,
    add_lines,
    answer_position,
    answer_question,
    correct_record,
    write_record,
)
from records.services.sending import Receiver
from records.services.surprises import Report, report_surprise
from tests import factories
from tests.conftest import NOW, TODAY
from tests.notifications.records import channel, draft, hand, notice, receipt_of, to_sales, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet")]


def test_every_rule_has_words_and_asks_or_can_be_silenced():
    for rules in THING_RULES.values():
        for topic, *_rest in rules:
            assert topic in LABELS
            assert (topic in ASKS) != (topic in SILENCEABLE)


def test_receivers_hear_at_once_until_they_answer(launch, people):
    made = hand(people, launch, to_sales(people), Receiver(people.centre.pk))
    sweep()
    assert told("handover_received") == ["강은비", "이도윤"]
    mine = Notification.objects.get(topic="handover_received", recipient=people.salesperson)
    assert (mine.urgency, mine.project, mine.thing_id) == ("at_once", launch, receipt_of(made, person__isnull=False).pk)
    with speaking_to(people.salesperson):
        shown = row(mine, NOW)
        assert shown.title == "환불 정책"
        assert "박지훈" in shown.detail
        assert shown.url == f"/handovers/{made.pk}/"
        assert shown.wants_receipt
        assert links.page_of(mine).endswith(f"/handovers/{made.pk}/")
    accept_receipt(mine.thing_id, by=people.salesperson)
    sweep()
    mine.refresh_from_db()
    assert (mine.state, mine.closed_reason) == ("cancelled", "answered")
    assert told("handover_received", state="open") == ["강은비"]


def test_what_is_sent_back_asks_for_a_new_version(launch, people):
    made = hand(people, launch, to_sales(people))
    send_back_receipt(receipt_of(made).pk, by=people.salesperson, reason="금액이 다릅니다")
    sweep()
    back = notice("handover_returned")
    assert back.recipient == people.marketer
    with speaking_to(people.marketer):
        assert "금액이 다릅니다" in said(back, NOW).detail
    assert back.asks
    send_version(made.pk, by=people.marketer, note="금액", body="고침", receivers=[to_sales(people)])
    sweep()
    back.refresh_from_db()
    assert back.state == "cancelled"
    assert told("handover_received", state="open") == ["이도윤"]


def test_remarks_are_told_and_plain_acceptance_is_not(launch, people):
    first, second = (hand(people, launch, to_sales(people)) for _ in range(2))
    accept_receipt(receipt_of(first).pk, by=people.salesperson)
    accept_receipt(receipt_of(second).pk, by=people.salesperson, words="금액만 확인해 주세요")
    sweep()
    remarks = notice("receipt_remarks")
    assert remarks.recipient == people.marketer
    with speaking_to(people.marketer):
        assert "이도윤: 금액만" in said(remarks, NOW).detail


def test_passing_on_tells_the_new_person_and_frees_the_old(launch, people):
    made = hand(people, launch, to_sales(people))
    sweep()
    colleague = factories.user(department=people.sales, name="새담당")
    pass_on_receipt(receipt_of(made).pk, by=people.sales_lead, to_id=colleague.pk, reason="휴직")
    sweep()
    assert told("handover_received", state="open") == ["새담당"]
    assert told("handover_received", state="cancelled") == ["이도윤"]


def test_who_is_away_is_stood_in_for(launch, people):
    Absence.objects.create(user=people.salesperson, substitute=people.marketing_lead, first_on=TODAY, last_on=TODAY)
    hand(people, launch, to_sales(people))
    sweep()
    received = notice("handover_received")
    assert (received.recipient, received.instead_of) == (people.marketing_lead, people.salesperson)
    sweep()
    received.refresh_from_db()
    assert received.is_open


def test_every_reader_hears_of_a_brief_and_the_channel_once(launch, people):
    slack = channel(people, launch)
    add_line(launch.pk, by=people.planner, part="summary", text="12월 9일에 엽니다.")
    publish_brief(launch.pk, by=people.planner, note="", after_number=0)
    sweep()
    assert told("brief_to_read") == ["강은비", "최상담"]
    published = notice("brief_published")
    assert published.destination == slack
    assert links.page_of(published).endswith(f"/launches/{launch.pk}/brief/")
    with speaking_to(people.agent):
        assert row(Notification.objects.get(recipient=people.agent, topic="brief_to_read"), NOW).url == (
            f"/launches/{launch.pk}/brief/"
        )


def test_a_record_tells_those_its_lines_are_about(launch, people):
    slack = channel(people, launch)
    record = write_record(
        draft(
            positions=(PositionDraft("들은 적이 없다", person_id=people.salesperson.pk),
                       PositionDraft("공유했다", department_id=people.marketing.pk),
                       PositionDraft("몰랐다", name="고객")),
            resolutions=(ResolutionDraft("다시 공유한다", decided_by_name="박리드", owner_id=people.salesperson.pk),),
            questions=(QuestionDraft("누가 안내하나", owner_id=people.marketer.pk),),
        ),
        by=people.planner, project_id=launch.pk,
    )  # fmt: skip
    sweep()
    assert told("position_written") == ["박리드", "이도윤"]
    assert told("resolution_assigned") == ["이도윤"]
    assert told("question_assigned") == ["박지훈"]
    decided = notice("record_decided")
    assert decided.destination == slack
    assert decided.data["decisions"] == ["다시 공유한다"]
    answer_question(record.openquestions.get().pk, by=people.marketer, words="제가 합니다")
    position = Position.objects.get(person=people.salesperson)
    answer_position(position.pk, by=people.salesperson, answer="disputed", words="11월 3일에 들었다")
    sweep()
    assert told("question_assigned", state="open") == []
    assert told("position_written", state="open") == ["박리드"]
    disputed = notice("position_disputed")
    assert disputed.recipient == people.planner
    with speaking_to(people.planner):
        assert "이도윤: 11월 3일" in said(disputed, NOW).detail


def test_a_correction_tells_of_its_new_lines_alone(launch, people):
    first = ResolutionDraft("다시 공유한다", decided_by_name="박리드", owner_id=people.salesperson.pk)
    record = write_record(draft(resolutions=(first,)), by=people.planner, project_id=launch.pk)
    sweep()
    add_lines(record.pk, by=people.planner, questions=(QuestionDraft("언제", owner_id=people.marketer.pk),))
    sweep()
    assert told("resolution_assigned") == ["이도윤"]
    assert told("question_assigned") == ["박지훈"]
    changed = ResolutionDraft("금요일까지 다시 공유한다", decided_by_name="박리드", owner_id=people.salesperson.pk)
    correct_record(record.pk, draft(resolutions=(changed,)), by=people.planner, reason="날짜 빠짐")
    sweep()
    assert told("resolution_assigned", state="open") == ["이도윤"]
    assert told("resolution_assigned", state="cancelled") == ["이도윤"]


def test_a_confidential_launch_tells_those_it_names_and_no_channel(launch, people):
    slack = channel(people, launch)
    launch.is_confidential = True
    launch.save()
    launch.named.set([people.planner, people.salesperson])
    hand(people, launch, to_sales(people), by=people.planner)
    write_record(
        draft(positions=(PositionDraft("공유했다", department_id=people.marketing.pk),),
              resolutions=(ResolutionDraft("한다", decided_by_name="박리드"),)),
        by=people.planner, project_id=launch.pk,
    )  # fmt: skip
    sweep()
    assert told("handover_received") == ["이도윤"]
    assert told("position_written") == []
    assert not slack.notifications.filter(kind="notice").exists()


def test_a_partner_hears_of_no_record_but_of_its_own_side(launch, people):
    write_record(
        draft(
            positions=(PositionDraft("안내했다", person_id=people.agent.pk),
                       PositionDraft("몰랐다", department_id=people.other_centre.pk)),
            resolutions=(ResolutionDraft("한다", decided_by_name="박리드"),),
        ),
        by=people.planner, project_id=launch.pk,
    )  # fmt: skip
    sweep()
    position = notice("position_written")
    assert position.recipient == people.agent  # the other centre's launch is closed
    with speaking_to(people.agent):
        assert row(position, NOW).title == "안내했다"
        assert row(position, NOW).url == f"/positions/{position.thing_id}/"


def test_a_partners_channel_hears_nothing_internal(launch, people):
    theirs = channel(people, None, department=people.centre)
    own = channel(people, launch)
    hand(people, launch, to_sales(people))
    write_record(
        draft(resolutions=(ResolutionDraft("한다", decided_by_name="박리드"),)), by=people.planner, project_id=launch.pk
    )
    report_surprise(Report("기획전", "customer", project_id=launch.pk), by=people.agent)
    sweep()
    assert not theirs.notifications.filter(kind="notice").exists()
    heard = own.notifications.filter(kind="notice")
    assert sorted(heard.values_list("topic", flat=True)) == [
        "handover_sent",
        "record_decided",
        "surprise_reported",
    ]
    for one in heard:
        with speaking_to(None):
            assert content("at_once", [one], NOW, None)[1]
