"""`make screenshots`: every page of the demo company at 1440 and 390 px, light and dark, in contact sheets.

They go to `var/screenshots/` with `axe.csv`, what axe found on each page and look, and the two pictures of the README
to `docs/`. It ends with what to look at first: pages wider than the window, errors of scripts, refused content, what
axe calls serious, and pages that the demo has not. With an argument, a regular expression, only addresses it is found
in are looked at, and the README's pictures stay.
"""

from __future__ import annotations

import csv
import logging
import os
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from docs.looking import THEMES, WIDTHS, Look, Seen, look_at, opened
from docs.serving import ARGUMENTS, CHROMIUM, PLANNER, ROOT, served

OUT = ROOT / "var" / "screenshots"
COLUMNS, PER_SHEET = 8, 48
# What others see differently, or alone; the planner looks at everything else.
OTHERS = {
    "admin": ("admin@daon.example", re.compile(r"^/(people|departments|welcome|$)")),
    "partner": ("eunbi@daon.example", re.compile(r"^/($|launches/(\d+/)?(brief/)?$|receipts/|briefs/|surprises/)")),
    "lead": ("jihoon@daon.example", re.compile(r"^/$")),
    "guest": ("", re.compile(r"^/(account|invitation|wall/.)")),
}
STYLE = (
    "body{margin:16px;display:grid;gap:12px;font:11px sans-serif;background:#ddd;"
    f"grid-template-columns:repeat({COLUMNS},1fr)}}"
    "figure{margin:0}img{width:100%;display:block;border:1px solid #999}"
)


def main(wanted: str) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with served() as base:
        pages, missing = known_pages(wanted)
        with ThreadPoolExecutor(len(WIDTHS)) as browsers:  # a browser per width: one renders while another is served
            found = list(browsers.map(lambda width: taken(base, width, pages), WIDTHS))
        with chromium() as browser:
            for kind, shots in [of for seen in found for of in seen.shots.items()]:
                sheets(browser, kind, shots)
            if not wanted:
                for_readme(browser, base)
    looks = axe_table(found)
    print(f"{sum(seen.count for seen in found)} pictures in {OUT}; axe, serious or critical: {looks}")
    print(*sorted({fault for seen in found for fault in seen.faults}), sep="\n")
    print("Not in the demo company:", *(missing or ["nothing"]), sep="\n  ")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def taken(base: str, width: int, pages: list[tuple[str, str]]) -> Seen:
    seen = Seen()
    with chromium() as browser:
        for theme in THEMES:
            take(browser, base, Look(width, theme), pages, seen)
    return seen


def axe_table(found: list[Seen]) -> str:
    """Write `axe.csv`, a row for each page and a column for each look; for each look the sum of it."""
    counts = {look: rows for seen in found for look, rows in seen.serious.items()}
    with (OUT / "axe.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["page", *counts])
        for name in next(iter(counts.values())):
            table.writerow([name, *(rows.get(name, "") for rows in counts.values())])
    return ", ".join(f"{look} {sum(rows.values())} on {len(rows)} pages" for look, rows in counts.items())


def known_pages(wanted: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Name and address of each page asked for, and the addresses for which the demo has nothing."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread
    django.setup()
    logging.disable(logging.WARNING)  # every address that only takes a POST would say so
    from docs.furnishing import furnish
    from tests.every_page import every_page

    pages = every_page(furnish())
    # The link of an invitation opens the page after it, so it comes first.
    found = sorted(pages.found, key=lambda page: page.name != "account_invitation")
    asked = [(page.name.replace(":", "-"), page.path) for page in found if re.search(wanted, page.path)]
    return asked, pages.missing


def take(browser: Browser, base: str, look: Look, pages: list[tuple[str, str]], seen: Seen) -> None:
    people = {"planner": (PLANNER, re.compile(""))} | OTHERS
    for who, (email, theirs) in people.items():
        context = opened(browser, base, email, look, seen)
        page = context.new_page()
        for name, path in pages:
            if theirs.search(path):
                look_at(page, base, f"{name}-{who}", path, look, seen, OUT)
        context.close()


def sheets(browser: Browser, kind: str, shots: list[tuple[str, str]]) -> None:
    """Thumbnails over their addresses, so many to a picture."""
    for number, start in enumerate(range(0, len(shots), PER_SHEET), start=1):
        cells = (
            f'<figure><img src="{file}"><figcaption>{path}</figcaption></figure>'
            for file, path in shots[start : start + PER_SHEET]
        )
        html = OUT / f"sheet-{kind}-{number}.html"
        html.write_text(f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>{''.join(cells)}")
        page = browser.new_page(viewport={"width": 1920, "height": 1000})
        page.goto(html.as_uri())
        page.screenshot(path=html.with_suffix(".jpg"), type="jpeg", quality=72, full_page=True)
        page.close()


def for_readme(browser: Browser, base: str, into: Path = ROOT / "docs") -> None:
    context = opened(browser, base, PLANNER, Look(1440, "light"), Seen())
    page = context.new_page()
    page.goto(f"{base}/launches/")
    page.click("table a.row-title:has-text('쿠팡')")
    page.click("[data-open] >> nth=2")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=into / "launch.png")
    page.goto(f"{base}/handovers/")
    page.click("a:has-text('자동취소 실패 건 목록 화면')")
    page.goto(page.url + "proof/")
    page.screenshot(path=into / "proof.png")
    context.close()


if __name__ == "__main__":
    main(*sys.argv[1:2] or [""])
