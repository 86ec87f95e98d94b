from __future__ import annotations

from checklists.content import ScenarioContent
from checklists.models import Proposal, Template
from checklists.schedule import Rule, Unit
from checklists.services.lines import add_line, change_line
from checklists.services.proposals import Offer, decline_proposal, propose_lines
from checklists.services.publishing import publish_draft

from ..story import Story

TEMPLATE = "partner-mall-centre"
NOTE = "톡 상담 시간 안내를 더하고 ARS 시험에 야간 통화를 넣었습니다"
AT_NIGHT = (
    "22시에 걸어 야간 안내 뒤 콜백이 접수된다",
    "A call at 22:00 hears the night message and is booked for a callback",
)
PROPOSALS = (
    (
        "쿠폰 소진 알림을 고객센터에 자동으로 보내기",
        "지난달 오전에 쿠폰이 소진됐는데 상담사가 고객 문의로 알았습니다.",
    ),
    ("행사 종료 다음 날 재고 실사", "행사와 관계없이 매달 하고 있는 일과 겹치는지 봐 주세요."),
)
DECLINED = "물류에서 매달 하는 정기 실사와 같아 넣지 않습니다."


def templates(story: Story) -> None:
    """What the team learned: a new version that running launches have not taken over yet, and proposals."""
    story.on(story.day(-3), "14:20", lambda: _propose(story))
    story.on(story.day(-2), "10:30", lambda: _publish(story))
    story.on(story.day(-2), "11:10", lambda: _decline(story))


def _publish(story: Story) -> None:
    template = Template.objects.get(slug=TEMPLATE)
    planner = story.company["seoyeon"]
    draft = template.versions.drafts().get()
    tested = draft.items.prefetch_related("scenarios").get(key="P04")
    scenarios = tuple(ScenarioContent(s.text, s.text_en, s.rule, s.condition) for s in tested.scenarios.all())
    night = ScenarioContent(*AT_NIGHT)
    change_line(template.pk, "P04", by=planner, revision=tested.revision, scenarios=(*scenarios, night))
    section = draft.sections.get(title="커뮤니케이션 채널")
    title = "톡 상담 시간과 자동응답 문구를 제휴몰 화면과 맞추기"
    added = add_line(template.pk, by=planner, section_id=section.pk, title=title, after="P16")
    change_line(
        template.pk,
        added.key,
        by=planner,
        revision=added.revision,
        title_en="Match chat hours and automatic replies with what the mall shows",
        rule=Rule(-4, Unit.BUSINESS),
        guidance="- 제휴몰 판매자 화면의 상담 시간과 톡 자동응답에 적힌 시간을 나란히 놓고 비교합니다.",
        guidance_en="- Put the hours in the mall's seller page beside those in the automatic reply.",
    )
    publish_draft(template.pk, by=planner, note=NOTE)


def _propose(story: Story) -> None:
    marketing, rule = story.company.departments["marketing"], Rule(-3, Unit.BUSINESS)
    offers = [Offer(title=title, department=marketing, rule=rule, note=note) for title, note in PROPOSALS]
    template = Template.objects.get(slug="monthly-promotion")
    propose_lines(template.pk, offers, by=story.company["taeho"])


def _decline(story: Story) -> None:
    title, _note = PROPOSALS[-1]
    proposal = Proposal.objects.waiting().get(title=title)
    decline_proposal(proposal.pk, by=story.company["seoyeon"], reason=DECLINED)
