"""A phone that loses its connection: the last page can be read, says so, and sends nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched
from tests.browser.test_journey import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
READY = "navigator.serviceWorker.controller !== null"
IS_KEPT = "(await (await caches.open('pages-1')).keys()).some((request) => request.url === location.href)"
IS_FORGOTTEN = "!(await caches.has('pages-1'))"
# `wait_for_function` takes a promise for a truth.
COMES_TRUE = """(async () => {{
  for (let tries = 0; tries < 200; tries += 1) {{
    if ({}) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }}
  return false;
}})()"""


# The server answers pages when the test says so, and the worker's clock runs fast.
SLOW = """
self.real = [self.fetch.bind(self), self.setTimeout.bind(self)];
const answering = new Promise((resolve) => (self.answer = resolve));
self.fetch = (request) => answering.then(() => self.real[0](request));
self.setTimeout = (deed, milliseconds) => self.real[1](deed, milliseconds / 50);
"""
KEEP = """
(async () => {
  for (const path of ["/search/", "/people/"]) {
    const answer = await fetch(path);
    await keep(new Request(path), new URL(answer.url), answer);
  }
  const kept = await (await caches.open(PAGES)).keys();
  return kept.map((request) => new URL(request.url).pathname).filter((path) => /search|people/.test(path));
})()
"""
ONLINE = "setTimeout(() => dispatchEvent(new Event('online')))"
MOMENT = "new Promise((resolve) => setTimeout(resolve, 50))"
SOUND = "self.answer(); [self.fetch, self.setTimeout] = self.real"


def test_the_last_page_is_read_without_a_connection_and_forgotten_by_signing_out(watched: Watched, people, launch):
    page, address = watched.page, f"{watched.base}/launches/{launch.pk}/"
    sign_in(watched, people.marketer)
    page.wait_for_function(READY)
    page.goto(address)
    assert page.evaluate(COMES_TRUE.format(IS_KEPT))
    page.context.set_offline(True)

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    expect(page.locator(".kept-page")).to_contain_text("연결")
    expect(page.locator("h1")).to_contain_text(launch.name)
    assert page.locator("form[method=post]:not([inert])").count() == 0
    unseen = page.context.new_page()
    unseen.goto(f"{watched.base}/records/")
    expect(unseen.locator("h1")).to_contain_text("연결")
    unseen.close()

    page.keyboard.press("Control+k")
    page.keyboard.type("아직")
    with page.expect_response("**/healthz"):
        page.context.set_offline(False)
    page.evaluate(MOMENT)
    expect(page.locator(".kept-page")).to_have_count(1)  # not from under somebody who types
    assert [url for url in asked if "/live/" in url] == []  # it comes anew as a whole, or not at all
    page.keyboard.press("Escape")
    page.evaluate(ONLINE)
    expect(page.locator(".kept-page")).to_have_count(0)

    a_slow_server_is_waited_for_while_the_kept_page_is_read(page, address)
    page.evaluate("sessionStorage.setItem('kept-report', '{}')")
    page.goto(f"{watched.base}/account/logout/")
    page.click("main button")
    page.wait_for_url("**/account/login/**")
    assert page.evaluate(COMES_TRUE.format(IS_FORGOTTEN))
    assert page.evaluate("sessionStorage.getItem('kept-report')") is None
    # Requests that could not be made are the browser's own lines in the console.
    assert [fault for fault in watched.faults if "ERR_INTERNET_DISCONNECTED" not in fault] == []


def a_slow_server_is_waited_for_while_the_kept_page_is_read(page: Page, address: str) -> None:
    worker = page.context.service_workers[0]
    assert worker.evaluate(KEEP) == ["/people/"]
    worker.evaluate(SLOW)
    page.goto(address)
    expect(page.locator(".kept-page")).to_have_count(1)
    with page.expect_response("**/healthz"):
        page.evaluate(f"document.querySelector('.rail a[href=\"/launches/\"]').click(); {ONLINE}")
    page.wait_for_timeout(50)  # Chromium evaluates nothing in a page that is being left
    worker.evaluate(SOUND)
    page.wait_for_url("**/launches/")  # a page that comes anew does not take somebody back who has left it
