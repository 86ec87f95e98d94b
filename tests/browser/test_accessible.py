"""The pages with the most parts for whoever uses no mouse, no eyes, large letters, a small window, or few movements.

`docs/looking.py` asks the same of every page (`make screenshots`); here it is asked of enough to notice what breaks.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from projects.models import Project
from tests import factories
from tests.browser.conftest import Watched
from tests.browser.test_journey import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AUDIT = (Path(__file__).parent / "audit.js").read_text()
# Checks of audit.js by width: the desk, the desk at 200 %, a small phone.
LOOKS = {
    1440: ("page", "names", "targets", "overflow", "motion", "focus"),
    720: ("overflow", "targets"),
    360: ("overflow", "targets", "spaced"),
}
PAGES = (
    "/",
    "/launches/",
    "/launches/{launch}/items/{item}/",
    "/launches/{launch}/decision/",
    "/launches/{launch}/history/",
    "/launches/{launch}/report/",
    "/launches/start/",
    "/launches/calendar/",
    "/wall/",
    "/inbox/",
    "/settings/",
    "/people/",
)
RICHEST = ("/", "/launches/{launch}/items/{item}/", "/launches/start/")
# Everything that is read out, in its order: the announcer, and what comes into a live region or is an alert.
LISTEN = """
window.heard = [];
new MutationObserver((changes) => {
  const said = new Set();
  for (const { target, addedNodes } of changes) {
    const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
    if (element?.closest("#announcer, [role=status]")) said.add(element.textContent.trim());
    for (const node of addedNodes) {
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      if (element?.closest("#toasts")) said.add(node.innerText.trim());
      for (const alert of node.parentElement?.querySelectorAll("[role=alert]") ?? [])
        if ((node.contains(alert)) && !alert.closest("#toasts")) said.add(alert.innerText.trim());
    }
  }
  heard.push(...[...said].filter(Boolean));
}).observe(document.body, { childList: true, subtree: true, characterData: true });
"""


@pytest.fixture
def launch(people) -> Project:
    lines = [
        factories.line("A1", "D-9 business", department=people.marketing, is_blocker=True, scenarios=["연결된다"]),
        factories.line("A2", "D-6 business", department=people.marketing),
        factories.line("A3", "D-5 business", department=people.marketing),
        factories.line("S1", "D-4 business", department=people.sales, is_blocker=True, evidence_kind="link_or_file"),
        factories.line("S2", "D-2 business", department=people.sales, section="오픈 후 점검", waits_for=["S1"]),
    ]
    version, today = factories.template(lines, by=people.planner), timezone.localdate()
    mine = dict.fromkeys(("A1", "A2"), people.planner.pk)
    day = today + timedelta(days=30)
    return factories.project(version, by=people.planner, launch_on=day, announced_on=today, owners=mine)


def test_the_pages_are_reached_read_and_used_by_everybody(watched: Watched, people, launch):
    page = watched.page
    page.emulate_media(reduced_motion="reduce")
    page.add_init_script(AUDIT)
    sign_in(watched, people.planner)
    names = {"launch": launch.pk, "item": launch.items.get(key="S1").pk}
    for path in PAGES:
        watched.go(path.format(**names))
        for width, checks in LOOKS.items():
            page.set_viewport_size({"width": width, "height": 900})
            found = page.evaluate(
                "(checks) => audit.settled().then(() => checks.flatMap((name) => audit[name]()))", checks
            )
            watched.faults += [f"{path} at {width}: {each}" for each in found]
    page.set_viewport_size({"width": 1440, "height": 900})
    for path in RICHEST:
        watched.go(path.format(**names))
        watched.look(path)
        page.emulate_media(color_scheme="dark")
        watched.look(f"{path} in the dark", rules=["color-contrast"])
        page.emulate_media(color_scheme="light")
    assert watched.faults == []


def test_what_a_swap_changes_is_said_once(watched: Watched, people, launch):
    page = watched.page
    sign_in(watched, people.planner)
    watched.go(f"/launches/{launch.pk}/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.evaluate(LISTEN)
    first, second, free = (launch.items.get(key=key) for key in ("A1", "A2", "A3"))

    row = page.locator(f"#item-{second.pk}")
    row.focus()
    page.keyboard.press("x")
    expect(row).to_have_attribute("data-state", "done")
    assert said_once(page, "완료")
    page.keyboard.press("z")
    expect(row).not_to_have_attribute("data-state", "done")
    assert said_once(page, "되돌")

    page.locator(f"#item-{first.pk}").focus()
    page.keyboard.press("x")
    expect(page.locator(f"#item-{first.pk} .row-error")).to_be_visible()
    assert said_once(page, "시나리오")

    page.locator(f"#item-{free.pk}").focus()
    page.keyboard.press("s")
    assert said_once(page, "선택 1")
    page.locator("#bulk button[value=assign]").press("Enter")
    page.locator("#bulk [name=owner_id]").select_option(str(people.marketer.pk))
    page.locator("#bulk-ask button[value=assign]").press("Enter")
    expect(page.locator(f"#item-{free.pk} .cell-owner")).to_have_text("박지훈")
    assert said_once(page, "바꿨습니다")

    page.locator("[data-filter]").press_sequentially("S1")
    expect(page.locator("#announcer")).to_have_text(re.compile("(찾은 항목|Items found:) 2"))
    assert said_once(page, " 2")

    # Focus goes to what was opened, and back to where it was.
    page.locator(f"#item-{launch.items.get(key='S1').pk}").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".panel-title")).to_be_focused()
    page.keyboard.press("b")
    expect(page.locator("#panel [name=reason]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(f"#item-{launch.items.get(key='S1').pk} [data-open]")).to_be_focused()
    told = "422 (Unprocessable Entity)"  # Chromium's own line about the refusal
    assert [fault for fault in watched.faults if told not in fault] == []


def said_once(page: Page, words: str) -> bool:
    """Whether exactly one sentence with these words has been read out since this was last asked."""
    page.wait_for_timeout(250)
    heard = page.evaluate("heard.splice(0)")
    return [words in sentence for sentence in heard] == [True] or pytest.fail(f"heard: {heard}")
