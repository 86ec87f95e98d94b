"""A launch of 35 items started with the keyboard alone, and a preview that loses nothing while it is on its way."""

from __future__ import annotations

import os
import unicodedata
from time import sleep

import pytest
from playwright.sync_api import expect

from projects.models import Project
from tests import factories
from tests.browser.conftest import Watched
from tests.browser.test_journey import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEY_SECONDS = 0.12  # an unhurried typist
GIVEN_SECONDS = 120


@pytest.fixture
def template(people):
    departments = [people.marketing, people.sales, people.cx]
    lines = [
        factories.line(f"K{n}", f"D-{n % 9 + 1} business", department=departments[n % 3], default_owner=people.planner)
        for n in range(34)
    ]
    only_if = {"question": "overseas", "is": True}
    lines.append(factories.line("IF", department=people.cx, default_owner=people.planner, condition=only_if))
    question = {"key": "overseas", "text": "해외배송 상품이 있습니까?", "kind": "yes_no"}
    return factories.template(lines, by=people.planner, questions=[question], slug="keys")


class Keys:
    """Presses keys and counts them: a Hangul syllable as many as it has letters. START_KEY_MS slows them down."""

    def __init__(self, page) -> None:
        self.page, self.count, self.pause = page, 0, int(os.environ.get("START_KEY_MS", "0")) / 1000

    def type(self, words: str) -> None:
        for letter in words:
            strokes = len(unicodedata.normalize("NFD", letter))
            self.count += strokes
            self.page.keyboard.type(letter)
            sleep(self.pause * strokes)

    def press(self, *names: str) -> None:
        for name in names:
            self.count += name.count("+") + 1
            self.page.keyboard.press(name)
            sleep(self.pause)

    def tab_to(self, selector: str) -> None:
        """The way there depends on the day: a closed one offers others."""
        target = self.page.locator(selector).first
        for _step in range(12):
            self.press("Tab")
            if target.evaluate("each => each === document.activeElement"):
                return
        pytest.fail(f"{selector} is too far away")


def test_35_items_with_the_keyboard_alone_in_under_two_minutes(watched: Watched, people, template):
    page = watched.page
    sign_in(watched, people.planner)
    watched.go("/launches/start/")
    keys = Keys(page)
    keys.type(str(template.template)[:4])
    expect(page.locator("#templates tbody tr:not([hidden])")).to_have_count(1)
    keys.press("Enter")
    expect(page.locator("#id_name")).to_be_focused()

    keys.type("가몰 입점")
    keys.press("Tab")
    keys.type("+14")
    expect(page.locator("#said")).to_contain_text("영업일 전")
    expect(page.locator("#announcer")).to_contain_text("항목 34개")
    expect(page.locator("#id_launch_on")).to_be_focused()

    keys.tab_to("#late_reason")
    keys.type("계약이 늦음")
    keys.press("Tab", "Space")  # the first answer: yes
    expect(page.locator("#sum")).to_contain_text("35")

    keys.tab_to("[data-create]")
    keys.tab_to(".start-department")
    keys.press("Enter", "ArrowDown", "Tab", "Enter")  # all its items to the first person of the list
    expect(page.locator("#bulk-assign")).to_be_focused()
    expect(page.locator("select[name^=owner-] option[selected]")).to_have_count(12)
    watched.look("owners given")
    keys.press("Control+Enter")
    page.wait_for_url("**/launches/*/")
    project = Project.objects.get()
    assert (project.items.count(), project.late_reason) == (35, "계약이 늦음")
    expect(page.locator(".toasts")).to_contain_text("한 통씩")
    assert keys.count * KEY_SECONDS < GIVEN_SECONDS / 2
    assert watched.faults == []


def test_what_is_chosen_while_a_preview_is_on_its_way_stays(watched: Watched, people, template):
    page = watched.page
    sign_in(watched, people.planner)
    watched.go(f"/launches/start/?template={template.pk}")
    page.fill("#id_launch_on", "+40")
    page.locator("#owner-K0").focus()
    page.route("**/preview/", lambda route: (sleep(0.4), route.continue_()))
    with page.expect_request("**/preview/"):
        page.select_option("#owner-K0", str(people.marketer.pk))
    page.locator("#owner-K1").focus()
    page.select_option("#owner-K1", str(people.salesperson.pk))
    page.uncheck("#keep-K2")
    expect(page.locator("#row-K2.is-out")).to_be_visible()
    assert page.input_value("#owner-K0") == str(people.marketer.pk)
    assert page.input_value("#owner-K1") == str(people.salesperson.pk)
    assert watched.faults == []
