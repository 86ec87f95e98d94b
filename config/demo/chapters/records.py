from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from ledger.services import Said
from projects.models import Project
from records.chat import quoted
from records.models import OpenQuestion, Position, Record, Resolution
from records.services.record_content import draft_of
from records.services.records import (
    Participant,
    PositionDraft,
    QuestionDraft,
    RecordDraft,
    ResolutionDraft,
    answer_position,
    answer_question,
    correct_record,
    settle_resolution,
    write_record,
)

from ..story import SEOUL, Story
from .on_condition import NAME as MESSAGES

MALL = "네이버 스마트스토어 고객센터 오픈"
CHAT = """\
[임수빈] [오전 11:05] 교환 연동 시험을 다시 했는데 수거 상태가 두 번 들어와요
로그는 공유 폴더에 올려 두었습니다
[정하윤] [오전 11:09] 제휴몰에서 어제 상태값을 하나 더 열었다고 합니다
[임수빈] [오전 11:10] 그럼 우리 쪽에서 한 번만 받도록 고칠게요
[서은비] [오전 11:12] 고칠 때까지 상담사는 교환 접수만 받고 수거는 다음 날 안내할게요
"""


def records(story: Story) -> None:
    """A chat, a call and two meetings, written down by different people; positions that differ, and what was agreed."""
    _tell(story, -6, "11:40", lambda: _chat(story))
    _tell(story, -5, "15:20", lambda: _call(story))
    _tell(story, -4, "17:30", lambda: _meeting(story))
    _tell(story, -3, "09:50", lambda: _answers(story))
    _tell(story, -2, "13:40", lambda: _correction(story))
    _tell(story, -1, "16:10", lambda: _carried_out(story))


def _tell(story: Story, day: int, at: str, deed: Callable[[], object]) -> None:
    story.on(story.day(day), at, deed)


def _chat(story: Story) -> None:
    company = story.company
    draft = RecordDraft(
        "messenger",
        "교환 수거 상태가 두 번 들어오는 문제",
        quoted(CHAT),
        _at(story, -6, "11:12"),
        tuple(Participant(user_id=company[key].pk) for key in ("subin", "hayoon", "eunbi")),
        resolutions=(
            ResolutionDraft(
                "수거 상태는 한 번만 받도록 고친다",
                decided_by_id=company["subin"].pk,
                owner_id=company["subin"].pk,
                due_on=story.day(-1),
            ),
        ),
    )
    write_record(draft, by=company["subin"], project_id=_project(MALL).pk)


def _call(story: Story) -> None:
    company = story.company
    words = "정산 담당자가 바뀌었습니다. 다음 달부터 새 담당자에게 문의해 주세요. 비상 연락처는 다음 주에 드립니다."
    draft = RecordDraft(
        "phone",
        "네이버 정산 담당자 변경 안내",
        words,
        _at(story, -5, "15:00"),
        (Participant("박준호", department="네이버"), Participant(user_id=company["hayoon"].pk)),
        questions=(QuestionDraft("새 정산 담당자의 비상 연락처", owner_id=company["hayoon"].pk, due_on=story.day(3)),),
    )
    said = Said("박준호 (네이버)", "phone", _at(story, -5, "15:00"))
    write_record(draft, by=company["hayoon"], project_id=_project(MALL).pk, said=said)


def _meeting(story: Story) -> None:
    company, departments = story.company, story.company.departments
    draft = RecordDraft(
        "meeting",
        "알림톡 발송 시각을 언제로 할지",
        "발송 시각에 따라 첫 한 시간 콜량이 두 배까지 달라집니다. 지난 발송의 시간대별 인입을 함께 보았습니다.",
        _at(story, -4, "16:00"),
        tuple(Participant(user_id=company[key].pk) for key in ("seoyeon", "jihoon", "yena", "eunbi")),
        positions=(
            PositionDraft(
                "행사 첫날 오전 9시에 보내야 구매가 오른다. 늦추면 첫날 매출이 줄어든다.",
                department_id=departments["marketing"].pk,
            ),
            PositionDraft(
                "9시는 상담사가 다 앉기 전이다. 10시 30분 뒤라면 응대율 80%를 지킬 수 있다.",
                department_id=departments["centre"].pk,
            ),
        ),
        resolutions=(
            ResolutionDraft(
                "10시 30분에 보내고, 1시간 동안 콜백 예약을 연다",
                decided_by_id=company["seoyeon"].pk,
                owner_id=company["yena"].pk,
                due_on=story.day(2),
            ),
        ),
        questions=(QuestionDraft("지난 발송의 시간대별 콜량 표", owner_id=company["yena"].pk, due_on=story.day(-2)),),
    )
    write_record(draft, by=company["seoyeon"], project_id=_project(MESSAGES).pk)


def _answers(story: Story) -> None:
    company = story.company
    theirs, centres = _standing(Position, "알림톡 발송 시각을 언제로 할지")
    words = "9시를 고집하지 않습니다. 오전 안에만 보내면 매출에 차이가 없다고 말했습니다."
    answer_position(theirs.pk, by=company["jihoon"], answer="disputed", words=words)
    answer_position(centres.pk, by=company["eunbi"], answer="confirmed")
    (question,) = _standing(OpenQuestion, "알림톡 발송 시각을 언제로 할지")
    answer_question(question.pk, by=company["yena"], words="9시 발송은 첫 1시간 412콜, 11시 발송은 238콜이었습니다.")


def _correction(story: Story) -> None:
    """The writer had put down a wrong hour; both wordings stay readable."""
    record = Record.objects.get(current__title="네이버 정산 담당자 변경 안내")
    draft = draft_of(record)
    body = draft.body.replace("다음 달부터", "다음 달 1일 정산분부터")
    reason = "통화 내용을 다시 확인해 적용 시점을 바로잡았습니다"
    correct_record(
        record.pk,
        RecordDraft(draft.kind, draft.title, body, draft.held_at, draft.participants, questions=draft.questions),
        by=story.company["hayoon"],
        reason=reason,
    )


def _carried_out(story: Story) -> None:
    (resolution,) = _standing(Resolution, "교환 수거 상태가 두 번 들어오는 문제")
    settle_resolution(resolution.pk, by=story.company["subin"])


def _standing(model: Any, title: str) -> list[Any]:
    return list(model.objects.standing().filter(record__current__title=title))


def _project(name: str) -> Project:
    return Project.objects.get(name=name)


def _at(story: Story, day: int, at: str) -> datetime:
    return datetime.combine(story.day(day), time.fromisoformat(at), SEOUL)
