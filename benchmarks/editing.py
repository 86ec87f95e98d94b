"""The editor with 500 lines: what each action costs the server, and how many bytes its answer has.

Not a ratio, as nothing bare does this work. In this process, through the whole stack of a page, each action ten times
after two that do not count; taken back afterwards. `make bench ARGS=--edit`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

from django.db import transaction
from django.test import Client

from checklists.models import Template, TemplateItem
from tests import factories

from .harness import queries, timed

LINES, SECTIONS, ROUNDS = 500, 12, 10
HTMX = {"HX-Request": "true"}


def measure() -> str:
    """The figures in Markdown."""
    with transaction.atomic():
        report = _measured()
        transaction.set_rollback(True)
    return report


def _measured() -> str:
    planner = factories.planner(name="김서연")
    departments = [factories.department(f"edit-{n}") for n in range(9)]
    template = factories.template(_lines(departments), by=planner).template
    client = Client(headers={"Accept-Language": "ko"})
    client.force_login(planner)
    rows = [_row(name, act) for name, act in _actions(client, template)]
    head = f"A draft of {LINES} lines in {SECTIONS} sections; medians of {ROUNDS}.\n\n"
    return head + "| action | ms | of them CPU | bytes | statements |\n|---|---:|---:|---:|---:|\n" + "\n".join(rows)


def _lines(departments: list[Any]) -> list[dict[str, Any]]:
    return [
        factories.line(
            f"E{n:03d}",
            f"D-{1 + n % 40} business",
            department=departments[n % len(departments)],
            section=f"구분 {n * SECTIONS // LINES + 1}",
            title=f"확인할 항목 {n} 번의 제목은 이만큼 깁니다",
            scenarios=["대표번호로 걸어 연결되는지 확인한다"] * (n % 4),
            waits_for=[f"E{n - 1:03d}"] if n % 3 == 1 else [],
        )
        for n in range(LINES)
    ]


def _actions(client: Client, template: Template) -> list[tuple[str, Callable[[], Any]]]:
    draft, base = template.versions.drafts().get(), f"/templates/{template.pk}/draft/"
    numbers = iter(range(10_000))

    def item(key: str) -> TemplateItem:
        return draft.items.get(key=key)

    def post(path: str, **sent: Any) -> Any:
        return client.post(base + path, sent, headers=HTMX)

    def save(**changed: Any) -> Any:
        line = item("E250")
        return post(
            "lines/E250/save/", **{"revision": line.revision, "title": line.title, "due": "D-5 영업일"} | changed
        )

    def move() -> Any:
        target = item("E480" if next(numbers) % 2 else "E020")
        return post("lines/E250/move/", section=target.section_id, before=target.key)

    section = item("E250").section_id
    return [
        ("a title, as it is typed", lambda: save(title=f"고친 제목 {next(numbers)}")),
        ("a deadline, with the dates that follow", lambda: save(due=f"D-{1 + next(numbers) % 40} 영업일")),
        ("a line dropped 230 to 460 lines away", move),
        ("one place up", lambda: post("lines/E250/up/")),
        ("a new line", lambda: post("add-line/", section=section, title=f"새 항목 {next(numbers)}", below="E250")),
        ("another D-day: all dates", lambda: client.get(base + "dates/", {"launch_on": "2027-03-10"}, headers=HTMX)),
        ("one line's panel", lambda: client.get(base + "lines/E250/", headers=HTMX)),
        ("all 500 deadlines shifted by a day", lambda: post(
            "change-lines/", do="shift", days=1 if next(numbers) % 2 else -1,
            sections=list(draft.sections.values_list("pk", flat=True)),
        )),
        ("ten lines given a department", lambda: post(
            "change-lines/", do="department", keys=[f"E{n:03d}" for n in range(100, 110)],
            department_id=draft.items.order_by("?").values_list("department", flat=True)[0],
        )),
        ("the whole page", lambda: client.get(base)),
    ]  # fmt: skip


def _row(name: str, act: Callable[[], Any]) -> str:
    answer = act()
    assert answer.status_code < 300, answer.content[:400]  # noqa: S101
    act()
    times = [_timed(act) for _round in range(ROUNDS)]
    all_of_it, processor = (median(column) for column in zip(*times, strict=True))
    told = len(answer.headers.get("HX-Trigger", ""))
    return f"| {name} | {all_of_it:.0f} | {processor:.0f} | {len(answer.content) + told:,} | {queries(act)} |"


def _timed(act: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds by the clock, and of this process's own: the database and a busy machine make the difference."""
    began = time.process_time()
    passed = timed(act)
    return passed, (time.process_time() - began) * 1000
