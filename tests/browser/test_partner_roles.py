"""The contact centre's own day, in-house and outsourced: what it is told it confirms, and it sees nothing else."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from notifications.models import Notification
from notifications.services.sweep import sweep
from projects.models import Project
from records.models import Receipt, Surprise
from tests import factories

from .conftest import Watched
from .roles import BRIEF_LINE, begun, enter, leave, row, status, tell_the_centre

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def launch(people) -> Project:
    started = begun(people)
    tell_the_centre(started, people.planner)
    return started


def confirm_the_alert(watched: Watched, person, words: str) -> None:
    sweep()
    alert = Notification.objects.get(recipient=person, kind="alert")
    enter(watched, person, "/inbox/")
    told = watched.page.locator(f"#notification-{alert.pk}")
    expect(told.locator(".missing")).to_contain_text(words)
    told.get_by_role("button").first.click()
    expect(told.locator(".message-done")).to_be_visible()
    alert.refresh_from_db()
    assert alert.acknowledged_at is not None


def test_the_lead_of_the_in_house_centre_is_alerted_and_reports(watched: Watched, people, launch):
    own = factories.department("own-centre", is_contact_centre=True, name="고객센터")
    person = factories.user(Role.LEAD, department=own, name="오센터")
    confirm_the_alert(watched, person, "항목 S1")
    page = watched.page
    watched.go(f"/launches/{launch.pk}/")
    expect(page.locator(".checklist .row")).to_have_count(6)
    watched.go("/surprises/new/")
    page.fill("[name=title]", "공지 없이 열린 타임딜")
    page.locator("label:has([name=found_through][value=customer])").click()
    page.locator(".report-send button").click()
    expect(page.locator("h1")).to_contain_text("공지 없이 열린 타임딜")
    assert Surprise.objects.get().centre == own
    leave(watched)


def test_the_lead_of_a_partner_centre_confirms_what_she_was_told(watched: Watched, people, launch):
    page = watched.page
    confirm_the_alert(watched, people.centre_lead, BRIEF_LINE)
    page.locator(".rail a[href='/briefs/']").click()
    page.locator(f"main a[href='/launches/{launch.pk}/brief/']").first.click()
    page.locator("form[action$='/confirm/'] button").click()
    expect(page.locator("form[action$='/confirm/']")).to_have_count(0)
    assert Receipt.objects.get(person=people.centre_lead).state == "accepted"

    watched.go(f"/launches/{launch.pk}/")
    expect(page.locator(".checklist .row")).to_have_count(1)
    for foreign in ("항목 M1", "항목 S1", people.marketer.name):
        expect(page.locator("main")).not_to_contain_text(foreign)
    row(watched, factories.item(launch, "C1")).locator("button.tick").click()
    expect(row(watched, factories.item(launch, "C1"))).to_have_attribute("data-state", "done")
    watched.look("partner lead: launch")
    leave(watched)


def test_an_agent_of_a_partner_meets_a_wall_beside_her_own(watched: Watched, people, launch):
    page, own, foreign = watched.page, factories.item(launch, "C1"), factories.item(launch, "M1")
    enter(watched, people.agent)
    row(watched, own).locator("button.tick").click()
    expect(row(watched, own)).to_have_attribute("data-state", "done")
    assert status(own) == "done"
    watched.go(f"/launches/{launch.pk}/brief/")
    expect(page.locator("main")).to_contain_text("쿠팡 입점몰 고객센터가 열립니다.")
    closed = (f"/launches/{launch.pk}/items/{foreign.pk}/", f"/launches/{launch.pk}/history/", "/templates/")
    for path in closed:
        answer = page.goto(watched.base + path)
        assert answer.status in (403, 404), path
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("body")).not_to_contain_text(foreign.title)
    leave(watched, "403 (Forbidden)", "404 (Not Found)")
