"""A page as a designer and a screen reader meet it: its picture, and what is wrong with it at first sight."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from docs.serving import sign_in

WIDTHS, THEMES = {1440: 1000, 390: 844}, ("light", "dark")
REFUSED = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (it) => refused.push(`${it.violatedDirective} ${it.blockedURI}`));
"""
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth + 1"


@dataclass(frozen=True, slots=True)
class Look:
    """One width and theme."""

    width: int
    theme: Any

    def __str__(self) -> str:
        return f"{self.width}-{self.theme}"


@dataclass(slots=True)
class Seen:
    """By look: file and address of each picture, and for each page how much axe calls serious or critical.

    `faults` are sentences with where they were found.
    """

    shots: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    serious: dict[str, dict[str, int]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(map(len, self.shots.values()))


def opened(browser: Browser, base: str, email: str, look: Look, seen: Seen) -> BrowserContext:
    """A browser of this person, or of nobody, at this size, which writes down what scripts complain of."""
    context = browser.new_context(
        viewport={"width": look.width, "height": WIDTHS[look.width]},
        locale="ko-KR",
        timezone_id="Asia/Seoul",
        color_scheme=look.theme,
        has_touch=look.width < 600,
        reduced_motion="reduce",
        service_workers="block",
    )
    context.add_init_script(REFUSED)
    context.on("console", lambda said: seen.faults.append(f"console: {said.text}") if said.type == "error" else None)
    context.on("weberror", lambda error: seen.faults.append(f"script: {error.error}"))
    if email:
        sign_in(context, base, email)
    return context


def look_at(page: Page, base: str, name: str, path: str, look: Look, seen: Seen, into: Path) -> None:
    """Keep the picture of one page and what is wrong with it; what is no page is passed over."""
    # Asked for beforehand: Chromium calls an address that only takes a POST an error, and stumbles on the next page.
    answer = page.request.get(base + path, max_redirects=0)
    if answer.status != 200 or not answer.text().lstrip().lower().startswith("<!doctype"):
        return
    page.goto(base + path)
    page.wait_for_load_state("networkidle")
    file = f"{look}-{name}.jpg"
    page.screenshot(path=into / file, type="jpeg", quality=70)
    seen.shots.setdefault(str(look), []).append((file, path))
    where = f"{look} {path}"
    if page.evaluate(TOO_WIDE):
        seen.faults.append(f"wider than the window: {where}")
    seen.faults += [f"refused {each}: {where}" for each in page.evaluate("refused")]
    found_here = serious(page, look)
    seen.serious.setdefault(str(look), {})[name] = len(found_here)
    for found in found_here:
        seen.faults.append(f"axe {found['id']} ({found['impact']}): {where} {found['nodes'][0]['target']}")


def serious(page: Page, look: Look) -> list[dict[str, Any]]:
    """What axe calls serious or critical. In the dark only colours can differ from the light."""
    options: dict[str, Any] = {"preload": False}
    if look.theme == "dark":
        options["runOnly"] = ["color-contrast"]
    found = Axe().run(page, options=options).response["violations"]
    return [each for each in found if each["impact"] in ("serious", "critical")]
