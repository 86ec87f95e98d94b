from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from ledger.services import Said
from records.models import Request
from records.services.request_delivery import check_request, deliver_request, note_progress, promise_request
from records.services.request_meetings import Review, SideVote, review_request, start_meeting
from records.services.request_options import choose_option
from records.services.request_votes import agree_priority, vote_on_request
from records.services.requests import OptionDraft, RequestDraft, decline_request, file_request, triage_request

from ..story import Story

PICKUP = RequestDraft(
    title="반품 회수 예정일을 고객에게 알려 주세요",
    said="반품을 접수하면 **언제 가져가는지** 알 수 없어 다시 전화하십니다. 접수 다음 날 문의가 가장 많습니다.",
    inquiries=214,
    quotes=("언제 오는지 알아야 집에 있죠.", "문 앞에 둔 지 나흘째예요."),
    reproduce="1. 앱에서 반품을 접수합니다.\n2. 주문 상세를 엽니다.\n3. 회수일이 보이지 않습니다.",
    systems=("주문 상세", "택배 연동"),
    policies=("회수 기한",),
    options=(
        OptionDraft("알림톡으로 회수일을 보냅니다", "개발 4일, 발송비 월 12만 원", "재문의 60% 감소"),
        OptionDraft("주문 상세에 회수일을 보여 줍니다", "개발 8일", "재문의 40% 감소"),
        OptionDraft("접수 완료 문구에 평균 소요일을 적습니다", "문구 수정", "재문의 15% 감소"),
    ),
)
COUPON = RequestDraft(
    title="쿠폰이 적용되지 않는 이유를 결제 화면에 보여 주세요",
    said="행사 기간마다 “왜 쿠폰이 안 되나요”가 문의 1위입니다. 상담사도 조건표를 찾아야 답할 수 있습니다.",
    inquiries=388,
    channel=Request.Channel.CHAT,
    quotes=("분명히 받았는데 결제할 때 안 나와요.",),
    systems=("결제", "쿠폰"),
    options=(
        OptionDraft("적용되지 않는 조건을 쿠폰 아래에 적습니다", "개발 6일", "문의 절반"),
        OptionDraft("쿠폰함에서 미리 걸러 보여 줍니다", "개발 15일", "문의 대부분"),
    ),
)
FAILED = RequestDraft(
    title="취소 실패 건을 매일 오전 9시에 목록으로 보내 주세요",
    said="자동 취소가 실패한 주문을 고객 전화로 알게 됩니다. 그사이 출고되는 건이 있습니다.",
    inquiries=57,
    systems=("제휴몰 연동", "어드민"),
    policies=("취소·환불",),
    options=(OptionDraft("어드민 목록을 메일로 보냅니다", "개발 3일", "출고 전에 막을 수 있습니다"),),
)
NUMBER = RequestDraft(
    title="주문 완료 화면에 고객센터 운영시간을 넣어 주세요",
    said="운영시간이 아닐 때 걸려 온 전화가 하루 40건입니다.",
    inquiries=820,
    systems=("주문 완료 화면",),
)
REFUND = RequestDraft(
    title="부분취소 환불액 계산을 상담 화면에 보여 주세요",
    said="쿠폰이 섞인 주문의 환불액을 상담사가 손으로 계산합니다. 통화가 길고 답이 서로 다릅니다.",
    inquiries=312,
    reproduce="쿠폰 한 장과 상품 세 개로 주문한 뒤 한 개를 취소하고 환불액을 찾습니다.",
    systems=("상담 화면", "정산"),
    options=(OptionDraft("계산식과 금액을 함께 보여 줍니다", "개발 10일", "통화 2분 단축"),),
)
BOT = RequestDraft(
    title="챗봇에서 상담사를 고를 수 있게 해 주세요",
    said="지난번에 통화한 상담사와 이어서 이야기하고 싶다는 의견입니다.",
    inquiries=9,
    channel=Request.Channel.CHAT,
)
EXCHANGE = RequestDraft(
    title="교환 진행 상태를 주문 내역에 보여 주세요",
    said="교환 상품이 나갔는지 묻는 전화입니다. 주문 내역에는 ‘교환 접수’에서 멈춰 있습니다.",
    inquiries=46,
    quotes=("새 상품은 언제 출발하나요?",),
)
STOCK = RequestDraft(
    title="품절 예정 상품을 상담 안내서에 먼저 적어 주세요",
    said="행사 첫날 품절을 고객이 먼저 압니다.",
    channel=Request.Channel.INTERNAL,
)


