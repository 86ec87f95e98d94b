from __future__ import annotations

from functools import partial

from accounts.models import User
from records.models import Handover, Kind, Receipt, Record, Surprise
from records.services.handovers import hand_over, send_version
from records.services.receipts import accept_receipt, open_receipt, pass_on_receipt
from records.services.records import (
    Participant,
    PositionDraft,
    QuestionDraft,
    RecordDraft,
    ResolutionDraft,
    answer_position,
    answer_question,
    settle_resolution,
    write_record,
)
from records.services.sending import Receiver
from records.services.surprise_answers import answer_surprise, settle_surprise
from records.services.surprises import Report, report_surprise

from ..story import Story

SCREEN = "자동취소 실패 건 목록 화면"
FIRST = "자동취소가 되지 않은 주문이 모이는 화면입니다. **매일 10시**에 목록을 열어 남은 건을 취소합니다."
SECOND = "자동취소가 되지 않은 주문이 모이는 화면입니다. **매일 10시와 16시**에 목록을 열어 남은 건을 취소합니다."
SURPRISE = "간편결제를 추가한 뒤 자동취소 실패 37건이 남음"
MEETING = "자동취소 실패 건 대응 회의"
IT_SAYS = "화면은 만들 때 상담사분께 전달했고, 매일 확인해 달라고 설명했습니다."
CENTRE_SAYS = "지금 근무하는 상담사 가운데 이 화면을 매일 보라는 이야기를 들은 사람이 없습니다."


def dispute(story: Story) -> None:
    """A screen was handed over and accepted, its receiver moved on, a launch went wrong, and two sides remember two
    histories. The proof page of the handover shows that both are right, and what was missing.
    """
    _screen(story)
    _surprise(story)
    _meeting(story)
    _settled(story)


def _screen(story: Story) -> None:
    subin, junseo, dain, eunbi = _people(story, "subin", "junseo", "dain", "eunbi")
    to = [Receiver(junseo.department_id or 0, junseo.pk)]
    story.on(
        story.day(-120), "14:00", lambda: hand_over(by=subin, title=SCREEN, kind="screen", receivers=to, body=FIRST)
    )
    story.on(story.day(-119), "09:30", lambda: _accept(junseo))
    reason = "배준서 상담사가 제휴몰 전담으로 옮겼습니다"
    story.on(
        story.day(-88), "10:00", lambda: pass_on_receipt(_receipt(junseo).pk, by=eunbi, to_id=dain.pk, reason=reason)
    )
    heir = [Receiver(dain.department_id or 0, dain.pk)]
    note = "간편결제 추가로 하루 두 번 봅니다"
    story.on(
        story.day(-45),
        "16:20",
        lambda: send_version(_handover().pk, by=subin, note=note, receivers=heir, body=SECOND),
    )


def _surprise(story: Story) -> None:
    eunbi, minjae = _people(story, "eunbi", "minjae")
    report = Report(
        title=SURPRISE,
        found_through=Surprise.FoundThrough.CUSTOMER,
        inquiries=37,
        details="취소한 주문의 대금이 청구됐다는 전화를 받고 알았습니다. 목록에 5일 치가 쌓여 있었습니다.",
        department_id=story.company.departments["it"].pk,
    )
    story.on(story.day(-40), "11:20", lambda: report_surprise(report, by=eunbi))
    words = "화면과 확인 방법은 전달했습니다. 확인 횟수가 바뀐 것은 새 버전으로 보냈으나 수신확인을 챙기지 못했습니다."
    story.on(story.day(-39), "15:10", lambda: answer_surprise(_found().pk, by=minjae, words=words))


def _meeting(story: Story) -> None:
    seoyeon, minjae, subin, eunbi = _people(story, "seoyeon", "minjae", "subin", "eunbi")

    def write() -> None:
        departments = story.company.departments
        draft = RecordDraft(
            Kind.MEETING,
            MEETING,
            body="전달 이력을 함께 봤습니다. 처음 받은 상담사는 수신확인을 했고, 이어받은 상담사는 하지 않았습니다.",
            participants=tuple(Participant(each.name, each.pk) for each in (seoyeon, minjae, subin, eunbi)),
            positions=(
                PositionDraft(IT_SAYS, department_id=departments["it"].pk),
                PositionDraft(CENTRE_SAYS, department_id=departments["centre"].pk),
            ),
            resolutions=(
                ResolutionDraft(
                    "상담사 두 명에게 다시 전달하고 수신확인을 받는다",
                    decided_by_id=seoyeon.pk,
                    decided_by_name=seoyeon.name,
                    owner_id=subin.pk,
                    due_on=story.day(-33),
                ),
            ),
            questions=(
                QuestionDraft("쌓인 37건은 누가 언제까지 처리합니까?", owner_id=minjae.pk, due_on=story.day(-35)),
            ),
        )
        write_record(draft, by=seoyeon, handover_id=_handover().pk, surprise_id=_found().pk)

    story.on(story.day(-37), "15:00", write)
    for by, day, at in ((minjae, -36, "09:50"), (eunbi, -36, "13:20")):
        story.on(story.day(day), at, partial(_confirm, by))


def _settled(story: Story) -> None:
    subin, junseo, dain, minjae, seoyeon = _people(story, "subin", "junseo", "dain", "minjae", "seoyeon")
    both = [Receiver(each.department_id or 0, each.pk) for each in (junseo, dain)]
    note = "상담사 두 명이 번갈아 봅니다. 이어받을 사람이 바뀌면 전달 페이지에서 넘겨 주세요"
    answer = "37건은 오늘 모두 취소했고, 고객 37명께 안내 문자를 보냈습니다."
    story.on(
        story.day(-35), "17:00", lambda: answer_question(_meeting_of().openquestions.get().pk, by=minjae, words=answer)
    )
    story.on(
        story.day(-34),
        "10:10",
        lambda: send_version(_handover().pk, by=subin, note=note, receivers=both, body=SECOND),
    )
    story.on(story.day(-33), "09:40", lambda: _accept(junseo))
    story.on(story.day(-33), "11:05", lambda: _accept(dain))
    story.on(story.day(-33), "11:30", lambda: settle_resolution(_meeting_of().resolutions.get().pk, by=subin))
    lesson = "새 버전을 보낸 뒤 수신확인이 끝날 때까지 오픈 필수로 둡니다. 상담사가 바뀌면 받은 전달을 함께 넘깁니다."
    story.on(story.day(-32), "16:00", lambda: settle_surprise(_found().pk, by=seoyeon, lesson=lesson))


def _people(story: Story, *keys: str) -> list[User]:
    return [story.company[key] for key in keys]


def _handover() -> Handover:
    return Handover.objects.get(title=SCREEN)


def _found() -> Surprise:
    return Surprise.objects.get(title=SURPRISE)


def _meeting_of() -> Record:
    return Record.objects.get(current__title=MEETING)


def _receipt(of: User) -> Receipt:
    return Receipt.objects.filter(handed__handover__title=SCREEN, person=of).latest("pk")


def _accept(by: User) -> None:
    receipt = _receipt(by)
    open_receipt(receipt.pk, by=by)
    accept_receipt(receipt.pk, by=by)


def _confirm(by: User) -> None:
    position = _meeting_of().positions.get(department=by.department)
    answer_position(position.pk, by=by, answer="confirmed")
