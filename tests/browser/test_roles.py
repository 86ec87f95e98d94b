"""One piece of each role's day inside the company, in a real browser: the work by which the role is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from accounts.models import CalendarDay, Department, Invitation
from projects.models import Project
from projects.services.items import complete_item
from tests import factories

from .conftest import PHONE, Watched, watching
from .roles import begun, enter, leave, row, status

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


@pytest.fixture
def launch(people) -> Project:
    return begun(people)


@pytest.fixture
def phone(browser: Browser, live_server) -> Iterator[Watched]:
    with watching(browser, live_server.url, **PHONE) as found:
        yield found


def test_a_planner_starts_moves_passes_on_and_decides(watched: Watched, people, launch):
    page = watched.page
    enter(watched, people.second_planner)
    page.keyboard.press("Control+k")
    page.keyboard.type("런칭 시작")
    page.get_by_role("option", name="런칭 시작").click()
    page.get_by_role("link", name="roles").first.click()
    page.get_by_label("이름").first.fill("두 번째 입점몰")
    page.fill("#id_launch_on", "+21")
    page.fill("#late_reason", "계약이 늦게 끝났습니다")
    page.locator("[data-create]").click()
    page.wait_for_url("**/launches/*/")
    second = Project.objects.exclude(pk=launch.pk).get()
    assert second.items.count() == 6

    page.get_by_role("link", name="D-day 이동").click()
    moved_to = second.launch_on + timedelta(days=7)
    page.fill("[name=launch_on]", moved_to.isoformat())
    page.fill("[name=reason]", "제휴사 요청")
    page.get_by_role("button", name="날짜 비교").click()
    page.get_by_role("button", name="D-day 이동").click()
    page.wait_for_url(f"**/launches/{second.pk}/")
    second.refresh_from_db()
    assert second.launch_on == moved_to

    page.locator("[data-select-all]").first.check()
    page.locator("#bulk button[value=assign]").click()
    page.select_option("#bulk [name=owner_id]", str(people.planner.pk))
    page.locator("#bulk-ask button[value=assign]").click()
    expect(page.locator("[data-select]:checked")).to_have_count(0)
    assert second.items.filter(owner=people.planner).count() == 5

    page.locator(".page-actions").get_by_role("link", name="오픈 판정").click()
    expect(page.locator("[data-record]")).to_have_count(0)  # somebody else decides on what one runs oneself
    watched.go(f"/launches/{launch.pk}/decision/")
    page.get_by_role("radio", name="조건부 GO").check()
    for condition in page.locator(".condition").all():
        condition.locator("[name$=-accepter_id]").select_option(str(people.planner.pk))
        condition.locator("[name$=-reason]").fill("회신이 늦습니다")
        condition.locator("[name$=-fallback]").fill("상담사가 손으로 확인합니다")
        condition.locator("[name$=-follow_up_on]").fill((launch.launch_on + timedelta(days=3)).isoformat())
    page.locator("[data-record]").click()
    expect(page.locator(".decision-line")).to_have_count(1)
    decision = launch.decisions.get()
    assert (decision.verdict, decision.conditions.count()) == ("conditional_go", 2)
    leave(watched)


def test_a_member_ticks_blocks_and_hands_in_with_a_thumb(phone: Watched, people, launch):
    page, first, second = phone.page, factories.item(launch, "M1"), factories.item(launch, "M2")
    enter(phone, people.marketer)
    line = row(phone, first)
    line.locator("button.tick").tap()
    expect(line.locator(".row-error")).to_be_visible()
    assert status(first) == "todo"

    line.locator("[data-scenarios]").tap()
    page.locator(f"#item-{first.pk}-scenarios").get_by_role("button", name="연결된다").tap()
    expect(line.locator(".pips")).to_contain_text("1/1")
    line.locator("button.tick").tap()
    expect(line).to_have_attribute("data-state", "done")
    assert status(first) == "done"
    line.get_by_role("button", name="되돌리기").tap()
    expect(line).not_to_have_attribute("data-state", "done")
    assert status(first) != "done"

    line.locator("[data-comment]").tap()  # the thumb has one square for words; within it, what else can be said
    line.locator(".drawer-deeds a").last.tap()
    line.locator("[name=reason]").fill("제휴몰의 회신을 기다립니다")
    line.locator("[data-drawer] .button-accent").tap()
    expect(line).to_have_attribute("data-state", "blocked")
    phone.look("member: my work on a phone")

    row(phone, second).locator(".lacks").tap()
    page.wait_for_url(f"**/items/{second.pk}/**")
    page.locator("#evidence input[type=file]:not([capture])").set_input_files(
        {"name": "화면.png", "mimeType": "image/png", "buffer": PICTURE}
    )
    expect(page.locator("#evidence .piece-picture, #evidence .evidence li")).not_to_have_count(0)
    assert second.evidence.get().file_name == "화면.png"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    leave(phone, "422 (Unprocessable Entity)")


def test_a_lead_sees_the_load_answers_for_it_and_signs_off(watched: Watched, people, launch):
    page = watched.page
    passed_on, good, poor = (factories.item(launch, key) for key in ("S1", "S2", "S3"))
    complete_item(good.pk, by=people.salesperson)
    complete_item(poor.pk, by=people.salesperson)
    enter(watched, people.sales_lead)
    page.locator("main a[href*='scope=department']").first.click()
    expect(page.locator("#load")).to_contain_text(people.salesperson.name)

    row(watched, passed_on).locator("[data-assign]").click()
    row(watched, passed_on).locator("[name=owner_id]").select_option(str(people.sales_lead.pk))
    row(watched, passed_on).locator("[data-row-form] .button-primary").click()
    expect(row(watched, passed_on).locator(".cell-owner")).to_contain_text(people.sales_lead.name)

    watched.go("/")
    row(watched, good).get_by_role("button", name="승인").click()
    expect(row(watched, good).get_by_role("button", name="승인")).to_have_count(0)
    row(watched, poor).get_by_role("link", name="돌려보내기").click()
    row(watched, poor).locator("[name=reason]").fill("가격표가 빠졌습니다")
    row(watched, poor).locator("[data-drawer] .button-accent").click()
    expect(page.locator(f"#item-{poor.pk} [data-drawer]")).to_have_count(0)
    assert (status(passed_on), status(good), status(poor)) == ("todo", "done", "doing")
    assert passed_on.owner == people.sales_lead

    watched.go(f"/launches/{launch.pk}/decision/")
    assert page.locator("#decide button").count() == 0
    page.locator(".sign-off-form [value=conditional]").check()
    page.locator(".sign-off-form [name=note]").fill("가격표를 받은 뒤에 엽니다")
    page.get_by_role("button", name="승인 기록").click()
    expect(page.locator(".sign-offs")).to_contain_text("가격표를 받은 뒤에 엽니다")
    assert launch.sign_offs.get().by == people.sales_lead
    watched.look("lead: signed off")
    leave(watched)


def test_an_executive_reads_and_finds_nothing_that_fails(watched: Watched, people, launch):
    page = watched.page
    enter(watched, people.viewer, "/wall/")
    expect(page.locator("main")).to_contain_text(launch.name)
    offered = {*addresses(watched)}
    for path, words in (("/insights/", "지표"), ("/reports/", launch.name), (f"/launches/{launch.pk}/", "항목 M1")):
        watched.go(path)
        expect(page.locator("main")).to_contain_text(words)
        assert page.locator("main form[method=post] button:visible, main [hx-post]:visible").count() == 0, path
        offered |= {*addresses(watched)}
    refused = {path: answer.status for path in offered if not (answer := page.request.get(watched.base + path)).ok}
    assert refused == {}
    leave(watched)


def addresses(watched: Watched) -> list[str]:
    """Where the page itself leads; files apart, which have tests of their own, and its other orders."""
    found = watched.page.eval_on_selector_all("main a[href]", "all => all.map((each) => each.href)")
    paths = {urlsplit(each).path for each in found if each.startswith(watched.base)}
    return sorted(path for path in paths if "export" not in path)


def test_an_administrator_invites_and_sets_up(watched: Watched, people):
    page, closed_on = watched.page, timezone.localdate() + timedelta(days=20)
    enter(watched, people.admin, "/departments/")
    page.locator("a[href$='/departments/new/']").first.click()
    page.fill("[name=name]", "물류")
    page.fill("[name=name_en]", "Logistics")
    page.fill("[name=slug]", "logistics")
    page.locator("main form .button-primary").click()
    expect(page.locator(".people-table")).to_contain_text("물류")
    made = Department.objects.get(slug="logistics")

    page.locator(f"#department-{made.pk} a[href*='/people/invite/']").click()
    page.fill("[name=emails]", "hyunwoo@example.com")
    page.select_option("[name=role]", "lead")
    expect(page.locator("[name=department]")).to_have_value(str(made.pk))
    page.get_by_role("button", name="초대 보내기").click()
    expect(page.locator("main")).to_contain_text("hyunwoo@example.com")
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.department) == ("lead", made)
    watched.look("administrator: people")

    watched.go("/departments/calendar/")
    page.fill("[name=on]", closed_on.isoformat())
    page.fill("[name=name]", "창립기념일")
    page.locator("main aside form .button-primary").click()
    assert CalendarDay.objects.get().name == "창립기념일"
    watched.go(f"/departments/calendar/?year={closed_on.year}")
    expect(page.locator("table")).to_contain_text("창립기념일")
    leave(watched)
