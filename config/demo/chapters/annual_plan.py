from __future__ import annotations

from datetime import timedelta

from checklists.models import Template
from projects.services.planning import add_planned

from ..story import Story

# Weeks from today, and what opens then.
PLAN = (
    (5, "신년 감사제", "monthly-promotion", "고객 등급별 쿠폰을 함께 엽니다"),
    (5, "신년 감사 문자", "bulk-message", ""),
    (8, "네이버 입점 고객센터 오픈", "partner-mall-centre", "계약 협의 중"),
    (11, "봄맞이 기획전", "exhibition-page", ""),
    (14, "새 간편결제 추가", "payment-method", "PG 일정에 맞춥니다"),
    (17, "교환 배송비 정책 변경", "policy-review", ""),
    (22, "주문 조회 어드민 개편 인수인계", "admin-handover", ""),
)


def annual_plan(story: Story) -> None:
    """What the team has in mind for the months to come."""
    story.on(story.day(-5), "15:30", lambda: _plan(story))


def _plan(story: Story) -> None:
    templates = Template.objects.in_bulk([slug for _weeks, _name, slug, _note in PLAN], field_name="slug")
    for weeks, name, slug, note in PLAN:
        launch_on = story.calendar.next_open(story.today + timedelta(weeks=weeks))
        template = templates[slug]
        add_planned(
            by=story.company["seoyeon"],
            name=name,
            launch_type_id=template.launch_type_id,
            launch_on=launch_on,
            template_id=template.pk,
            planner_id=story.company["taeho"].pk,
            note=note,
        )
