"""A real Chromium, and a page that writes down what it should not have to: errors, refused content, bad access."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

# Playwright's own loop runs in this thread, where Django would otherwise refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
WATCH = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (violation) =>
  window.refused.push(`${violation.violatedDirective} ${violation.blockedURI}`));
"""


def chromium() -> str:
    """Where Chromium is; without one these tests are skipped, and fail where CI is set."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found and os.path.exists(found):
        return found
    sentence = "Chromium is missing. Install it (Debian: apt install chromium) or name it in CHROMIUM."
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running
        running.close()


@dataclass
class Watched:
    """`faults` collects what went wrong on any page so far; `look` adds what the present one does badly."""

    page: Page
    base: str
    faults: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        answer = self.page.goto(self.base + path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"

    def look(self, name: str, rules: Sequence[str] = ()) -> None:
        """Check the page as it stands now: content that was refused, and serious faults by these rules, or all."""
        self.page.wait_for_load_state("networkidle")
        self.faults += [f"{name}: refused {each}" for each in self.page.evaluate("window.refused")]
        # Without preloading: axe would fetch the style sheets once more, from addresses that do not exist.
        options = {"preload": False} | ({"runOnly": list(rules)} if rules else {})
        found = Axe().run(self.page, options=options).response["violations"]
        self.faults += [
            f"{name}: {each['id']} ({each['impact']}) at {each['nodes'][0]['target']}"
            for each in found
            if each["impact"] in ("serious", "critical")
        ]


PATIENCE = 30_000  # a loaded machine is slow; how fast it is, `make bench ARGS=--live-browser` says
DESK = {"viewport": {"width": 1360, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@contextmanager
def watching(browser: Browser, base: str, **device: Any) -> Iterator[Watched]:
    """`device` is what Playwright knows of one: its viewport, whether it is touched, whether it has JavaScript."""
    # Nothing moves: axe would measure the colours of a message that is just fading.
    context = browser.new_context(locale="ko-KR", timezone_id="Asia/Seoul", reduced_motion="reduce", **device)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.bring_to_front()  # a page behind another one has no focus to speak of
    found = Watched(page, base)
    page.add_init_script(WATCH)
    page.on("console", lambda said: found.faults.append(f"console: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: found.faults.append(f"script: {error}"))
    yield found
    context.close()


@pytest.fixture
def watched(browser: Browser, live_server) -> Iterator[Watched]:
    with watching(browser, live_server.url, **DESK) as found:
        yield found
