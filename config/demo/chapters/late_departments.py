from __future__ import annotations

from datetime import timedelta

from django.core.files.base import ContentFile

from projects.services.items import block_item, send_back_item, start_item
from projects.services.launches import move_launch
from projects.services.lines import set_due
from projects.services.work import add_evidence, comment_on_item

from ..story import Story
from ..work import Launch, draft

ANSWERS = {
    "inbound_growth": 60,
    "prizes": True,
    "card_discount": True,
    "first_come": True,
    "holiday_overlap": False,
    "messages": True,
    "partner_malls": True,
    "broadcast": False,
}
OWNERS = {"M03": "eunbi", "M04": "jihoon", "M12": "minjae", "M19": "dain"}
STAFFING = "시간,예상 문의,상담사\n10시,420,14\n11시,510,16\n14시,380,12\n"


def with_late_departments(story: Story) -> None:
    """A promotion in six days: logistics and marketing are late, IT is held up, D-day was moved once."""
    launch_on = story.today + timedelta(days=6)
    first_plan = launch_on - timedelta(days=2)
    start = story.calendar.shift(first_plan, -12)
    name = f"{launch_on.month}월 감사제 프로모션"
    made = draft(story, "monthly-promotion", name, first_plan, start, "taeho", ANSWERS, OWNERS)
    left = frozenset({"M05", "M07", "M08", "M10", "M12", "M16", "M20"})
    launch = Launch(story, made, planner="taeho", left=left, slipped={"M04": 1, "M06": 1})
    launch.begin(start, "14:10")
    staffing = ContentFile(STAFFING.encode(), name="시간대별 인력표.csv")
    launch.scene(-6, "15:05", add_evidence, "M03", by="eunbi", file=staffing)
    reason = "카드사 할인 시작일이 이틀 늦어져 행사 시작을 맞춥니다"
    taeho = story.company["taeho"]
    launch.on(-5, "13:30", lambda: move_launch(launch.project.pk, launch_on, by=taeho, reason=reason))
    reserved_on = story.calendar.shift(story.today, 1)
    reason_due = "발송 대행사 예약 마감에 맞춥니다"
    launch.scene(-4, "10:15", set_due, "M20", by="taeho", due_on=reserved_on, reason=reason_due)
    _held_up(launch)
    _talk(launch)


def _held_up(launch: Launch) -> None:
    """IT waits for a design; what merchandising handed in came back."""
    launch.scene(-4, "11:40", start_item, "M12", by="minjae")
    reason = "대기 화면 시안이 정해지지 않아 부하 시험을 시작할 수 없습니다"
    emily = launch.story.company["emily"].pk
    launch.scene(-3, "14:30", block_item, "M12", by="minjae", reason=reason, by_user_id=emily)
    launch.on(-3, "15:50", lambda: launch.finish("M07"))
    reason = "비교 가격의 판매 기간 근거가 빠졌습니다. 최근 20일 판매 기록을 더해 주세요"
    launch.scene(-2, "10:20", send_back_item, "M07", by="taeho", reason=reason)


def _talk(launch: Launch) -> None:
    body = "소진 기준 수량이 아직 오지 않았습니다. @조현우 @오세린 오늘 안에 알려 주시면 바로 확정합니다."
    launch.scene(-2, "10:50", comment_on_item, "M05", by="yena", body=body)
    body = "고객센터가 배송 지연 멘트를 기다립니다. @조현우 하루 출고량을 언제 알 수 있을까요?"
    launch.scene(-2, "11:15", comment_on_item, "M16", by="taeho", body=body)
    body = "택배사 회신을 받는 대로 올리겠습니다. 다음 영업일 오전까지 확인하겠습니다."
    launch.scene(-1, "17:00", comment_on_item, "M16", by="hyunwoo", body=body)
