"""A line's panel and the decision, by drop and by keyboard alone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from projects.models import Project
from tests import factories
from tests.browser.conftest import Watched
from tests.browser.test_journey import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Two files are dropped: one that is taken, one that is not. The picture is one that a browser can draw.
NEXT = "(at => at.name?.endsWith('-accepter_id') || !at.closest('.condition'))(document.activeElement)"
DROP = """async () => {
  const canvas = new OffscreenCanvas(320, 200);
  canvas.getContext("2d").fillRect(40, 40, 200, 100);
  const transfer = new DataTransfer();
  transfer.items.add(new File(["MZ"], "설치.exe"));
  transfer.items.add(new File([await canvas.convertToBlob()], "화면.png"));
  const goal = document.querySelector("#panel .panel-body");
  for (const name of ["dragenter", "dragover", "drop"]) {
    goal.dispatchEvent(new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }
}"""


def test_evidence_by_drop_a_mention_and_a_decision_by_keyboard(watched: Watched, launch: Project, people: Any) -> None:
    page, line = watched.page, factories.item(launch, "S1")
    sign_in(watched, people.salesperson)
    watched.go(f"/launches/{launch.pk}/")
    page.locator(f"#item-{line.pk}").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel .panel-title")).to_be_focused()

    hand_in(watched)
    call_somebody(watched, people)

    page.locator("#panel .panel-title").focus()
    page.keyboard.press("k")
    expect(page.locator("#panel")).not_to_have_attribute("data-row", f"item-{line.pk}")
    page.keyboard.press("j")
    expect(page.locator("#panel")).to_have_attribute("data-row", f"item-{line.pk}")
    # A row that came anew in the meantime has lost the mark of the open line.
    page.evaluate("document.querySelector('[data-row].is-selected').classList.remove('is-selected')")
    page.keyboard.press("Escape")
    page.wait_for_function("row => document.activeElement?.closest('[data-row]')?.id === row", arg=f"item-{line.pk}")

    page.keyboard.press("Enter")
    page.fill("#panel [data-comment]", "다음 사람이 볼 글이 아닙니다")
    page.goto("about:blank")
    page.context.clear_cookies()
    sign_in(watched, people.second_planner)
    assert "draft" not in page.evaluate("Object.keys(sessionStorage).join()")
    decide_by_keyboard(watched, launch)

    watched.go(f"/launches/{launch.pk}/items/{line.pk}/")
    page.fill("#panel [data-comment]", "나간 뒤에 남지 않을 글")
    page.evaluate("sessionStorage.setItem('kept-report', '{}')")
    assert "draft " in page.evaluate("Object.keys(sessionStorage).join()")
    page.click(".user-box summary")
    page.click("[data-sign-out] button")
    page.wait_for_url("**/account/login/**")
    assert re.findall("draft |kept-", page.evaluate("Object.keys(sessionStorage).join()")) == []
    assert watched.faults == []


def hand_in(watched: Watched) -> None:
    page = watched.page
    page.fill("#panel [data-comment]", "보내지 않은 글")
    page.evaluate(DROP)
    expect(page.locator("#panel .piece-picture img")).to_be_visible()
    assert page.evaluate("document.querySelector('.piece-picture img').decode().then(() => true)")
    expect(page.locator("#panel .upload")).to_have_count(1)
    expect(page.locator("#panel .upload.is-wrong")).to_contain_text("설치.exe")
    expect(page.locator("#panel [data-comment]")).to_have_value("보내지 않은 글")
    page.click("#panel [data-upload-dismiss]")
    page.reload()
    expect(page.locator("#panel [data-comment]")).to_have_value("보내지 않은 글")


def call_somebody(watched: Watched, people: Any) -> None:
    page = watched.page
    page.fill("#panel [data-comment]", "")
    page.keyboard.type(f"@{people.marketer.name[:2]}")
    expect(page.locator(".called [role=option]").first).to_have_attribute("aria-selected", "true")
    watched.look("mention")
    page.keyboard.press("Enter")
    page.keyboard.type("확인해 주세요")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#panel .comments")).to_contain_text(f"@{people.marketer.name} 확인해 주세요")
    expect(page.locator("#panel [data-comment]")).to_have_value("")


def decide_by_keyboard(watched: Watched, launch: Project) -> None:
    page, keys = watched.page, watched.page.keyboard
    watched.go(f"/launches/{launch.pk}/decision/")
    page.locator("input[value=conditional_go]").focus()
    keys.press("Space")
    record = page.locator("[data-record]")
    expect(record).to_have_text(record.get_attribute("data-conditional-go") or "")
    page.locator(".condition [name$=-accepter_id]").first.focus()
    for _number in range(page.locator(".condition").count()):
        keys.press("ArrowDown")
        keys.press("Tab")
        keys.type("회신이 오픈 뒤에 옵니다")
        keys.press("Tab")
        keys.type("상담사가 손으로 확인합니다")
        keys.press("Tab")
        keys.type(f"{launch.launch_on + timedelta(days=3):%m%d%Y}")
        keys.press("Tab")
        while not page.evaluate(NEXT):  # the link of the next must-have, parts of the date
            keys.press("Tab")
    watched.look("conditions")
    record.focus()
    keys.press("Enter")
    expect(page.locator(".decision-line")).to_have_count(1)
    decision = launch.decisions.get()
    assert (decision.verdict, decision.conditions.count()) == ("conditional_go", 2)