def requests(story: Story) -> None:
    """Eight requests, from one that came yesterday to one whose figure was looked at after the delivery."""
    Backlog(story).tell()


class Backlog:
    def __init__(self, story: Story) -> None:
        self.story, self.company = story, story.company

    def tell(self) -> None:
        self._checked()
        self._delivered()
        self._declined()
        self._met()
        self._apart()
        self.at(-3, "15:10", lambda: self.file(STOCK, "yena"))
        self.at(-1, "10:25", lambda: self.file(EXCHANGE, "dain"))

    def at(self, n: int, time: str, deed: Callable[[], object]) -> None:
        """On the n-th open day before today."""
        self.story.on(self.story.day(n), time, deed)

    def file(self, draft: RequestDraft, by: str) -> Request:
        return file_request(draft, by=self.company[by])

    def pk(self, draft: RequestDraft) -> int:
        return Request.objects.get(title=draft.title).pk

    def triage(self, draft: RequestDraft) -> None:
        triage_request(self.pk(draft), by=self.company["seoyeon"])

    def vote(self, draft: RequestDraft, by: str, priority: int, words: str, **more: Any) -> None:
        vote_on_request(self.pk(draft), by=self.company[by], priority=priority, words=words, **more)

    def _agree(self, draft: RequestDraft, priority: int, owner: str, days: int, reason: str = "") -> None:
        """A priority and, so many open days later, a promised date."""
        pk, by = self.pk(draft), self.company["seoyeon"]
        agree_priority(pk, by=by, priority=priority, reason=reason)
        promised_on = self.story.calendar.shift(self.story.clock.moment.date(), days)
        promise_request(pk, by=by, owner_id=self.company[owner].pk, promised_on=promised_on)

    def _checked(self) -> None:
        self.at(-52, "11:00", lambda: self.file(REFUND, "eunbi"))
        self.at(-51, "14:00", lambda: self.triage(REFUND))
        self.at(-50, "10:20", lambda: self.vote(REFUND, "eunbi", 1, "답이 달라 다시 전화가 옵니다."))
        self.at(-50, "16:40", lambda: self.vote(REFUND, "minjae", 2, "정산 화면의 계산을 가져다 쓰면 됩니다."))
        self.at(-49, "15:00", lambda: self._choose(REFUND, 0))
        reason = "문의가 많고 이미 있는 계산을 씁니다."
        self.at(-49, "15:10", lambda: self._agree(REFUND, 1, "subin", 14, reason))
        self.at(-42, "17:00", lambda: self._note(REFUND, "subin", "정산 쪽 계산을 상담 화면에서 불러왔습니다."))
        self.at(-36, "11:30", lambda: self._deliver(REFUND, "subin", 21, "환불액 문의(주)", "312"))
        self.at(-12, "14:30", self._check)

    def _check(self) -> None:
        check_request(
            self.pk(REFUND),
            by=self.company["subin"],
            figure_after=Decimal(96),
            checked_note="환불액 문의가 **312건에서 96건**으로 줄었습니다. 남은 문의는 적립금이 섞인 주문입니다.",
        )

    def _delivered(self) -> None:
        self.at(-30, "10:10", lambda: self.file(NUMBER, "junseo"))
        self.at(-29, "09:50", lambda: self.triage(NUMBER))
        self.at(-28, "11:10", lambda: self.vote(NUMBER, "eunbi", 2, "밤에 걸려 온 전화는 아침에 불만이 됩니다."))
        self.at(-28, "13:20", lambda: self.vote(NUMBER, "emily", 2, "문구 한 줄이라 다음 배포에 넣겠습니다."))
        self.at(-27, "16:00", lambda: self._agree(NUMBER, 2, "emily", 15))
        self.at(-14, "15:20", lambda: self._deliver(NUMBER, "emily", 17, "운영시간 밖 전화(하루)", "40"))

    def _declined(self) -> None:
        self.at(-25, "13:40", lambda: self.file(BOT, "dain"))
        reason = "담당 상담사가 쉬는 날에는 기다리는 시간이 길어집니다. 대신 지난 상담 내용을 먼저 보여 드립니다."
        self.at(-23, "10:00", lambda: decline_request(self.pk(BOT), by=self.company["seoyeon"], reason=reason))

    def _met(self) -> None:
        """Two requests that a review meeting went through; one of them was promised, and the promise moved."""
        self.at(-20, "10:30", lambda: self.file(FAILED, "junseo"))
        self.at(-19, "15:00", lambda: self.file(COUPON, "eunbi"))
        self.at(-18, "09:30", lambda: self.triage(FAILED))
        self.at(-18, "09:35", lambda: self.triage(COUPON))
        self.at(-17, "14:00", self._meeting)
        self.at(-12, "17:10", lambda: self._note(FAILED, "subin", "실패 사유별로 목록을 나누었습니다."))
        self.at(-6, "09:40", self._later)
        self.at(-4, "16:30", lambda: self._note(FAILED, "subin", "메일 시험 발송을 고객센터와 함께 봤습니다."))

    def _meeting(self) -> None:
        by = self.company["seoyeon"]
        record = start_meeting([self.pk(FAILED), self.pk(COUPON)], by=by, title="정기 요청 검토 회의")
        sides = [
            self._side("centre", "eunbi", 1, "출고된 뒤에는 되돌릴 수 없습니다."),
            self._side("it", "minjae", 1, "목록은 이미 있어 보내기만 하면 됩니다."),
        ]
        promised_on = self.story.calendar.shift(self.story.day(-17), 10)
        owner = self.company["subin"].pk
        option = Request.objects.get(title=FAILED.title).options.get().pk
        failed = Review(sides, 1, option_id=option, owner_id=owner, promised_on=promised_on)
        review_request(record.pk, self.pk(FAILED), failed, by=by)
        sides = [
            self._side("centre", "eunbi", 1, "행사마다 문의 1위입니다."),
            self._side("marketing", "jihoon", 2, "다음 행사 전이면 됩니다."),
            self._side("it", "minjae", 3, "결제 개편과 겹쳐 지금은 어렵습니다."),
        ]
        reason = "결제 개편에 넣어 함께 열기로 했습니다. 날짜는 개편 일정이 정해지면 약속합니다."
        review_request(record.pk, self.pk(COUPON), Review(sides, 2, reason), by=by)

    def _side(self, department: str, person: str, priority: int, words: str) -> SideVote:
        return SideVote(self.company.departments[department].pk, priority, words, self.company[person].pk)

    def _later(self) -> None:
        promise_request(
            self.pk(FAILED),
            by=self.company["subin"],
            owner_id=self.company["subin"].pk,
            promised_on=self.story.day(-2),
            reason="메일 서버 교체로 시험이 나흘 밀렸습니다.",
        )

    def _apart(self) -> None:
        """Three sides want three things, one of them told on the phone; it waits for the next meeting."""
        self.at(-7, "11:20", lambda: self.file(PICKUP, "eunbi"))
        self.at(-6, "14:10", lambda: self.triage(PICKUP))
        self.at(-5, "10:00", lambda: self.vote(PICKUP, "eunbi", 1, "회수 문의가 반품 문의의 절반입니다."))
        self.at(-4, "15:40", lambda: self.vote(PICKUP, "hyunwoo", 3, "택배사가 회수일을 하루 전에야 줍니다."))
        told = Said("강민재", "phone")
        it = self.company.departments["it"].pk
        words = "알림톡이면 다음 달에 할 수 있습니다."
        self.at(-3, "11:15", lambda: self.vote(PICKUP, "seoyeon", 2, words, department_id=it, said=told))

    def _choose(self, draft: RequestDraft, place: int) -> None:
        pk = self.pk(draft)
        choose_option(pk, Request.objects.get(pk=pk).options.all()[place].pk, by=self.company["seoyeon"])

    def _note(self, draft: RequestDraft, by: str, text: str) -> None:
        note_progress(self.pk(draft), by=self.company[by], text=text)

    def _deliver(self, draft: RequestDraft, by: str, days: int, name: str, before: str) -> None:
        """Delivered on the day of the story, to be looked at again so many open days later."""
        today = self.story.clock.moment.date()
        deliver_request(
            self.pk(draft),
            by=self.company[by],
            delivered_on=today,
            check_on=max(self.story.calendar.shift(today, days), today + timedelta(days=1)),
            figure_name=name,
            figure_before=Decimal(before),
        )
