from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from projects.services.launches import finish_launch

from ..gate import decide_by_second, sign_off_all
from ..story import Story
from ..work import Launch, draft


@dataclass(frozen=True, slots=True)
class Past:
    """A launch that is over. `opened` and `told` are open days before today and before D-day."""

    template: str
    name: str
    opened: int
    told: int
    answers: Mapping[str, Any]
    slipped: Mapping[str, int]
    given: Mapping[str, str]
    note: str
    late_reason: str = ""


EXHIBITION = Past(
    template="exhibition-page",
    name="여름 침구 기획전 오픈",
    opened=75,
    told=2,
    answers=dict.fromkeys(("benefit", "limited", "end_fixed"), True)
    | dict.fromkeys(("preorder", "regulated", "messages", "midnight"), False),
    slipped={"E03": 1, "E14": 2},
    given={
        "E01": "침구 18개 브랜드, 2주 동안 홈 상단 배너와 카테고리 첫 줄. 책임자 오세린, 부재 대리 정하윤.",
        "E08": "한정 수량 3종의 품절 표시와 재입고 알림을 시험했습니다. 모두 1분 안에 바뀝니다.",
        "E10": "시험 계정 두 개로 발급, 적용, 취소 후 회수를 확인했습니다.",
        "E15": "212",
    },
    note="고객센터 수신확인을 당일 오전에 받는 조건으로 엽니다.",
    late_reason="브랜드 계약이 늦어 오픈 이틀 전에 공유받았습니다. 문의가 적은 기획전이라 그대로 진행합니다",
)
MESSAGE = Past(
    template="bulk-message",
    name="휴면 전환 예정 고객 안내 문자 4만 건",
    opened=50,
    told=7,
    answers={
        "channels": ["lms"],
        "is_ad": False,
        "volume": 40000,
        "night_send": False,
        "new_template": False,
        "audience": ["customers"],
    },
    slipped={"B14": 1, "B20": 2},
    given={
        "B01": "휴면 전환 30일 전 안내 4만 건, 평일 11시부터 네 번에 나누어 보냅니다.",
        "B02": "전환 예정일과 분리 보관만 알리므로 정보성입니다.",
        "B09": "대표번호로 등록했고, 회신은 고객센터 톡으로 연결됩니다.",
        "B04": "1280",
        "B14": "50",
        "B16": "160",
        "B19": "39740",
        "B20": "86",
        "B21": "148",
    },
    note="남은 오픈 필수가 없습니다.",
)
PAYMENT = Past(
    template="payment-method",
    name="다온페이 간편결제 오픈",
    opened=30,
    told=12,
    answers={
        "kind": "wallet",
        "phone_order": False,
        "partial_cancel": True,
        "subscription": False,
        "interest_free": False,
        "partner_malls": False,
    },
    slipped={"C05": 1, "C12": 2, "C17": 1},
    given={
        "C01": "자사몰 앱과 웹에서만 씁니다. 전화주문과 제휴몰은 빠집니다.",
        "C06": "법무 검토를 마쳤습니다. 수수료를 고객에게 돌리는 문구가 없습니다.",
        "C09": "앱 두 기종과 웹에서 30건을 결제했습니다. 승인 오류 0건입니다.",
        "C10": "전체취소 10건, 부분취소 10건을 시험했습니다. 포인트는 취소 즉시 돌아옵니다.",
        "C14": "매출전표는 다온페이 앱에서, 현금영수증은 주문 상세에서 받습니다.",
        "C15": "도난 신고는 고객센터가 받아 10분 안에 결제사 당직에게 넘깁니다.",
        "C19": "97.8",
        "C20": "9",
    },
    note="남은 오픈 필수가 없습니다. 첫날은 승인율을 한 시간마다 봅니다.",
)


def finished(story: Story) -> None:
    """Launches of the last months that are over, so that figures have something to compare: one was told too late."""
    for past in (EXHIBITION, MESSAGE, PAYMENT):
        _tell(story, past)


def _tell(story: Story, past: Past) -> None:
    launch_on = story.day(-past.opened)
    start = story.calendar.shift(launch_on, -past.told)
    made = draft(story, past.template, past.name, launch_on, start, "taeho", past.answers, {}, past.late_reason)
    launch = Launch(story, made, planner="taeho", slipped=past.slipped, counts_from=launch_on, given=past.given)
    launch.begin(start, "10:10")
    launch.on(-1, "15:30", lambda: sign_off_all(launch, {}))
    launch.on(-1, "16:30", lambda: decide_by_second(launch, "seoyeon", past.note, {}))
    launch.on(1, "10:20", lambda: _keep_conditions(launch))
    over = story.calendar.shift(launch_on + timedelta(days=36), 1)  # the last lines are due 30 days after D-day
    story.on(over, "11:30", lambda: finish_launch(launch.project.pk, by=story.company["taeho"]))


def _keep_conditions(launch: Launch) -> None:
    for item in launch.project.items.open().filter(follows_up__isnull=False):
        launch.finish(item.key)
