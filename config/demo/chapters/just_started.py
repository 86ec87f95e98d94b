from __future__ import annotations

from datetime import timedelta

from projects.services.items import start_item
from projects.services.lines import assign_item
from projects.services.work import comment_on_item

from ..story import Story
from ..work import Launch, draft

NAME = "쿠팡 입점 고객센터 오픈"
ANSWERS = {
    "mall": "coupang",
    "phone_number": "new",
    "first_contact": "us",
    "channels": ["phone", "board"],
    "sales_model": "mixed",
    "overseas": True,
    "integration": "api",
    "centre": "existing_outsourced",
}
REASON = "영업이 입점 계약을 어제 마쳐 오늘 공유받았습니다. 대표번호 신청을 오늘 바로 시작합니다"


def just_started(story: Story) -> None:
    """A partner mall in three weeks, told late: it began with a reason, and with a line whose date had passed."""
    launch_on, start = story.today + timedelta(days=21), story.day(-1)
    made = draft(story, "partner-mall-centre", NAME, launch_on, start, "seoyeon", ANSWERS, {"P02": "minjae"}, REASON)
    launch = Launch(story, made, planner="seoyeon", is_quiet=True)
    launch.begin(start, "10:50")
    launch.scene(-1, "11:20", assign_item, "P06", by="eunbi", owner_id=story.company["dain"].pk)
    launch.scene(-1, "13:40", start_item, "P01", by="seoyeon")
    launch.scene(-1, "14:15", start_item, "P32", by="serin")
    body = "번호 신청서를 오늘 냈습니다. 개통까지 5영업일이라고 합니다. @김서연"
    launch.scene(-1, "16:20", comment_on_item, "P02", by="minjae", body=body)
