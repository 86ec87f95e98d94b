from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.files.base import ContentFile

from accounts.models import User
from projects.models import Project
from records.models import Handover, Receipt
from records.services.handovers import hand_over, send_version
from records.services.receipts import accept_receipt, open_receipt, pass_on_receipt, send_back_receipt
from records.services.sending import Receiver

from ..story import Story
from .records import MALL

SCREEN, POLICY, SCRIPT = "주문취소 관리자 화면", "부분 환불 배송비 기준", "반품 접수 상담 스크립트"
SCREEN_1 = """\
주문취소 접수와 예치금 환불을 한 화면에서 처리합니다.

1. 주문번호로 조회합니다.
2. 취소 사유를 고르고 **취소 확정**을 누릅니다.
3. 예치금은 자동으로 환불됩니다.

매일 17시에 "처리 대기" 목록이 0건인지 확인해 주세요."""
SCREEN_2 = """\
주문취소 접수와 예치금 환불을 한 화면에서 처리합니다.

1. 주문번호로 조회합니다.
2. 취소 사유를 고르고 **취소 확정**을 누릅니다.
3. 예치금은 자동으로 환불됩니다. 휴대전화 결제 건은 **수기 환불** 목록으로 갑니다.

매일 11시와 17시에 "처리 대기"와 "수기 환불" 목록이 0건인지 확인해 주세요."""
POLICY_TEXT = """\
부분 환불에서 무료 배송 조건이 깨지면 배송비를 이렇게 받습니다.

| 사유 | 배송비 |
|---|---|
| 단순 변심 | 고객 부담, 환불액에서 차감 |
| 상품 불량·오배송 | 회사 부담 |"""
CALL_SCRIPT = """\
반품 접수 상담 스크립트

"불편을 드려 죄송합니다. 반품은 지금 바로 접수해 드리겠습니다."
"수거는 영업일 기준 1~2일 안에 방문합니다."
"환불은 상품이 도착한 다음 날부터 3영업일 안에 처리됩니다."
"""


def handovers(story: Story) -> None:
    """A screen in two versions, the second not accepted by everybody; a policy sent back; a script for the centre."""
    _screen(story)
    _policy(story)
    _script(story)


def _screen(story: Story) -> None:
    """Version 2 is accepted with a remark, passed on in a change of shifts, and late with the sales department."""
    _tell(story, -13, "10:20", lambda: _hand(story, "subin", SCREEN, "screen", _readers(story), body=SCREEN_1))
    for key, at in (("yena", "11:05"), ("hayoon", "13:40"), ("junseo", "14:15")):
        _tell(story, -12, at, partial(_accept, story, SCREEN, key))
    note = "휴대전화 결제 건은 자동으로 환불되지 않아 수기 환불 목록을 더했습니다"
    _tell(story, -5, "16:00", lambda: _next(story, "subin", SCREEN, note=note, body=SCREEN_2))
    remark = "수기 환불 목록에 접수 시각도 보이면 좋겠습니다"
    _tell(story, -4, "10:30", lambda: _accept(story, SCREEN, "yena", words=remark))
    reason = "배준서 상담사가 야간조로 옮겨 홍다인 상담사가 이어받습니다"
    _tell(story, -4, "11:20", lambda: _pass_on(story, SCREEN, "junseo", to="dain", by="eunbi", reason=reason))
    _tell(story, -3, "09:45", lambda: _accept(story, SCREEN, "dain"))


def _policy(story: Story) -> None:
    """Of no launch; logistics sends it back, CX accepts it through its lead."""
    receivers = [_all_of(story, "cx"), _all_of(story, "logistics")]
    _tell(story, -9, "15:10", lambda: _hand(story, "hayoon", POLICY, "policy", receivers, False, body=POLICY_TEXT))
    _tell(story, -8, "09:50", lambda: _accept(story, POLICY, "yujin"))
    reason = "제주·도서산간 추가 배송비를 누가 내는지 빠져 있습니다. 더해서 다시 보내 주세요"
    _tell(story, -8, "11:30", lambda: _send_back(story, POLICY, "hyunwoo", reason))


def _script(story: Story) -> None:
    """A file for the outsourced centre; its lead accepts it, an agent has only opened it."""
    file = ContentFile(CALL_SCRIPT.encode(), "반품_접수_스크립트.txt")
    receivers = [_all_of(story, "centre"), _one(story, "dain")]
    _tell(story, -2, "14:00", lambda: _hand(story, "seoyeon", SCRIPT, "script", receivers, file=file))
    _tell(story, -2, "16:30", lambda: _accept(story, SCRIPT, "eunbi"))
    _tell(story, -1, "09:20", lambda: open_receipt(_receipt(story, SCRIPT, "dain").pk, by=story.company["dain"]))


def _tell(story: Story, day: int, at: str, deed: Callable[[], object]) -> None:
    story.on(story.day(day), at, deed)


def _one(story: Story, key: str) -> Receiver:
    person: User = story.company[key]
    return Receiver(person.department_id or 0, person.pk)


def _all_of(story: Story, department: str) -> Receiver:
    return Receiver(story.company.departments[department].pk)


def _readers(story: Story) -> list[Receiver]:
    return [_one(story, "yena"), _all_of(story, "sales"), _one(story, "junseo")]


def _hand(
    story: Story, by: str, title: str, kind: str, receivers: list[Receiver], is_of_launch: bool = True, **given: Any
) -> None:
    project_id = Project.objects.get(name=MALL).pk if is_of_launch else None
    hand_over(by=story.company[by], title=title, kind=kind, receivers=receivers, project_id=project_id, **given)


def _next(story: Story, by: str, title: str, **given: Any) -> None:
    handover = Handover.objects.get(title=title)
    send_version(handover.pk, by=story.company[by], receivers=_readers(story), **given)


def _receipt(story: Story, title: str, key: str) -> Receipt:
    """What this person is asked to answer now."""
    person = story.company[key]
    waiting = Receipt.objects.waiting().filter(handed__handover__title=title, department=person.department_id)
    return next(receipt for receipt in waiting if receipt.answers == person)


def _accept(story: Story, title: str, key: str, words: str = "") -> None:
    receipt, person = _receipt(story, title, key), story.company[key]
    open_receipt(receipt.pk, by=person)
    accept_receipt(receipt.pk, by=person, words=words)


def _send_back(story: Story, title: str, key: str, reason: str) -> None:
    receipt, person = _receipt(story, title, key), story.company[key]
    open_receipt(receipt.pk, by=person)
    send_back_receipt(receipt.pk, by=person, reason=reason)


def _pass_on(story: Story, title: str, key: str, *, to: str, by: str, reason: str) -> None:
    to_id = story.company[to].pk
    pass_on_receipt(_receipt(story, title, key).pk, by=story.company[by], to_id=to_id, reason=reason)
