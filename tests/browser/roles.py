"""What the stories of the roles share: the launch they work on, the way in, and the end of a story."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Locator

from accounts.models import User
from projects.models import Item, Project
from records.services.brief_publishing import publish_brief
from records.services.briefs import add_line
from tests import factories

from .conftest import Watched

BRIEF_LINE = "대표번호로 연결됩니다."  # what the centre may know of a line of marketing


def begun(people: SimpleNamespace) -> Project:
    """A launch in ten days: two lines of marketing, three of sales, one of the centre."""
    today = timezone.localdate()
    lines = [
        factories.line(
            "M1", "D-3", department=people.marketing, is_blocker=True, scenarios=["연결된다"], brief_line=BRIEF_LINE
        ),
        factories.line("M2", "D-2", department=people.marketing, evidence_kind="link_or_file"),
        factories.line("S1", "D-4", department=people.sales, is_blocker=True),
        factories.line("S2", "D-3", department=people.sales, approval="department"),
        factories.line("S3", "D-2", department=people.sales, approval="department"),
        factories.line("C1", "D-1", department=people.centre, section="오픈 당일"),
    ]
    owners = dict.fromkeys(("M1", "M2"), people.marketer.pk) | dict.fromkeys(("S1", "S2", "S3"), people.salesperson.pk)
    return factories.project(
        factories.template(lines, by=people.planner, slug="roles"),
        by=people.planner,
        launch_on=today + timedelta(days=10),
        announced_on=today,
        owners=owners | {"C1": people.agent.pk},
        opened_to_ids=[people.centre.pk],
    )


def tell_the_centre(launch: Project, by: User) -> None:
    add_line(launch.pk, by=by, part="summary", text="쿠팡 입점몰 고객센터가 열립니다.")
    publish_brief(launch.pk, by=by, note="첫 버전", after_number=0)


def enter(watched: Watched, person: User, path: str = "/") -> None:
    """Already signed in: the sign-in page has stories of its own."""
    client, name = Client(), settings.SESSION_COOKIE_NAME
    client.force_login(person)
    watched.page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": watched.base}])
    watched.go(path)


def row(watched: Watched, item: Item) -> Locator:
    return watched.page.locator(f"#item-{item.pk}")


def status(item: Item) -> str:
    item.refresh_from_db()
    return str(item.status)


def leave(watched: Watched, *expected: str) -> None:
    """The end of a story: nothing went wrong, and no page still asks while the tables are emptied.

    `expected` are ends of Chromium's own lines about answers that the story asks for, such as "404 (Not Found)".
    """
    watched.page.goto("about:blank")
    faults = [fault for fault in watched.faults if not fault.endswith(tuple(f"status of {each}" for each in expected))]
    assert not faults, faults
