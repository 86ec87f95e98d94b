"""A planner's morning with many launches: narrow the list, keep it under a name, find it again; months by keyboard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from projects.services.launches import move_launch
from projects.services.looks import first_look
from tests import factories
from tests.browser.conftest import Watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_list_is_narrowed_kept_and_found_again_and_months_go_by_keys(watched: Watched, people):
    page, today = watched.page, timezone.localdate()
    version = factories.template([factories.line("A1", "D-3 business", department=people.sales)], by=people.planner)
    told = {"announced_on": today, "late_reason": "시험"}
    near = factories.project(
        version, by=people.planner, launch_on=today + timedelta(days=6), name="가까운 런칭", **told
    )
    factories.project(version, by=people.planner, launch_on=today + timedelta(days=70), name="먼 런칭", **told)
    first_look(people.planner)
    move_launch(near.pk, today + timedelta(days=8), by=people.second_planner, reason="제휴사 요청")
    watched.go(reverse("account_login"))
    page.fill("[name=login]", people.planner.email)
    page.fill("[name=password]", factories.PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{watched.base}/")

    watched.go("/launches/")
    expect(page.locator("#since")).to_contain_text("가까운 런칭")
    page.click(".list-more summary >> nth=0")
    page.select_option("[name=within]", "near")
    page.click(".list-form .button-accent >> nth=0")
    page.wait_for_url("**/launches/?within=near")
    expect(page.locator(".launches tbody tr")).to_have_count(1)
    page.click(".list-more summary >> nth=1")
    page.fill("#view-name", "곧 열리는 것")
    watched.look("news, and a choice to keep")
    page.press("#view-name", "Enter")
    page.click("#since button")
    expect(page.locator("#since")).to_have_count(0)
    watched.go("/launches/?show=running")
    expect(page.locator(".launches tbody tr")).to_have_count(2)
    page.click(".filters .is-own")
    expect(page.locator(".filters [aria-current]")).to_have_text("곧 열리는 것")
    expect(page.locator(".launches tbody tr")).to_have_count(1)

    watched.go("/launches/calendar/")
    page.keyboard.press("ArrowRight")
    following = (today.replace(day=1) + timedelta(days=31)).replace(day=1)
    page.wait_for_url(f"**/calendar/{following.year}/{following.month}/")
    watched.look("calendar")
    page.keyboard.press("t")
    page.wait_for_url(f"**/calendar/{today.year}/{today.month}/")
    page.keyboard.press("t")
    expect(page.locator("td.is-today")).to_be_focused()
    watched.go("/launches/timeline/")
    watched.look("timeline")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/launches/{near.pk}/")
    page.goto("about:blank")
    assert watched.faults == []
