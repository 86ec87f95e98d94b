"""The inbox in a real browser: answered by keyboard row by row, and a past day opened in its place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from notifications.models import Notification
from tests import factories
from tests.browser.conftest import Watched
from tests.browser.test_journey import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told(people):
    """Three reminders of today that wait for an answer, and two of a day last week that are over."""
    lines = [factories.line(f"S{n}", f"D-{n} business", department=people.sales) for n in (2, 3, 4)]
    version = factories.template(lines, by=people.planner, slug="inbox")
    today = timezone.localdate()
    owners = {line["key"]: people.salesperson.pk for line in lines}
    day = {"launch_on": today + timedelta(days=30), "announced_on": today}
    launch = factories.project(version, by=people.planner, owners=owners, **day)
    about = {"recipient": people.salesperson, "kind": "reminder", "urgency": "digest", "topic": "D-7"}
    about |= {"project": launch, "due_on": today + timedelta(days=7), "audience": "owner"}
    Notification.objects.all().delete()
    over = {"created_at": timezone.now() - timedelta(days=7), "state": "cancelled", "closed_reason": "item_closed"}
    items = list(launch.items.order_by("pk"))
    return Notification.objects.bulk_create(
        [Notification(**about, item=item, dedupe_key=f"now {item.pk}") for item in items]
        + [Notification(**about, **over, item=item, dedupe_key=f"over {item.pk}") for item in items[:2]]
    )


def test_the_inbox_is_answered_by_keyboard_and_on_a_phone(watched: Watched, people, told):
    page = watched.page
    sign_in(watched, people.salesperson)
    watched.go("/inbox/")
    rows = page.locator("[id^=notification-]")
    expect(rows).to_have_count(3)
    watched.look("inbox")

    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("x")
    expect(rows.nth(1)).to_be_focused()
    expect(rows.nth(0).locator(".message-done")).to_be_visible()
    expect(page.locator("#announcer")).to_contain_text(told[2].item.title)
    expect(page.locator("#inbox-filters a", has_text="답이 필요함")).to_contain_text("2")
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()

    page.locator(".fold").focus()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(5)
    expect(rows.nth(3)).to_be_focused()

    page.set_viewport_size({"width": 360, "height": 740})
    button = rows.nth(1).locator("[data-done]")
    size = button.bounding_box()
    assert size["height"] >= 44
    assert size["width"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    watched.look("inbox on a phone")
    button.click()
    expect(rows.nth(1).locator(".message-done")).to_be_visible()
    rows.nth(2).locator("[data-open]").click()
    page.wait_for_url(f"**/items/{told[0].item_id}/")
    assert watched.faults == []
    assert Notification.objects.filter(acknowledged_at__isnull=False).count() == 2
    assert not Notification.objects.open().filter(read_at__isnull=True).exists()
