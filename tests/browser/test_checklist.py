"""A planner on a checklist, by keyboard: choose lines, assign them, move a date into a conflict, tick a scenario."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from projects.models import Item
from projects.services.lines import set_due
from tests import factories
from tests.browser.conftest import Watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_choosing_assigning_dating_and_verifying_without_leaving_the_list(watched: Watched, people):
    page, today = watched.page, timezone.localdate()
    lines = [
        factories.line("A1", "D-9 business", department=people.marketing, scenarios=["연결된다", "보인다"]),
        factories.line("A2", "D-6 business", department=people.marketing),
        factories.line("S1", "D-4 business", department=people.sales, section="오픈 후 점검"),
    ]
    version = factories.template(lines, by=people.planner)
    launch = factories.project(version, by=people.planner, launch_on=today + timedelta(days=30), announced_on=today)
    first, second, third = launch.items.order_by("pk")
    watched.go(reverse("account_login"))
    page.fill("[name=login]", people.planner.email)
    page.fill("[name=password]", factories.PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{watched.base}/")
    watched.go(f"/launches/{launch.pk}/?by=department")

    # Choose the whole of a head and one line more, by keyboard; the bar counts them.
    page.locator("[data-select-all]").first.focus()
    page.keyboard.press("Space")
    page.locator(f"#item-{third.pk} [data-select]").focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-select]:checked")).to_have_count(3)
    watched.look("lines chosen")
    page.locator("#bulk button[value=assign]").press("Enter")
    page.locator("#bulk [name=owner_id]").select_option(str(people.marketer.pk))
    page.locator("#bulk-ask button[value=assign]").press("Enter")
    expect(page.locator(f"#item-{third.pk} .cell-owner")).to_have_text("박지훈")
    expect(page.locator("[data-select]:checked")).to_have_count(0)
    assert launch.items.filter(owner=people.marketer).count() == 3

    # The date of a line, while somebody else changes it: shown, then changed knowingly.
    page.locator(f"#item-{second.pk} [data-date]").press("Enter")
    date = page.locator(f"#item-{second.pk} [name=due_on]")
    expect(date).to_be_focused()
    watched.look("a date in its row")
    page.keyboard.press("Escape")
    expect(page.locator(f"#item-{second.pk} [data-date]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(date).to_be_focused()
    theirs, ours = today + timedelta(days=11), today + timedelta(days=12)
    set_due(second.pk, by=people.second_planner, due_on=theirs, reason="먼저 옮김")
    date.fill(ours.isoformat())
    page.fill(f"#item-{second.pk} [name=reason]", "회신이 늦습니다")
    page.locator(f"#item-{second.pk} [data-row-form] .button-primary").press("Enter")
    expect(page.locator(f"#item-{second.pk} .row-form-stale")).to_contain_text("송태호")
    assert Item.objects.get(pk=second.pk).due_on == theirs
    page.locator(f"#item-{second.pk} [data-row-form] .button-primary").press("Enter")
    expect(page.locator("[data-row-form]")).to_have_count(0)
    assert Item.objects.get(pk=second.pk).due_on == ours

    # Scenarios below the row, and folded again.
    page.locator(f"#item-{first.pk} [data-scenarios]").press("Enter")
    page.locator(f"#item-{first.pk}-scenarios button.tick").first.press("Enter")
    expect(page.locator(f"#item-{first.pk} .pips")).to_contain_text("1/2")
    watched.look("scenarios unfolded")
    page.keyboard.press("Escape")
    expect(page.locator(f"#item-{first.pk}-scenarios")).to_have_count(0)

    # Words narrow the list while one types, and stand in the address.
    page.fill("[data-filter]", "항목 S1")
    expect(page.locator(".checklist .row:visible")).to_have_count(1)
    assert "q=" in page.url
    told = "412 (Precondition Failed)"  # Chromium's own line about the conflict
    assert [fault for fault in watched.faults if told not in fault] == []
