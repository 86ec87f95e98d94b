from __future__ import annotations

from datetime import timedelta

from projects.services.items import block_item, start_item, unblock_item
from projects.services.work import comment_on_item, verify_scenario

from ..gate import decide_by_second, sign_off_all
from ..story import Story
from ..work import Launch, draft

NAME = "재구매 고객 알림톡 12만 건 발송"
ANSWERS = {
    "channels": ["lms", "alimtalk"],
    "is_ad": True,
    "volume": 120000,
    "night_send": False,
    "new_template": True,
    "audience": ["consented"],
}
OWNERS = {"B10": "jihoon", "B16": "eunbi", "B19": "jihoon"}
ACCEPTED = {  # why it is not done, and what happens instead
    "B12": (
        "배너 날짜만 틀리고 링크와 쿠폰은 정상이라 발송을 미루지 않습니다",
        "상담사는 실제 종료일을 안내하고, 배너는 당일 08시까지 바꿉니다",
    ),
    "B18": (
        "배너 수정을 확인해야 최종 승인을 낼 수 있습니다",
        "당일 08시 30분까지 확인되지 않으면 발송을 13시로 늦춥니다",
    ),
}


def on_condition(story: Story) -> None:
    """A bulk message that goes out tomorrow, decided on condition: the landing page is not finished."""
    launch_on = story.today + timedelta(days=1)
    start = story.calendar.shift(launch_on, -9)
    made = draft(story, "bulk-message", NAME, launch_on, start, "seoyeon", ANSWERS, OWNERS)
    left = frozenset({"B10", "B12", "B18"})
    launch = Launch(story, made, planner="seoyeon", left=left, slipped={"B09": 1})
    launch.begin(start, "10:30")
    reason = "템플릿 1차 검수에서 반려되었습니다. 버튼 문구를 바꿔 다시 제출합니다"
    launch.scene(-5, "11:00", block_item, "B10", by="jihoon", reason=reason)
    launch.scene(-4, "10:05", unblock_item, "B10", by="jihoon")
    launch.on(-4, "17:20", lambda: launch.finish("B10"))
    _landing_page(launch)
    conditions = {"ux": "쿠폰 배너의 종료일을 발송 전에 고치는 조건입니다"}
    launch.on(-1, "15:40", lambda: sign_off_all(launch, conditions))
    note = "배너 수정 확인을 조건으로 발송합니다."
    launch.on(-1, "16:40", lambda: decide_by_second(launch, "taeho", note, ACCEPTED))


def _landing_page(launch: Launch) -> None:
    emily, yena = launch.story.company["emily"], launch.story.company["yena"]
    launch.scene(-3, "10:45", start_item, "B12", by="emily")
    body = "The coupon banner still shows last month's end date. The fix is planned for the morning of the send."
    launch.scene(-2, "15:20", comment_on_item, "B12", by="emily", body=body, mentioned_ids=[yena.pk])
    launch.on(
        -1,
        "11:30",
        lambda: verify_scenario(launch.item("B12").scenarios.earliest("order").pk, by=emily, is_verified=True),
    )
