"""Recording in seconds, on a phone: a surprise, a quick record, a brief; and the proof page on one sheet of paper."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from records.models import Kind, Record, Surprise
from records.services.brief_publishing import publish_brief
from records.services.briefs import add_line
from records.services.handovers import hand_over
from records.services.receipts import accept_receipt, open_receipt
from records.services.records import PositionDraft, RecordDraft, write_record
from records.services.sending import Receiver
from tests.browser.conftest import DESK, PHONE, Watched
from tests.browser.test_journey import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHAT = "[박지훈] [오후 3:21] 마감이 당겨졌습니다\n[이도윤] [오후 3:24] 고객센터에 알렸습니까?"


class Hand:
    """Counts what a person does: each field filled, each tap."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions, self.began = page, 0, time.monotonic()

    def do(self, deed: Callable[[], object]) -> None:
        self.actions += 1
        deed()

    def write(self, field: str, words: str) -> None:
        self.do(lambda: self.page.locator(field).press_sequentially(words, delay=20))

    def tap(self, what: str) -> None:
        self.do(lambda: self.page.locator(what).click())

    @property
    def figures(self) -> str:
        return f"{self.actions} actions, {time.monotonic() - self.began:.1f} s"


@pytest.fixture
def phone(watched: Watched) -> Iterator[Watched]:
    watched.page.set_viewport_size(PHONE["viewport"])
    yield watched
    assert watched.faults == []


def is_narrow(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_surprise_is_reported_in_under_a_minute(phone, people, capsys):
    sign_in(phone, people.agent)
    phone.go(reverse("records:surprise-list"))
    hand = Hand(phone.page)
    hand.tap(f"main a[href='{reverse('records:surprise-new')}'] >> nth=0")
    hand.write("[name=title]", "공지 없이 열린 타임딜")
    hand.tap("label:has([name=found_through][value=customer])")
    hand.tap(".report-send button")
    expect(phone.page.locator("h1")).to_contain_text("공지 없이 열린 타임딜")
    figures = hand.figures
    assert Surprise.objects.get().centre == people.centre
    assert is_narrow(phone.page)
    phone.look("surprise")
    with capsys.disabled():
        print(f"\nsurprise reported on a phone: {figures}")
    assert hand.actions <= 6


def test_a_record_is_filed_in_seconds(phone, people, launch, capsys):
    sign_in(phone, people.marketer)
    phone.go(reverse("records:launch-records", args=[launch.pk]))
    hand = Hand(phone.page)
    hand.tap(f"main a[href^='{reverse('records:record-quick', args=[launch.pk])}'] >> nth=0")
    hand.write("[name=title]", "배송 마감 변경")
    hand.do(lambda: phone.page.fill("[name=body]", CHAT))
    hand.do(lambda: phone.page.press("[name=body]", "Control+Enter"))
    expect(phone.page.locator("h1")).to_contain_text("배송 마감 변경")
    figures = hand.figures
    record = Record.objects.select_related("current").get()
    assert "> " in record.current.body
    assert {each["name"] for each in record.current.participants} == {"박지훈", "이도윤"}
    assert is_narrow(phone.page)
    phone.look("record")
    with capsys.disabled():
        print(f"\nrecord filed on a phone: {figures}")
    assert hand.actions <= 6


def test_a_brief_is_put_in_order_by_dragging_and_an_agent_confirms_it(phone, people, launch):
    texts = ("쿠팡 입점몰 고객센터가 열립니다.", "09시부터 상담합니다.", "대표번호가 바뀝니다.")
    opens, hours, number = (add_line(launch.pk, by=people.planner, part="summary", text=text) for text in texts)
    page, rows = phone.page, phone.page.locator(".brief-draft-row")
    page.set_viewport_size(DESK["viewport"])
    sign_in(phone, people.planner)
    phone.go(reverse("records:brief-edit", args=[launch.pk]))
    top = page.locator(f"#brief-line-{opens.pk}")
    page.locator(f"#brief-line-{number.pk} .brief-grip").drag_to(top, target_position={"x": 20, "y": 4})
    expect(rows).to_contain_text([line.text for line in (number, opens, hours)])
    page.reload()
    expect(rows).to_contain_text([line.text for line in (number, opens, hours)])
    page.context.clear_cookies()
    page.set_viewport_size(PHONE["viewport"])
    publish_brief(launch.pk, by=people.planner, note="첫 버전", after_number=0)
    sign_in(phone, people.agent)
    phone.go(reverse("records:brief-detail", args=[launch.pk]))
    expect(phone.page.locator("main")).to_contain_text("쿠팡 입점몰 고객센터가 열립니다.")
    assert is_narrow(phone.page)
    phone.look("brief")
    phone.page.locator("form[action$='/confirm/'] button").click()
    expect(phone.page.locator("form[action$='/confirm/']")).to_have_count(0)


def test_the_proof_of_a_handover_is_one_sheet_of_paper(watched, people, launch):
    given = hand_over(
        by=people.marketer,
        title="자동취소 화면",
        kind="screen",
        receivers=[Receiver(people.centre.pk, people.agent.pk), Receiver(people.sales.pk)],
        body="매일 10시에 봅니다",
        project_id=launch.pk,
    )
    receipt = given.versions.get().receipts.get(person=people.agent)
    open_receipt(receipt.pk, by=people.agent)
    accept_receipt(receipt.pk, by=people.agent)
    held = PositionDraft("들은 적이 없습니다", department_id=people.centre.pk)
    draft = RecordDraft(Kind.MEETING, "회의", positions=(held,))
    write_record(draft, by=people.planner, project_id=launch.pk, handover_id=given.pk)
    sign_in(watched, people.planner)
    watched.go(reverse("records:handover-proof", args=[given.pk]))
    watched.look("proof")
    assert watched.faults == []
    paper = watched.page.pdf(format="A4")
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") + paper.count(b"/Type /Page/") == 1
