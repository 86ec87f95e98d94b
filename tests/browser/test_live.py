"""Two people on one launch, each in a browser of their own: what one does, the other sees, and loses nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.services import deactivate_user
from projects.models import Project
from projects.services.launches import move_launch
from projects.services.lines import set_due
from projects.services.work import comment_on_item
from tests import factories
from tests.browser.conftest import PATIENCE, Watched
from tests.browser.test_journey import sign_in
from tests.conftest import NOW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EVENING = NOW.replace(hour=20)
TYPED = "아직 쓰고 있는 글입니다"
BACK = "document.dispatchEvent(new Event('visibilitychange'))"  # as when somebody returns to this tab
# Chromium's own lines, and htmx's
EXPECTED = ("ERR_INTERNET_DISCONNECTED", "412 (Precondition", "403 (Forbidden)", "401 (Unauthorized)", "Error Code 401")


@pytest.fixture
def launch(people) -> Iterator[Project]:
    """Read on an evening, so that a midnight is near."""
    with time_machine.travel(EVENING, tick=True):
        yield thirty_days_before(people)


def thirty_days_before(people) -> Project:
    today = timezone.localdate()
    lines = [
        factories.line(f"M{n}", f"D-{n + 3}", department=people.marketing, default_owner=people.marketer)
        for n in range(4)
    ]
    version = factories.template(lines, by=people.planner, slug="live")
    return factories.project(
        version, by=people.planner, launch_on=today + timedelta(days=30), announced_on=today - timedelta(days=30)
    )


@pytest.fixture
def another(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="ko-KR", timezone_id="Asia/Seoul", viewport={"width": 1360, "height": 900})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def enter(page: Page, base: str, person) -> None:
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base}])


def leave(page: Page) -> None:
    """So that no poll is under way while the tables are emptied."""
    page.goto("about:blank")


def test_what_one_does_the_other_sees_and_loses_nothing(watched: Watched, another: Page, people, launch):
    page, items = watched.page, list(launch.items.order_by("key"))
    enter(page, watched.base, people.planner)
    enter(another, watched.base, people.marketer)
    watched.go(f"/launches/{launch.pk}/")
    another.goto(f"{watched.base}/launches/{launch.pk}/")

    for item in items[:3]:
        another.click(f"#item-{item.pk} button.tick")
        expect(page.locator(f"#item-{item.pk}")).to_have_attribute("data-state", "done")
    expect(page.locator("#readiness .figure")).to_contain_text("75%")
    expect(page.locator("#announcer")).to_contain_text("방금 바")  # one sentence for several, or who did what
    undo = another.locator(f"#item-{items[2].pk} .undo")
    expect(undo).to_be_visible()  # one's own change comes back too, and does not take the undo away

    comments_arrive_around_a_half_written_one(page, items[3], people)
    a_newer_date_is_shown_and_not_overwritten(page, items[3], people)
    the_connection_is_lost_and_found(watched, another, items[2])
    who_is_signed_out_loses_nothing(watched, items[3], people)
    a_page_read_as_a_whole_keeps_what_is_typed(page, launch, people)

    deactivate_user(people.planner, by=people.admin)
    expect(page.locator("#live-bar")).to_contain_text("더 이상 볼 수 없습니다")
    leave(page)
    leave(another)
    assert [fault for fault in watched.faults if not any(code in fault for code in EXPECTED)] == []


def comments_arrive_around_a_half_written_one(page: Page, item, people) -> None:
    page.click(f"#item-{item.pk} a.row-title")
    page.fill("#panel [name=body]", TYPED)
    comment_on_item(item.pk, by=people.marketer, body="자료를 올렸습니다")
    expect(page.locator("#panel .comments")).to_contain_text("자료를 올렸습니다")
    expect(page.locator("#panel [name=body]")).to_have_value(TYPED)
    expect(page.locator("#panel [name=body]")).to_be_focused()


def a_newer_date_is_shown_and_not_overwritten(page: Page, item, people) -> None:
    page.click("#panel a[href$='?act=set-due']")
    field = page.locator("#panel .panel-form [name=due_on]")
    mine, theirs = (item.due_on + timedelta(days=days) for days in (1, 2))
    field.fill(mine.isoformat())
    set_due(item.pk, by=people.second_planner, due_on=theirs, reason="먼저 정했습니다")
    expect(page.locator("#panel .panel-form .is-outdated")).to_contain_text(people.second_planner.name)
    expect(field).to_have_value(mine.isoformat())
    page.fill("#panel .panel-form [name=reason]", "나중에 정했습니다")
    page.click("#panel .panel-form .button-accent")
    expect(page.locator("#panel .panel-body > .banner")).to_contain_text(people.second_planner.name)
    expect(field).to_have_value(mine.isoformat())
    item.refresh_from_db()
    assert item.due_on == theirs


def the_connection_is_lost_and_found(watched: Watched, another: Page, item) -> None:
    page = watched.page
    page.context.set_offline(True)
    expect(page.locator("#live-bar")).to_contain_text("연결이 끊겼습니다")
    another.click(f"#item-{item.pk} .undo")
    page.context.set_offline(False)
    expect(page.locator(f"#item-{item.pk}")).to_have_attribute("data-state", "doing")
    expect(page.locator("#live-bar")).to_be_empty()
    expect(page.locator("#panel .panel-form [name=reason]")).to_have_value("나중에 정했습니다")


def a_page_read_as_a_whole_keeps_what_is_typed(page: Page, launch: Project, people) -> None:
    page.click("#panel [name=body]")
    page.fill("#panel [name=body]", TYPED)
    move_launch(launch.pk, by=people.second_planner, launch_on=launch.launch_on + timedelta(days=7), reason="연기")
    expect(page.locator(".dday-head")).to_contain_text("D-37")
    with time_machine.travel(EVENING + timedelta(hours=5), tick=True):  # nothing happens but a midnight
        expect(page.locator(".dday-head")).to_contain_text("D-36")
    expect(page.locator("#panel [name=body]")).to_have_value(TYPED)
    expect(page.locator("#panel [name=body]")).to_be_focused()


def who_is_signed_out_loses_nothing(watched: Watched, item, people) -> None:
    """In another tab, where they sign in again too: with a key for their forms that this page does not know yet."""
    page, tab = watched.page, watched.page.context.new_page()
    tab.goto(f"{watched.base}/account/logout/")
    tab.click("main button")
    tab.wait_for_url("**/account/login/**")
    page.fill("#panel [name=body]", TYPED)
    page.click("#panel .comment-form button")
    expect(page.locator("#live-bar a")).to_have_attribute("href", re.compile("/account/login/"))
    page.evaluate(BACK)
    expect(page.locator("#live-bar")).to_contain_text("로그아웃")
    expect(page.locator("#panel [name=body]")).to_have_value(TYPED)
    sign_in(Watched(tab, watched.base), people.planner)
    tab.close()
    page.evaluate(BACK)
    expect(page.locator("#live-bar")).to_be_empty()
    page.click("#panel .comment-form button")
    expect(page.locator("#panel .comments")).to_contain_text(TYPED)
    assert item.comments.filter(body=TYPED).count() == 1
