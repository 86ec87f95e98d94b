from __future__ import annotations

from datetime import timedelta
from typing import Any

from checklists.models import Template
from ledger.services import Said
from projects.models import Project
from records.models import Surprise
from records.services.reviews import decide_in_review, write_review
from records.services.surprise_answers import answer_surprise, exempt_surprise, settle_surprise
from records.services.surprise_lessons import LineOffer, propose_from_surprise
from records.services.surprises import Report, count_inquiries, link_surprise, report_surprise

from ..story import SEOUL, Story

OPENED = "네이버 스마트스토어 고객센터 오픈"
BANNER, COUPON, SCREEN, RECALL, TALK = (
    "첫 화면에 이틀짜리 특가 배너",
    "주말 쿠폰의 최소 금액이 바뀜",
    "주문 관리 화면의 취소 버튼 위치",
    "이물질 신고로 판매를 멈춘 상품",
    "스마트스토어 톡 상담 시간이 다르게 표시됨",
)
ANSWERS = (
    "교환 연동보다 반품 접수 방법을 묻는 문의가 많았습니다. 첫 주 문의의 3분의 1입니다.",
    "톡 상담 시간이 스토어 화면에 어떻게 보이는지 오픈 이틀 전에는 알았어야 합니다.",
    "톡 자동응답 문구 점검이 체크리스트에 없었습니다.",
    "적립금이 쌓이지 않는 이유와 반품비를 누가 내는지 가장 많이 설명했습니다.",
    "오픈 당일 아침에 고객 화면을 함께 열어 보는 항목을 더합니다.",
)


def surprises(story: Story) -> None:
    """Five in three months, most of them settled by what changes; the last one waits for its answer."""
    story.on(story.day(-58), "15:20", lambda: _report(story, "junseo", BANNER, "customer", "marketing", 23))
    _answered(
        story, BANNER, -56, "jihoon", "하루짜리라 런칭으로 등록하지 않았습니다. 짧은 행사도 알려야 하는지 몰랐습니다."
    )
    _settled(
        story,
        BANNER,
        -54,
        "이틀 이하 배너도 시작 알림 한 줄을 상담 채널에 남깁니다. 마케팅 주간 계획표에 칸을 더했습니다.",
    )

    story.on(story.day(-37), "10:15", lambda: _report(story, "dain", COUPON, "agent", "marketing", 11))
    story.on(story.day(-36), "16:40", lambda: count_inquiries(_id(COUPON), by=story.company["eunbi"], more=8))
    _answered(story, COUPON, -35, "jihoon", "금요일 저녁에 조건을 바꾸고 월요일에 알릴 예정이었습니다.")
    story.on(story.day(-34), "11:20", lambda: _propose(story))
    _settled(story, COUPON, -33, "쿠폰 조건이 바뀌면 적용 전에 고객센터 확인을 받습니다. 템플릿에 항목을 제안했습니다.")

    story.on(story.day(-22), "13:50", lambda: _report(story, "junseo", SCREEN, "late_sharing", "it", 0))
    story.on(story.day(-21), "09:50", lambda: _on_behalf(story))
    _settled(
        story, SCREEN, -20, "상담사가 쓰는 화면이 바뀌면 배포 5영업일 전에 새 화면을 전달하고 수신확인을 받습니다."
    )

    story.on(story.day(-14), "17:35", lambda: _report(story, "eunbi", RECALL, "app", "md", 6))
    reason = "안전 문제로 판매를 멈춘 것이라 미리 알릴 수 없었습니다. 중지 30분 뒤에 알렸습니다."
    story.on(story.day(-13), "09:40", lambda: exempt_surprise(_id(RECALL), by=story.company["taeho"], reason=reason))
    _settled(story, RECALL, -13, "판매를 멈출 때 상담 채널에 함께 알리는 순서를 비상 연락망에 적었습니다.")

    story.on(story.day(-4), "11:05", lambda: _of_launch(story))
    _answered(story, TALK, -3, "hayoon", "스토어 기본 시간이 그대로 남아 있었습니다. 같은 날 고쳤습니다.")
    _review(story)


def _launch() -> Project:
    return Project.objects.get(name=OPENED)


def _id(title: str) -> int:
    return Surprise.objects.get(title=title).pk


def _report(story: Story, by: str, title: str, way: str, department: str, inquiries: int) -> None:
    asked = story.company.departments[department].pk
    report_surprise(Report(title, way, inquiries=inquiries, department_id=asked), by=story.company[by])


def _answered(story: Story, title: str, day: int, by: str, words: str) -> None:
    story.on(story.day(day), "14:10", lambda: answer_surprise(_id(title), by=story.company[by], words=words))


def _settled(story: Story, title: str, day: int, lesson: str) -> None:
    story.on(story.day(day), "17:00", lambda: settle_surprise(_id(title), by=story.company["seoyeon"], lesson=lesson))


def _propose(story: Story) -> None:
    offer = LineOffer(
        title="쿠폰 조건 변경을 적용 전에 고객센터에 알리기",
        note="주말에 최소 금액이 바뀌어 상담사가 고객 문의로 알았습니다(19건).",
        template_id=Template.objects.get(slug="monthly-promotion").pk,
        offset=-1,
    )
    propose_from_surprise(_id(COUPON), offer, by=story.company["jihoon"])


def _on_behalf(story: Story) -> None:
    told = story.clock.moment.astimezone(SEOUL) - timedelta(hours=1)
    words = "배포 당일 아침에 메신저로 알렸습니다. 상담사가 매일 쓰는 버튼인 줄 몰랐습니다."
    said = Said("강민재", "phone", told)
    answer_surprise(_id(SCREEN), by=story.company["seoyeon"], words=words, said=said)


def _of_launch(story: Story) -> None:
    """Of the launch that has just opened; the line that was ticked although the customer saw something else."""
    launch = _launch()
    report = Report(
        TALK,
        "customer",
        inquiries=9,
        details="고객 화면에는 24시간으로 보입니다. 저녁에 답이 없다는 문의가 이어집니다.",
        project_id=launch.pk,
        department_id=story.company.departments["sales"].pk,
    )
    made = report_surprise(report, by=story.company["dain"])
    item = launch.items.get(key="P16")
    link_surprise(made.pk, by=story.company["seoyeon"], project_id=launch.pk, item_id=item.pk, item_fault="ticked")


def _review(story: Story) -> None:
    """D+7 of the launch that opened eight days ago, on the last working day."""
    day = story.day(-1)
    seoyeon, company = story.company["seoyeon"], story.company
    words = "오픈 당일 09:30에 고객 화면을 함께 열어 봅니다. 점검표는 영업이 만듭니다."
    promise: dict[str, Any] = {"owner_id": company["hayoon"].pk, "due_on": story.calendar.shift(story.today, 4)}
    story.on(day, "16:10", lambda: write_review(_launch().pk, 7, ANSWERS, by=seoyeon))
    story.on(day, "16:25", lambda: decide_in_review(_launch().pk, 7, by=seoyeon, words=words, **promise))
