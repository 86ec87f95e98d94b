"""Records: written once, corrected beside what stands, answered by the sides themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.errors import Forbidden, Invalid, Refusal, Stale
from ledger.models import Event
from ledger.services import Said
from projects.models import Project
from projects.services.launches import cancel_launch
from records.access import visible_positions, visible_records
from records.models import Owed, Position, Record, Resolution
from records.services.record_content import draft_of
from records.services.records import (
    Participant,
    PositionDraft,
    QuestionDraft,
    RecordDraft,
    ResolutionDraft,
    add_lines,
    answer_position,
    answer_question,
    correct_record,
    settle_resolution,
    write_record,
)
from tests.conftest import NOW

FRIDAY = date(2026, 11, 27)


@pytest.fixture
def record(launch: Project, people: SimpleNamespace) -> Record:
    draft = RecordDraft(
        "meeting",
        "배송비 화면 회의",
        "화면이 바뀐 것을 고객이 먼저 알았다.",
        held_at=NOW - timedelta(hours=1),
        participants=(Participant(user_id=people.marketer.pk), Participant("박MD", department="쿠팡")),
        positions=(
            PositionDraft("메일로 알렸다", department_id=people.marketing.pk),
            PositionDraft("받은 것이 없다", person_id=people.centre_lead.pk),
        ),
        resolutions=(
            ResolutionDraft("되돌린다", decided_by_id=people.planner.pk, owner_id=people.marketer.pk, due_on=FRIDAY),
        ),
        questions=(QuestionDraft("메일이 누구에게 갔나", owner_id=people.marketer.pk, due_on=FRIDAY),),
    )
    return write_record(draft, by=people.planner, project_id=launch.pk)


def events(record: Record) -> list[Event]:
    return list(Event.objects.filter(target=f"record:{record.pk}").order_by("seq"))


def standing(model: Any, record: Record) -> list[Any]:
    return list(model.objects.standing().filter(record=record))


def test_the_event_holds_everything_that_was_said(record: Record, people: SimpleNamespace):
    (event,) = events(record)
    assert event.verb == "record_written"
    assert event.after["body"] == "화면이 바뀐 것을 고객이 먼저 알았다."
    assert [position["words"] for position in event.after["positions"]] == ["메일로 알렸다", "받은 것이 없다"]
    assert event.after["resolutions"][0]["owner_name"] == "박지훈"
    assert event.after["questions"][0]["due_on"] == "2026-11-27"
    assert event.after["participants"][1] == {"user": None, "name": "박MD", "department": "쿠팡"}


def test_a_record_of_a_call_says_whose_word_it_is(launch: Project, people: SimpleNamespace):
    said = Said("쿠팡 박MD", "phone", NOW - timedelta(hours=2))
    record = write_record(RecordDraft("phone", "통화"), by=people.marketer, project_id=launch.pk, said=said)
    assert (events(record)[0].said_by, events(record)[0].said_via) == ("쿠팡 박MD", "phone")


def test_sent_twice_it_is_filed_once(launch: Project, people: SimpleNamespace):
    key = uuid4()
    first, second = (
        write_record(RecordDraft("phone", "통화"), by=people.marketer, project_id=launch.pk, creation_key=key)
        for _ in range(2)
    )
    assert first == second
    with pytest.raises(Refusal):
        write_record(RecordDraft("phone", "통화"), by=people.salesperson, creation_key=key)


def test_a_launch_that_has_ended_still_takes_records(launch: Project, people: SimpleNamespace):
    cancel_launch(launch.pk, by=people.planner, reason="계약 없음", version=launch.version)
    assert write_record(RecordDraft("mail", "뒤에 온 메일"), by=people.marketer, project_id=launch.pk).project == launch


def test_what_it_is_about_says_which_launch(launch: Project, people: SimpleNamespace):
    from tests.records.things import records_things

    things = records_things(launch.items.get(title="항목 S1"), people.salesperson)
    record = write_record(RecordDraft("phone", "통화"), by=people.marketer, request_id=things["request_id"])
    assert record.project == launch


def test_a_correction_keeps_what_it_replaces(record: Record, people: SimpleNamespace):
    before = draft_of(record)
    after = replace(before, title="배송비·반품비 화면 회의")
    record = correct_record(record.pk, after, by=people.marketer, reason="반품비도 다뤘다", version=record.version)
    assert [revision.title for revision in record.revisions.all()] == ["배송비 화면 회의", "배송비·반품비 화면 회의"]
    assert record.current.number == 2
    event = events(record)[-1]
    assert (event.verb, event.reason, event.before["title"]) == ("record_corrected", "반품비도 다뤘다", before.title)


def test_lines_that_stay_keep_who_confirmed_them(record: Record, people: SimpleNamespace):
    first, second = standing(Position, record)
    answer_position(first.pk, by=people.marketing_lead, answer="confirmed")
    record.refresh_from_db()
    draft = draft_of(record)
    changed = replace(draft.positions[1], words="메일을 받은 사람이 없다")
    correct_record(record.pk, replace(draft, positions=(draft.positions[0], changed)), by=people.planner, reason="고침")
    kept, new = standing(Position, record)
    assert (kept.pk, kept.answer) == (first.pk, "confirmed")
    second.refresh_from_db()
    assert (new.since, second.until, new.answer) == (2, 1, "waiting")
    assert [line.words for line in Position.objects.in_revision(1).filter(record=record)] == [
        "메일로 알렸다",
        "받은 것이 없다",
    ]


def test_lines_without_numbers_are_known_by_their_words(record: Record, people: SimpleNamespace):
    draft = draft_of(record)
    rows = [row.pk for row in standing(Resolution, record)]
    unnamed = tuple(replace(line, id=None) for line in draft.resolutions)
    correct_record(record.pk, replace(draft, title="새 제목", resolutions=unnamed), by=people.planner, reason="고침")
    assert [row.pk for row in standing(Resolution, record)] == rows


def test_line_ends_and_new_names_make_no_other_line(record: Record, people: SimpleNamespace):
    add_lines(record.pk, by=people.planner, positions=[PositionDraft("둘\n줄", person_id=people.salesperson.pk)])
    rows = [row.pk for row in standing(Position, record)]
    type(people.salesperson).objects.filter(pk=people.salesperson.pk).update(name="이도윤2")
    draft = draft_of(Record.objects.get(pk=record.pk))
    sent = tuple(replace(line, name="", words=line.words.replace("\n", "\r\n")) for line in draft.positions)
    correct_record(record.pk, replace(draft, title="새 제목", positions=sent), by=people.planner, reason="고침")
    assert [row.pk for row in standing(Position, record)] == rows
    assert standing(Position, record)[-1].name == "이도윤"


def test_lines_stand_in_the_order_of_the_draft(record: Record, people: SimpleNamespace):
    for words in ("하나", "둘"):
        add_lines(record.pk, by=people.planner, questions=[QuestionDraft(words)])
    draft = draft_of(Record.objects.get(pk=record.pk))
    _first, *rest = draft.questions
    questions = (*rest, QuestionDraft("셋"))
    correct_record(record.pk, replace(draft, questions=questions), by=people.planner, reason="고침")
    assert [line.words for line in draft_of(Record.objects.get(pk=record.pk)).questions] == ["하나", "둘", "셋"]


def test_added_lines_make_a_revision_of_the_same_words(record: Record, people: SimpleNamespace):
    added = add_lines(record.pk, by=people.planner, resolutions=[ResolutionDraft("다시 나눈다", "다 함께")])
    assert (added.current.number, added.current.title) == (2, "배송비 화면 회의")
    assert [line.words for line in standing(Resolution, record)] == ["되돌린다", "다시 나눈다"]
    assert events(record)[-1].verb == "record_lines_added"


def test_a_correction_needs_a_reason_and_a_difference(record: Record, people: SimpleNamespace):
    draft = draft_of(record)
    with pytest.raises(Invalid):
        correct_record(record.pk, replace(draft, title="다른 제목"), by=people.planner, reason=" ")
    with pytest.raises(Refusal) as refusal:
        correct_record(record.pk, draft, by=people.planner, reason="그냥")
    assert refusal.value.code == "unchanged"
    assert record.revisions.count() == 1


def test_who_was_second_is_told(record: Record, people: SimpleNamespace):
    draft = draft_of(record)
    correct_record(record.pk, replace(draft, title="첫째"), by=people.planner, reason="고침", version=record.version)
    with pytest.raises(Stale):
        correct_record(
            record.pk, replace(draft, title="둘째"), by=people.marketer, reason="고침", version=record.version
        )


@pytest.mark.parametrize("change", [{"title": "바꿈"}, {"body": ""}])
def test_the_database_refuses_to_change_a_revision(record: Record, change: dict[str, str]):
    with pytest.raises(IntegrityError), transaction.atomic():
        record.revisions.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        record.revisions.all()._raw_delete(record.revisions.db)


def test_a_side_confirms_its_position_and_nobody_else_does(record: Record, people: SimpleNamespace):
    of_department, of_person = standing(Position, record)
    for other in (people.planner, people.marketer, people.sales_lead):
        with pytest.raises(Forbidden):
            answer_position(of_department.pk, by=other, answer="confirmed")
    answered = answer_position(of_department.pk, by=people.marketing_lead, answer="confirmed")
    assert answered.answered_by == people.marketing_lead
    with pytest.raises(Forbidden):
        answer_position(of_person.pk, by=people.planner, answer="confirmed")


def test_disputing_takes_their_own_words_and_the_first_answer_stays_on_record(record: Record, people: SimpleNamespace):
    position = standing(Position, record)[0]
    with pytest.raises(Invalid):
        answer_position(position.pk, by=people.marketing_lead, answer="disputed")
    answer_position(position.pk, by=people.marketing_lead, answer="confirmed")
    answer_position(position.pk, by=people.marketing_lead, answer="disputed", words="11일에 메일로 알렸다")
    event = events(record)[-1]
    assert (event.verb, event.before["answer"], event.after["words"]) == (
        "position_disputed",
        "confirmed",
        "11일에 메일로 알렸다",
    )


def test_a_partner_answers_its_own_line_and_sees_no_record(record: Record, launch: Project, people: SimpleNamespace):
    launch.opened_to.add(people.centre)
    position = standing(Position, record)[1]
    assert not visible_records(people.centre_lead).exists()
    assert list(visible_positions(people.centre_lead)) == [position]
    assert not visible_positions(people.other_centre_lead).exists()
    assert answer_position(position.pk, by=people.centre_lead, answer="confirmed").answer == "confirmed"


def test_a_replaced_line_is_answered_no_more(record: Record, people: SimpleNamespace):
    position = standing(Position, record)[0]
    correct_record(record.pk, replace(draft_of(record), positions=()), by=people.planner, reason="고침")
    with pytest.raises(Refusal) as refusal:
        answer_position(position.pk, by=people.marketing_lead, answer="confirmed")
    assert refusal.value.code == "line_replaced"


def test_a_decision_is_owed_until_it_is_carried_out(record: Record, people: SimpleNamespace):
    resolution = standing(Resolution, record)[0]
    assert Owed.objects.filter(kind="resolution", person=people.marketer).count() == 1
    with pytest.raises(Forbidden):
        settle_resolution(resolution.pk, by=people.salesperson)
    settle_resolution(resolution.pk, by=people.marketer)
    settle_resolution(resolution.pk, by=people.marketing_lead)
    assert [event.verb for event in events(record)] == ["record_written", "resolution_settled"]
    assert not Owed.objects.filter(kind="resolution").exists()


def test_a_question_is_answered_once(record: Record, people: SimpleNamespace):
    (question,) = record.openquestions.all()
    answer_question(question.pk, by=people.planner, words="구 담당자에게 갔다")
    with pytest.raises(Refusal):
        answer_question(question.pk, by=people.planner, words="아무에게도")
    assert events(record)[-1].after["answer"] == "구 담당자에게 갔다"


def test_the_words_of_a_record_are_found(record: Record, people: SimpleNamespace):
    for words in ("배송비 회의", "고객이 먼저", "받은 것이", "되돌린다", "누구에게"):
        assert list(visible_records(people.viewer).containing(words)) == [record]
    assert not visible_records(people.viewer).containing("배송비 반품").exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "이\u202e름"}, "title"),
        ({"kind": "party"}, "kind"),
        ({"held_at": NOW + timedelta(days=3)}, "held_at"),
        ({"body": "가" * 20_001}, "body"),
        ({"positions": (PositionDraft("말"),)}, "positions[0].name"),
        ({"positions": (PositionDraft("말", person_id=10**9),)}, "positions[0].person_id"),
        ({"resolutions": (ResolutionDraft("말"),)}, "resolutions[0].decided_by_name"),
        ({"resolutions": (ResolutionDraft("말", "나", due_on=FRIDAY),)}, "resolutions[0].owner_id"),
        ({"resolutions": (ResolutionDraft("말", "나", item_ids=(1,)),)}, "resolutions[0].item_ids"),
        ({"questions": (QuestionDraft("말"), QuestionDraft(""))}, "questions[1].words"),
        ({"questions": tuple(QuestionDraft("말") for _ in range(101))}, "questions"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(people: SimpleNamespace, today: date, change: dict[str, Any], field: str):
    with pytest.raises(Invalid) as invalid:
        write_record(replace(RecordDraft("meeting", "회의"), **change), by=people.planner)
    assert invalid.value.field == field
    assert not Record.objects.exists()


def test_nobody_is_given_what_they_cannot_read(launch: Project, people: SimpleNamespace):
    Project.objects.filter(pk=launch.pk).update(is_confidential=True)
    launch.named.add(people.planner)
    for person in (people.centre_lead, people.marketer):
        draft = RecordDraft("meeting", "회의", questions=(QuestionDraft("말", owner_id=person.pk),))
        with pytest.raises(Invalid) as invalid:
            write_record(draft, by=people.planner, project_id=launch.pk)
        assert invalid.value.field == "questions[0].owner_id"


def test_a_confidential_launch_hides_its_records(record: Record, launch: Project, people: SimpleNamespace):
    Project.objects.filter(pk=launch.pk).update(is_confidential=True)
    launch.named.add(people.planner)
    assert visible_records(people.planner).exists()
    assert not visible_records(people.marketer).exists()
    with pytest.raises(Record.DoesNotExist):
        correct_record(record.pk, draft_of(record), by=people.marketer, reason="고침")


@pytest.mark.parametrize("name", ["admin", "viewer", "centre_lead", "agent"])
def test_who_does_not_write_records_cannot(people: SimpleNamespace, name: str):
    with pytest.raises(Forbidden):
        write_record(RecordDraft("phone", "통화"), by=getattr(people, name))
