from __future__ import annotations

from projects.models import Project
from records.models import BriefLine, Part
from records.services.brief_publishing import open_brief, publish_brief, published_of, read_brief
from records.services.briefs import add_line, change_line, fill_draft, leave_out_line

from ..story import Story
from . import just_started, on_condition

# What the planner writes in the lines that the launch brings, by the key of their item, or by their part.
FILLED = {
    Part.SUMMARY: "재구매 고객 12만 명에게 7% 쿠폰을 안내하는 알림톡이 나갑니다.",
    Part.WHEN: "오전 9시에 시작해 11시까지 세 번에 나누어 보냅니다. 쿠폰은 **이달 말 23시 59분**까지 씁니다.",
    "B01": "최근 6개월 안에 한 번 산 수신 동의 고객 12만 명에게 알림톡으로 나갑니다. 받지 못한 분께는 LMS를 보냅니다.",
    "B11": '고객이 받는 문안은 "[다온마켓] 반갑습니다. 7% 쿠폰을 보내 드렸습니다. 수신 거부 080-000-0000"입니다.',
    "B16": "발송 뒤 2시간 동안 문의 900건을 예상해 14명이 응대하며, 가장 몰리는 시간은 10시부터 11시까지입니다.",
    "B17": (
        "고객이 발송이 맞는지 물으면 발신번호 1588-0000과 발송 시각을 맞춰 보고 "
        '"네, 저희가 보내 드린 알림톡이 맞습니다. 쿠폰함에서 바로 확인하실 수 있습니다."라고 답합니다. '
        "수신 거부는 고객 정보 > 수신 설정 화면에서 바로 접수합니다."
    ),
}
ADDED: tuple[tuple[Part, str, str], ...] = (
    (
        Part.TERMS,
        "쿠폰 조건",
        "| 주문 금액 | 할인 |\n|---|---|\n| 30,000원 이상 | 7%, 최대 5,000원 |\n| 30,000원 미만 | 없음 |\n\n"
        "42,000원을 주문하면 2,940원이 빠져 **39,060원**을 냅니다.",
    ),
    (
        Part.FAQ,
        "쿠폰이 보이지 않아요",
        '"앱을 다시 여시면 쿠폰함에 나타납니다. 그래도 없으면 성함과 연락처를 남겨 주세요."',
    ),
    (Part.AVOID, "", "쿠폰을 다시 준다거나 기한을 늘려 준다고 약속하지 않습니다."),
    (Part.AUTHORITY, "보상", "상담사는 3,000원 적립금까지, 팀장은 10,000원까지 정합니다. 그 이상은 CX기획에 넘깁니다."),
    (Part.ESCALATION, "", "쿠폰 오류는 마케팅 당직(내선 2104)에 넘기고, 30분 안에 답을 받습니다."),
    (Part.CONFIRMING, "기한이 지난 쿠폰을 다시 줄 수 있습니까?", "아니요. 약속하지 않고 담당 부서에 확인합니다."),
    (Part.CONFIRMING, "3만 원 미만 주문에도 할인됩니까?", "아니요. 3만 원 이상 주문만 됩니다."),
    (Part.CONFIRMING, "수신 거부는 어디에서 접수합니까?", "고객 정보 화면의 수신 설정에서 바로 접수합니다."),
)
BANNER = (
    "쿠폰 배너의 종료일",
    "UX · 발송 당일 08시까지 고칩니다. 지금은 배너에 지난달 날짜가 보입니다.",
    '"배너의 날짜가 잘못되었습니다. 쿠폰은 이달 말까지 쓰실 수 있습니다."',
)


def briefs(story: Story) -> None:
    """A brief in its second version, which not everybody has read, and the draft of another launch."""
    story.on(story.day(-3), "14:10", lambda: _first(story))
    story.on(story.day(-3), "15:20", lambda: _read(story, "eunbi", 1))
    story.on(story.day(-2), "09:25", lambda: _read(story, "junseo", 1))
    story.on(story.day(-1), "17:20", lambda: _second(story))
    story.on(story.day(-1), "17:50", lambda: _read(story, "eunbi", 2))
    story.on(story.day(-1), "16:30", lambda: fill_draft(_project(just_started.NAME).pk, by=story.company["seoyeon"]))


def _first(story: Story) -> None:
    project, by = _project(on_condition.NAME), story.company["seoyeon"]
    fill_draft(project.pk, by=by)
    for part, label, text in ADDED:
        add_line(project.pk, by=by, part=part, label=label, text=text)
    _fill_in(story)
    publish_brief(project.pk, by=by, note="", after_number=0, accept_days=1)


def _second(story: Story) -> None:
    """What became ready since, and the banner that is not: the condition of the decision, in words for agents."""
    project, by = _project(on_condition.NAME), story.company["seoyeon"]
    fill_draft(project.pk, by=by)
    _fill_in(story)
    label, text, meanwhile = BANNER
    add_line(project.pk, by=by, part=Part.NOT_READY, label=label, text=text, meanwhile=meanwhile)
    limits = project.brief_lines.get(part=Part.AUTHORITY)
    more = "상담사는 5,000원 적립금까지, 팀장은 10,000원까지 정합니다. 그 이상은 CX기획에 넘깁니다."
    change_line(limits.pk, by=by, part=limits.part, label=limits.label, text=more)
    note = "배너 날짜 안내를 넣고, 상담사 보상 한도를 5,000원으로 올렸습니다."
    publish_brief(project.pk, by=by, note=note, after_number=1, accept_days=1)


def _fill_in(story: Story) -> None:
    """Word the lines that the launch brought; what has no words yet is left out."""
    by = story.company["seoyeon"]
    lines = BriefLine.objects.filter(project__name=on_condition.NAME, is_written=False).exclude(part=Part.NOT_READY)
    for line in lines.select_related("item"):
        words = FILLED.get(line.item.key if line.item else Part(line.part))
        if words:
            change_line(line.pk, by=by, part=line.part, label=line.label, text=words)
        elif not line.item_id and line.part != Part.WHO:
            leave_out_line(line.pk, by=by)


def _read(story: Story, who: str, number: int) -> None:
    brief = published_of(_project(on_condition.NAME))[0]
    if brief and brief.project_id:
        open_brief(brief, by=story.company[who])
        read_brief(brief.project_id, by=story.company[who], number=number)


def _project(name: str) -> Project:
    return Project.objects.get(name=name)
