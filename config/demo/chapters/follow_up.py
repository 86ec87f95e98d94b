from __future__ import annotations

from datetime import timedelta

from projects.services.items import start_item, waive_item
from projects.services.lines import add_item
from projects.services.work import comment_on_item

from ..gate import decide_by_second, sign_off_all
from ..story import Story
from ..work import Launch, draft

ANSWERS = {
    "mall": "naver",
    "phone_number": "existing",
    "first_contact": "by_type",
    "channels": ["phone", "board", "talk"],
    "sales_model": "consignment",
    "overseas": False,
    "integration": "api",
    "centre": "existing_outsourced",
}
OWNERS = {"P04": "minjae", "P41": "eunbi", "P43": "dain", "P44": "eunbi", "P50": "taeho", "P52": "dain"}


def in_follow_up(story: Story) -> None:
    """A partner mall that opened eight days ago: GO, one waiver to look at again, the first questions since."""
    launch_on = story.today - timedelta(days=8)
    start = story.calendar.shift(launch_on, -22)
    name = "네이버 스마트스토어 고객센터 오픈"
    made = draft(story, "partner-mall-centre", name, launch_on, start, "seoyeon", ANSWERS, OWNERS)
    left = frozenset({"P34", "P53", "P54"})
    launch = Launch(story, made, planner="seoyeon", left=left, slipped={"P09": 1, "P36": 2}, counts_from=launch_on)
    launch.begin(start, "09:40")
    _before(launch)
    launch.on(-1, "16:00", lambda: sign_off_all(launch, {}))
    note = "남은 오픈 필수가 없습니다. 첫날 11시, 14시, 17시에 상황방에서 확인합니다."
    launch.on(-1, "17:10", lambda: decide_by_second(launch, "taeho", note, {}))
    _after(launch)


def _before(launch: Launch) -> None:
    body = "클레임 연동 시험에서 교환 건이 빠집니다. @정하윤 제휴몰 개발팀에 확인 부탁드립니다."
    launch.scene(-9, "11:10", comment_on_item, "P09", by="subin", body=body)
    body = "제휴몰에서 교환 상태값을 하나 더 열어 주기로 했습니다. 내일 다시 시험해 주세요."
    launch.scene(-8, "10:25", comment_on_item, "P09", by="hayoon", body=body)
    launch.scene(
        -6,
        "16:10",
        waive_item,
        "P34",
        by="seoyeon",
        reason="자사몰 적립금은 2차 개발에서 연동하기로 영업과 합의했습니다",
        fallback="상담사는 적립금이 쌓이지 않는다고 안내하고, 문의 고객을 목록에 남깁니다",
        follow_up_on=launch.draft.launch_on + timedelta(days=30),
    )


def _after(launch: Launch) -> None:
    company = launch.story.company
    launch.on(
        2,
        "11:20",
        lambda: add_item(
            launch.project.pk,
            by=company["seoyeon"],
            section_id=launch.item("P53").section_id,
            title="톡 자동응답에 반품 접수 방법 추가",
            department_id=company.departments["centre"].pk,
            owner_id=company["dain"].pk,
            due_on=launch.story.calendar.shift(launch.story.today, 1),
        ),
    )
    body = "상위 문의는 반품 접수 방법, 합배송, 적립금 순서입니다. FAQ 세 문항을 고치고 있습니다."
    launch.scene(3, "15:30", comment_on_item, "P53", by="eunbi", body=body)
    launch.scene(3, "16:00", start_item, "P53", by="junseo")
