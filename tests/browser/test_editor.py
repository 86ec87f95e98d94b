"""Writing a template in a real browser: type, add, move by key and by hand, lose the network, meet somebody else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from checklists.models import Template
from checklists.services import lines
from tests import factories
from tests.browser.conftest import Watched
from tests.browser.test_journey import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVED = re.compile("모두 저장했습니다|All saved")


@pytest.fixture
def template(people) -> Template:
    rows = [
        factories.line("A01", "D-9 business", department=people.marketing, scenarios=["연결된다"]),
        factories.line("A02", "D-6 business", department=people.marketing),
        factories.line("A03", "D-4 business", department=people.sales, section="오픈 후", waits_for=["A01"]),
        factories.line("A04", "D-2 business", department=people.sales, section="오픈 후"),
    ]
    return factories.template(rows, by=people.planner, slug="editor").template


def title(page: Page, key: str):
    return page.locator(f"[data-key={key}] input[name=title]")


def shown(page: Page) -> list[str]:
    return page.eval_on_selector_all(".draft-row", "rows => rows.map((row) => row.dataset.key)")


def stored(template: Template) -> list[str]:
    items = template.versions.drafts().get().items.order_by("section__order", "section", "order", "pk")
    return list(items.values_list("key", flat=True))


def is_saved(page: Page) -> None:
    expect(page.locator("#draft-status")).to_have_text(SAVED)


@pytest.fixture
def editor(watched: Watched, people, template) -> Iterator[Page]:
    sign_in(watched, people.planner)
    watched.go(f"/templates/{template.pk}/draft/")
    yield watched.page
    # What is still on its way would be answered after the test's database is gone.
    expect(watched.page.locator(".htmx-request")).to_have_count(0)
    watched.page.wait_for_timeout(300)


def test_a_template_is_written_without_leaving_the_keyboard(editor, watched, template):
    watched.look("draft")
    title(editor, "A01").press("End")
    title(editor, "A01").press_sequentially(" 고침", delay=20)
    is_saved(editor)
    title(editor, "A02").press("Enter")
    for words in ("첫 새 항목", "둘째 새 항목"):
        editor.keyboard.type(words)
        editor.keyboard.press("Enter")
    expect(editor.locator("[data-key=A06]")).to_be_visible()
    editor.keyboard.press("Escape")
    title(editor, "A03").focus()
    editor.keyboard.press("Alt+ArrowUp")
    expect(editor.locator(".draft-row").nth(4)).to_have_attribute("data-key", "A03")
    assert editor.evaluate("document.activeElement.closest('.draft-row').dataset.key") == "A03"
    assert shown(editor) == stored(template) == ["A01", "A02", "A05", "A06", "A03", "A04"]
    assert template.versions.drafts().get().items.get(key="A01").title == "항목 A01 고침"
    assert watched.faults == []


def test_a_line_is_dragged_into_another_section(editor, template):
    editor.locator("[data-key=A01]").hover()
    editor.locator("[data-key=A01] .draft-grip").drag_to(
        editor.locator("[data-key=A04]"), target_position={"x": 200, "y": 4}
    )
    expect(editor.locator(".draft-row").nth(2)).to_have_attribute("data-key", "A01")
    expect(editor.locator("[data-count]").nth(1)).to_have_text("3")
    expect(editor.locator(".htmx-request")).to_have_count(0)
    assert shown(editor) == stored(template) == ["A02", "A03", "A01", "A04"]


def test_what_is_typed_without_a_network_is_kept_and_saved_later(editor, template):
    editor.context.set_offline(True)
    title(editor, "A02").press("End")
    title(editor, "A02").press_sequentially(" 오프라인", delay=20)
    expect(editor.locator("#draft-status")).to_have_attribute("data-state", "failed")
    expect(title(editor, "A02")).to_have_value("항목 A02 오프라인")
    asked = []
    editor.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    editor.evaluate("location.assign('/templates/')")
    editor.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    editor.context.set_offline(False)
    is_saved(editor)
    assert template.versions.drafts().get().items.get(key="A02").title == "항목 A02 오프라인"


def test_somebody_elses_words_stand_beside_mine(editor, people, template):
    lines.change_line(template.pk, "A02", by=people.second_planner, revision=None, title="송태호의 제목")
    title(editor, "A02").fill("나의 제목")
    title(editor, "A02").press("Tab")
    conflict = editor.locator("[data-key=A02] .draft-state")
    expect(conflict).to_contain_text("송태호의 제목")
    expect(title(editor, "A02")).to_have_value("나의 제목")
    conflict.locator("button").click()
    is_saved(editor)
    expect(conflict).to_be_empty()
    assert template.versions.drafts().get().items.get(key="A02").title == "나의 제목"


def test_the_panel_saves_itself_and_the_row_follows(editor, watched, template):
    editor.click("[data-key=A01] [data-open]")
    editor.check("#id_is_blocker")
    editor.fill("#id_title", "패널에서 고친 제목")
    editor.click("[data-list=scenario] [data-add-row]")
    editor.keyboard.type("새로 확인한다")
    editor.keyboard.press("Tab")
    expect(title(editor, "A01")).to_have_value("패널에서 고친 제목")
    expect(editor.locator("[data-key=A01] .draft-scenarios")).to_have_text("2")
    expect(editor.locator("[data-key=A01] .draft-must svg")).to_have_count(1)
    is_saved(editor)
    watched.look("panel")
    editor.click("#panel [data-close]")
    expect(editor.locator("#line-form")).to_have_count(0)
    item = template.versions.drafts().get().items.get(key="A01")
    assert (item.title, item.is_blocker, item.scenarios.count()) == ("패널에서 고친 제목", True, 2)
    assert watched.faults == []


def test_selected_lines_are_shifted_together(editor, template):
    expect(editor.locator("#bulk")).to_be_hidden()
    editor.check("[data-section] [data-all] >> nth=0")
    editor.click("#bulk summary >> nth=4")
    editor.fill("#bulk_days", "-2")
    editor.click("#bulk [value=shift]")
    expect(editor.locator("[data-key=A01] input[name=due]")).to_have_value(re.compile("^D-11"))
    assert [item.offset for item in template.versions.drafts().get().items.order_by("key")] == [-11, -8, -4, -2]
