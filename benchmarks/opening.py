"""Open every page of a large company: server time, queries, bytes and first paint, and whether they grow with rows.

Not a ratio, as nothing bare does this work. 200 launches, 20,000 items, 300 people, and 500 each of records, requests
and surprises; first measured with a tenth of it. In this process for time and queries, then in Chromium for what goes
over the wire and the first contentful paint with the stylesheet already there. `make bench ARGS=--pages`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from statistics import median

from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import sync_playwright

from accounts.models import User
from docs.serving import ARGUMENTS, CHROMIUM, ROOT
from projects.models import Project
from records.models import Record, RecordRevision, Request, Surprise
from tests.every_page import Found, every_page
from tests.records.things import records_things

from .data import LINES, World, copies
from .harness import queries, timed
from .server import serving

PEOPLE, LAUNCHES, FEW, FILED = 300, 200, 20, 500
ROUNDS, PAINTS = 5, 3
PAINT = """new Promise((done) => new PerformanceObserver((seen) => {
  for (const it of seen.getEntries()) if (it.name === "first-contentful-paint") done(it.startTime);
}).observe({ type: "paint", buffered: true }))"""
BYTES = "performance.getEntriesByType('navigation')[0].transferSize"


@dataclass(slots=True)
class Opened:
    """Milliseconds of the server, queries, kilobytes on the wire, milliseconds to the first paint."""

    page: Found
    few: tuple[float, int]
    many: tuple[float, int] = (0.0, 0)
    kilobytes: float = 0.0
    paint: float = 0.0

    def __str__(self) -> str:
        grown = " **grew**" if self.many[1] > self.few[1] else ""
        return (
            f"| {self.page.name} | `{self.page.path}` | {self.few[1]} → {self.many[1]}{grown} | {self.few[0]:.0f} → "
            f"**{self.many[0]:.0f}** | {self.kilobytes:.0f} | {self.paint:.0f} |"
        )


def measure(world: World) -> str:
    """Markdown. `world` holds `FEW` launches."""
    _file(world, FILED // 10)
    reader = Client(headers={"Accept-Language": "ko"})
    reader.force_login(world.planner)
    opened = [Opened(page, _cost(reader, page)) for page in every_page().found if _is_page(reader, page)]
    copies(world.project, LAUNCHES - FEW)
    _file(world, FILED - FILED // 10)
    for each in opened:
        each.many = _cost(reader, each.page)
    _paint(reader, opened)
    size = f"{Project.objects.count()} launches of {LINES} items, {User.objects.count()} people"
    head = [
        f"{size}; medians of {ROUNDS}, paints of {PAINTS}. Before the arrow a tenth of the launches and records.\n",
        "| page | address | queries | server ms | kB on the wire | first paint ms |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *map(str, opened)])


def _is_page(reader: Client, page: Found) -> bool:
    answer = reader.get(page.path)
    whole = answer.status_code == 200 and not answer.streaming
    return whole and answer.content.lstrip().lower().startswith(b"<!doctype")


def _cost(reader: Client, page: Found) -> tuple[float, int]:
    asked = queries(lambda: reader.get(page.path))
    return median(timed(lambda: reader.get(page.path)) for _round in range(ROUNDS)), asked


def _paint(reader: Client, opened: list[Opened]) -> None:
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    subprocess.run(collect, check=True, cwd=ROOT, env=env)  # noqa: S603
    cookie = reader.cookies[settings.SESSION_COOKIE_NAME]
    with (
        serving("config.wsgi:application", DJANGO_SETTINGS_MODULE="config.settings") as port,
        sync_playwright() as play,
    ):
        base = f"http://127.0.0.1:{port}"
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context(locale="ko-KR", viewport={"width": 1440, "height": 1000}, service_workers="block")
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base}])
        page = context.new_page()
        page.goto(base)
        for each in opened:
            paints = []
            for _round in range(PAINTS):
                answer = page.goto(base + each.page.path)
                if not (answer and answer.ok):
                    raise SystemExit(f"{each.page.path} was not answered as a page.")
                paints.append(page.evaluate(PAINT))
                each.kilobytes = page.evaluate(BYTES) / 1000
            each.paint = median(paints)
        browser.close()


def _file(world: World, count: int) -> None:
    """One of everything that can be filed around a line, and `count` records, requests and surprises."""
    planner, department = world.planner, User.objects.filter(role="member")[0].department
    if not Record.objects.exists():
        item = world.project.items.filter(is_blocker=True)[0]
        records_things(item, planner)
    filed = {"project": world.project, "stream": world.project.stream, "created_by": planner}
    now = timezone.now()
    records = Record.objects.bulk_create(Record(**filed) for _n in range(count))
    said = {"kind": "meeting", "title": "주간 회의", "held_at": now, "written_by": planner}
    revisions = RecordRevision.objects.bulk_create(RecordRevision(record=each, number=1, **said) for each in records)
    for record, revision in zip(records, revisions, strict=True):
        record.current = revision
    Record.objects.bulk_update(records, ["current"])
    Request.objects.bulk_create(
        Request(title=f"요청 {n}", said="안 된다", department=department, **filed) for n in range(count)
    )
    noticed = {"noticed_at": now, "found_through": "customer", "centre": department, "department": department}
    Surprise.objects.bulk_create(Surprise(title=f"무공유 {n}", **noticed, **filed) for n in range(count))
