"""A planner's day in a real browser: start a launch, tick, block; another planner decides; the record shows it all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from projects.models import Project
from tests import factories
from tests.browser.conftest import Watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def template(people):
    lines = [
        factories.line(
            "A1", "D-9 business", department=people.marketing, is_blocker=True, default_owner=people.marketer
        ),
        factories.line("A2", "D-6 business", department=people.marketing, scenarios=["연결된다"]),
        factories.line(
            "S1", "D-4 business", department=people.sales, is_blocker=True, default_owner=people.salesperson
        ),
        factories.line("C1", "D-1 business", department=people.centre, section="오픈 후 점검"),
    ]
    question = {"key": "overseas", "text": "해외배송 상품이 있습니까?", "kind": "yes_no"}
    return factories.template(lines, by=people.planner, questions=[question], slug="journey")


def sign_in(watched: Watched, person) -> None:
    watched.go(reverse("account_login"))
    watched.page.fill("[name=login]", person.email)
    watched.page.fill("[name=password]", factories.PASSWORD)
    watched.page.press("[name=password]", "Enter")
    watched.page.wait_for_url(f"{watched.base}/")


def start(watched: Watched, template) -> Project:
    """The wizard: a template, then what and when beside the preview."""
    page, today = watched.page, timezone.localdate()
    watched.go("/launches/start/")
    page.click(f"a[href='?template={template.pk}']")
    page.fill("[name=name]", "브라우저로 시작한 런칭")
    page.check("[name=opened_to] >> nth=0")
    page.check(".questions input[type=radio] >> nth=0")
    page.fill("[name=launch_on]", (today + timedelta(days=21)).isoformat())
    page.fill("#late_reason", "계약이 늦게 끝났습니다")
    watched.look("preview")
    page.click("button[formaction$='/create/']")
    page.wait_for_url("**/launches/*/")
    return Project.objects.get()


def test_from_the_wizard_to_the_record(watched: Watched, people, template):
    page = watched.page
    watched.go(reverse("account_login"))
    watched.look("sign in")
    sign_in(watched, people.planner)
    project = start(watched, template)
    assert (project.name, project.items.count()) == ("브라우저로 시작한 런칭", 4)
    watched.look("launch")

    ticked, blocked = project.items.get(key="A1"), project.items.get(key="S1")
    page.click(f"#item-{ticked.pk} button.tick")
    expect(page.locator(f"#item-{ticked.pk}")).to_have_attribute("data-state", "done")

    page.click(f"#item-{blocked.pk} a.row-title")
    page.click("#panel a[href$='?act=block']")
    page.fill("#panel [name=reason]", "제휴몰의 회신을 기다립니다")
    page.click("#panel .panel-form .button-accent")
    expect(page.locator(f"#item-{blocked.pk}")).to_have_attribute("data-state", "blocked")
    assert {i.key: i.status for i in project.items.all()} == {"A1": "done", "A2": "todo", "S1": "blocked", "C1": "todo"}

    page.goto("about:blank")  # the panel may still be loading who was told, which nobody in particular may not
    page.context.clear_cookies()
    sign_in(watched, people.second_planner)
    decide_on_condition(watched, project)
    watched.go(f"/launches/{project.pk}/history/")
    history = page.locator("main .history")
    for words in (ticked.title, blocked.title, "제휴몰의 회신을 기다립니다", people.second_planner.name):
        expect(history).to_contain_text(words)
    assert watched.faults == []


def decide_on_condition(watched: Watched, project: Project) -> None:
    page = watched.page
    watched.go(f"/launches/{project.pk}/decision/")
    watched.look("decision")
    expect(page.locator("input[value=go]")).to_be_disabled()
    page.check("input[value=conditional_go]")
    condition = page.locator(".condition")
    condition.locator("[name$=-accepter_id]").select_option(index=1)
    condition.locator("[name$=-reason]").fill("회신이 오픈 뒤에 옵니다")
    condition.locator("[name$=-fallback]").fill("상담사가 손으로 확인합니다")
    condition.locator("[name$=-follow_up_on]").fill((project.launch_on + timedelta(days=3)).isoformat())
    page.click("#decide .button-primary")
    expect(page.locator(".condition")).to_have_count(0)
    decision = project.decisions.get()
    assert decision.verdict == "conditional_go"
    assert decision.conditions.get().item.key == "S1"
    watched.look("decided")
