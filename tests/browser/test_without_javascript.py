"""The main job where scripts do not run: start a launch, pass its lines on, tick, block, hand in, decide.

A real Chromium with JavaScript switched off, so that what the page offers is what there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from projects.models import Item, Project
from tests import factories

from .conftest import DESK, Watched, watching
from .roles import enter, leave, row, status

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plain(browser: Browser, live_server) -> Iterator[Watched]:
    with watching(browser, live_server.url, java_script_enabled=False, **DESK) as found:
        yield found


def test_a_launch_is_started_worked_on_and_decided_without_scripts(plain: Watched, people: SimpleNamespace) -> None:
    lines = [
        factories.line("M1", "D-6", department=people.marketing, is_blocker=True, scenarios=["연결된다"]),
        factories.line("M2", "D-5", department=people.marketing, evidence_kind="link_or_file"),
        factories.line("S1", "D-4", department=people.sales, is_blocker=True),
    ]
    factories.template(lines, by=people.planner, slug="plain")
    enter(plain, people.planner, "/launches/start/")
    launch = started(plain)
    ticked, proven, blocked = launch.items.order_by("key")

    passed_on(plain, launch, people.marketer)
    tick_refused_then_done_then_taken_back(plain, ticked)
    commented_and_blocked(plain, blocked)
    handed_in(plain, proven)

    plain.page.context.clear_cookies()
    enter(plain, people.second_planner, f"/launches/{launch.pk}/decision/")
    decided(plain, launch)
    leave(plain, "409 (Conflict)", "400 (Bad Request)")


def started(plain: Watched) -> Project:
    page, launch_on = plain.page, timezone.localdate() + timedelta(days=21)
    page.get_by_role("link", name="plain").click()
    page.fill("[name=name]", "스크립트 없이 시작한 런칭")
    page.fill("[name=launch_on]", launch_on.isoformat())
    page.locator("button.button[name=go][value=preview]").click()
    expect(page.locator("tr#row-M1")).to_contain_text("항목 M1")
    page.fill("#late_reason", "계약이 늦게 끝났습니다")
    page.locator("[data-create]").click()
    page.wait_for_url("**/launches/*/")
    launch = Project.objects.get()
    expect(page.locator("h1")).to_have_text("스크립트 없이 시작한 런칭")
    assert (launch.launch_on, launch.late_reason) == (launch_on, "계약이 늦게 끝났습니다")
    return launch


def passed_on(plain: Watched, launch: Project, owner) -> None:
    page = plain.page
    for item in launch.items.filter(key__startswith="M"):
        row(plain, item).locator("[data-select]").check()
    page.locator("#bulk button[value=assign]").click()
    page.select_option("[name=owner_id]", str(owner.pk))
    page.locator("main button[name=deed][value=assign]").click()
    expect(page.locator("main [role=status]")).to_contain_text("2")
    assert launch.items.filter(owner=owner).count() == 2
    page.locator("main a.button").click()


def tick_refused_then_done_then_taken_back(plain: Watched, item: Item) -> None:
    page = plain.page
    row(plain, item).locator("button.tick").click()
    expect(page.locator(".row-error, .form-errors, .banner").first).to_contain_text("시나리오")
    assert status(item) == "todo"
    plain.go(f"/launches/{item.project_id}/items/{item.pk}/")
    page.locator("#scenarios button.tick").click()
    expect(page.locator("#scenarios button.tick")).to_have_attribute("aria-pressed", "true")
    page.locator("#panel .button-primary").first.click()
    expect(row(plain, item)).to_have_attribute("data-state", "done")
    assert status(item) == "done"
    page.locator(".toast [data-undo]").click()
    expect(row(plain, item)).to_have_attribute("data-state", "doing")
    page.locator("#panel .button-primary").first.click()
    expect(row(plain, item)).to_have_attribute("data-state", "done")
    plain.go(f"/launches/{item.project_id}/items/{item.pk}/?act=reopen")
    page.fill("#panel .panel-form [name=reason]", "너무 빨리 눌렀습니다")
    page.locator("#panel .panel-form .button-accent").click()
    expect(row(plain, item)).to_have_attribute("data-state", "doing")
    assert status(item) == "doing"


def commented_and_blocked(plain: Watched, item: Item) -> None:
    page = plain.page
    plain.go(f"/launches/{item.project_id}/items/{item.pk}/")
    page.fill("#panel [name=body]", "어제 다시 물어봤습니다")
    page.locator("#panel .comment-form button").click()
    expect(page.locator("#panel .comments")).to_contain_text("어제 다시 물어봤습니다")
    page.locator("#panel a[href$='?act=block']").click()
    page.fill("#panel [name=reason]", "제휴몰의 회신을 기다립니다")
    page.locator("#panel .panel-form .button-accent").click()
    expect(row(plain, item)).to_have_attribute("data-state", "blocked")
    assert (status(item), item.blocked_reason) == ("blocked", "제휴몰의 회신을 기다립니다")


def handed_in(plain: Watched, item: Item) -> None:
    page = plain.page
    plain.go(f"/launches/{item.project_id}/items/{item.pk}/")
    file = {"name": "가격표.csv", "mimeType": "text/csv", "buffer": "상품,가격\n머그,12000\n".encode()}
    page.locator("#evidence input[type=file]:not([capture])").set_input_files(file)
    page.locator("#evidence .evidence-form .button-small").last.click()
    expect(page.locator("#evidence .evidence")).to_contain_text("가격표.csv")
    assert item.evidence.get().file_name == "가격표.csv"


def decided(plain: Watched, launch: Project) -> None:
    page = plain.page
    page.locator("input[value=conditional_go]").check()
    page.locator("[data-record]").click()
    expect(page.locator(".condition .error").first).to_be_visible()
    assert not launch.decisions.exists()
    page.locator("input[value=conditional_go]").check()
    for condition in page.locator(".condition").all():
        condition.locator("[name$=-accepter_id]").select_option(str(launch.planner_id))
        condition.locator("[name$=-reason]").fill("회신이 오픈 뒤에 옵니다")
        condition.locator("[name$=-fallback]").fill("상담사가 손으로 확인합니다")
        condition.locator("[name$=-follow_up_on]").fill((launch.launch_on + timedelta(days=3)).isoformat())
    page.locator("[data-record]").click()
    expect(page.locator(".decision-line")).to_have_count(1)
    decision = launch.decisions.get()
    assert (decision.verdict, decision.conditions.count()) == ("conditional_go", 2)
