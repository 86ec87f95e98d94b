"""A launch with marked lines and a contact centre with many agents, for the tests of briefs."""

from __future__ import annotations

from types import SimpleNamespace

from accounts.models import Department, Role, User
from projects.models import Item, Project
from records.models import HandoverVersion
from records.services.brief_publishing import publish_brief
from records.services.briefs import fill_draft
from tests import factories


def marked_launch(people: SimpleNamespace, launch: Project) -> Project:
    """The launch of the tests with two marked lines: one done, one open."""
    Item.objects.filter(project=launch, key="A1").update(
        title="쿠폰 혜택 조건표", brief_line="혜택은 쿠폰 5,000원입니다.", status="done", done_at=launch.created_at,
        done_by=people.marketer,
    )  # fmt: skip
    Item.objects.filter(project=launch, key="S1").update(title="반품 주소", brief_line="반품은 〈주소〉로 받습니다.")
    return launch


def agents_of(centre: Department, count: int) -> list[User]:
    return [factories.user(Role.PARTNER_AGENT, department=centre, name=f"상담사{number:02}") for number in range(count)]


def published(people: SimpleNamespace, launch: Project, *, note: str = "", after_number: int = 0) -> HandoverVersion:
    """The draft as it stands then, filled from the launch the first time."""
    if not launch.brief_lines.exists():
        fill_draft(launch.pk, by=people.planner)
    return publish_brief(launch.pk, by=people.planner, note=note, after_number=after_number)
