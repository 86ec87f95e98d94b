"""The search palette, by keyboard alone: from any page to what somebody means, and back to where they were."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from projects.models import Project
from tests.browser.conftest import Watched
from tests.browser.test_journey import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_launch_is_reached_by_its_initials(watched: Watched, people: SimpleNamespace, launch: Project) -> None:
    page = watched.page
    sign_in(watched, people.planner)
    page.wait_for_load_state("networkidle")

    came_from = page.locator(".rail a[href='/launches/']")
    came_from.focus()
    page.keyboard.press("Control+k")
    options = page.get_by_role("option")
    expect(options.first).to_have_attribute("aria-selected", "true")  # commands, before anything is typed
    page.keyboard.type("ㅋㅍ")
    hit = page.locator(f"#palette-launch-{launch.pk}")
    expect(hit).to_have_attribute("aria-selected", "true")
    expect(hit.locator("mark")).to_have_text("쿠팡")
    watched.look("palette with hits")
    page.keyboard.press("Escape")
    expect(came_from).to_be_focused()  # back to where the person was (WCAG 2.4.3)

    page.keyboard.press("/")
    page.keyboard.type("ㅋㅍ")
    expect(hit).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(hit).to_have_attribute("aria-selected", "false")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/launches/{launch.pk}/**")

    page.keyboard.press("Control+k")
    page.keyboard.type("dark app")
    expect(options.first).to_have_attribute("value", "dark")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert f"/launches/{launch.pk}/" in page.url
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    watched.look("keys, dark")
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()

    watched.go("/search/?q=ㅋㅍ")
    watched.look("search page, dark")
    assert watched.faults == []
