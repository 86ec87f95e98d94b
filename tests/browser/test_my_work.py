"""My work in a real browser: a member comments and blocks without leaving; a lead passes three lines on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import factories
from tests.browser.conftest import DESK, Watched
from tests.browser.test_journey import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def launch(people):
    lines = [factories.line(f"S{n}", f"D-{n} business", department=people.sales) for n in (2, 3, 4)]
    lines.append(factories.line("S9", "D-9 business", department=people.sales, scenarios=["연결된다"]))
    version = factories.template(lines, by=people.planner, slug="my-work")
    today = timezone.localdate()
    owners = {line["key"]: people.salesperson.pk for line in lines}
    day = {"launch_on": today + timedelta(days=30), "announced_on": today}
    return factories.project(version, by=people.planner, owners=owners, **day)


def test_work_is_done_and_passed_on_without_leaving_the_page(watched: Watched, people, launch):
    page = watched.page
    first = launch.items.get(key="S9")
    row = page.locator(f"#item-{first.pk}")
    sign_in(watched, people.salesperson)

    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(row.locator("textarea")).to_be_focused()
    page.keyboard.type("어제 다시 물어봤습니다")
    page.keyboard.press("Escape")
    expect(row).to_be_focused()
    page.keyboard.press("c")
    expect(row.locator("textarea")).to_have_value("어제 다시 물어봤습니다")
    watched.look("comment below its row")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast")).to_be_visible()
    expect(row.locator("textarea")).to_have_count(0)
    assert first.comments.get().body == "어제 다시 물어봤습니다"

    page.locator(f"#item-{first.pk}").focus()
    page.keyboard.press("b")
    expect(row.locator("[name=reason]")).to_be_focused()
    page.keyboard.type("제휴몰의 회신을 기다립니다")
    page.keyboard.press("Control+Enter")
    expect(row).to_have_attribute("data-state", "blocked")
    expect(row).to_contain_text("제휴몰의 회신을 기다립니다")
    watched.look("my work")

    page.set_viewport_size({"width": 360, "height": 740})
    for reached in page.locator(".cell-act [data-block]").all():
        assert min(reached.bounding_box()[side] for side in ("width", "height")) >= 36
    assert page.locator(".cell-act [data-block]").count() == 3
    row.locator("[data-scenarios]").click()
    assert page.locator(".scenarios .tick").bounding_box()["height"] >= 40
    page.set_viewport_size(DESK["viewport"])

    page.context.clear_cookies()
    sign_in(watched, people.sales_lead)
    watched.go("/?scope=department")
    watched.look("department")
    for _line in range(3):
        page.keyboard.press("j")
        page.keyboard.press("s")
    page.locator("#bulk [name=deed][value=assign]").press("Enter")
    chosen = page.locator("#bulk [name=owner_id]")
    expect(chosen).to_be_focused()
    watched.look("lines chosen")
    chosen.select_option(str(people.sales_lead.pk))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#load")).to_contain_text(people.sales_lead.name)
    expect(page.locator("#load tbody tr").first.locator("td.number").first).to_have_text("3")
    assert launch.items.filter(owner=people.sales_lead).count() == 3
    assert watched.faults == []
