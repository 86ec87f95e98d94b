"""A phone that loses its connection: the last page can be read, says so, and sends nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Watched
from tests.browser.test_journey import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
READY = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"


def test_the_last_page_is_read_without_a_connection_and_forgotten_by_signing_out(watched: Watched, people, launch):
    page, address = watched.page, f"{watched.base}/launches/{launch.pk}/"
    sign_in(watched, people.marketer)
    page.wait_for_function(READY)
    page.goto(address)
    page.wait_for_function("caches.open('pages-1').then((pages) => pages.keys()).then((keys) => keys.length > 0)")
    page.context.set_offline(True)

    page.reload()
    expect(page.locator(".kept-page")).to_contain_text("연결")
    expect(page.locator("h1")).to_contain_text(launch.name)
    assert page.locator("form[method=post]:not([inert])").count() == 0
    unseen = page.context.new_page()
    unseen.goto(f"{watched.base}/records/")
    expect(unseen.locator("h1")).to_contain_text("연결")
    unseen.close()

    page.context.set_offline(False)
    page.goto(f"{watched.base}/account/logout/")
    page.click("main button")
    page.wait_for_function("caches.has('pages-1').then((is_there) => !is_there)")
    # Requests that could not be made are the browser's own lines in the console.
    assert [fault for fault in watched.faults if "ERR_INTERNET_DISCONNECTED" not in fault] == []
