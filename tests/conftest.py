"""The people of the tests, and a fixed working day: Wednesday, 25 November 2026, 10:00 in Seoul."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import date, datetime
from io import StringIO
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from accounts.models import Role, User
from projects.models import Project

from . import factories

SEOUL = ZoneInfo("Asia/Seoul")
TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 10, tzinfo=SEOUL)
LAUNCH_ON = date(2026, 12, 9)


def pytest_configure(config: pytest.Config) -> None:
    """Pages are tested in Korean, and a fresh clone has only the sources of the translations."""
    gc.set_threshold(100_000, 50, 100)  # looking for rings of garbage took a tenth of the time, and found few
    settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("busy machine")  # timings never fail a test
    if not hasattr(config, "workerinput"):
        call_command("compile_po", verbosity=0, stdout=StringIO())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Ends what still holds the database: a thread of the live server lets go a moment after its browser has gone."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        cursor.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {others}")  # noqa: S608


@pytest.fixture
def today() -> Iterator[date]:
    with time_machine.travel(NOW, tick=True):
        yield TODAY


@pytest.fixture
def people(db: None) -> SimpleNamespace:
    """One person per role, and the departments they are in."""
    cx, marketing, sales = (factories.department(slug) for slug in ("cx", "marketing", "sales"))
    centre, other_centre = factories.centre(), factories.centre("centre-2")
    return SimpleNamespace(
        cx=cx,
        marketing=marketing,
        sales=sales,
        centre=centre,
        other_centre=other_centre,
        admin=factories.user(Role.ADMIN, name="관리자"),
        planner=factories.planner(name="김서연"),
        second_planner=factories.planner(name="송태호"),
        marketing_lead=factories.user(Role.LEAD, department=marketing, name="박리드"),
        marketer=factories.user(department=marketing, name="박지훈"),
        sales_lead=factories.user(Role.LEAD, department=sales, name="정하윤"),
        salesperson=factories.user(department=sales, name="이도윤"),
        centre_lead=factories.user(Role.PARTNER_LEAD, department=centre, name="강은비"),
        agent=factories.user(Role.PARTNER_AGENT, department=centre, name="최상담"),
        other_centre_lead=factories.user(Role.PARTNER_LEAD, department=other_centre, name="남의센터"),
        viewer=factories.user(Role.VIEWER, name="임원"),
    )


@pytest.fixture
def launch(people: SimpleNamespace, today: date) -> Project:
    """A launch in 14 days with six lines: blockers, a scenario, evidence, an approval, a wait, a partner's line."""
    version = factories.template(
        [
            factories.line("A1", "D-20 business", department=people.marketing, is_blocker=True),
            factories.line("A2", "D-5 business", department=people.marketing, scenarios=["연결된다", "보인다"]),
            factories.line(
                "S1", "D-4 business", department=people.sales, evidence_kind="link_or_file", is_blocker=True
            ),
            factories.line("S2", "D-2 business", department=people.sales, waits_for=[("S1", 3)]),
            factories.line("S3", "D-3 business", department=people.sales, approval="department"),
            factories.line("C1", "D-1 business", department=people.centre, section="오픈 후 점검"),
        ],
        by=people.planner,
    )
    owners = {
        "A1": people.marketer.pk,
        "A2": people.marketer.pk,
        "S1": people.salesperson.pk,
        "S2": people.salesperson.pk,
        "S3": people.salesperson.pk,
        "C1": people.agent.pk,
    }
    return factories.project(
        version,
        by=people.planner,
        launch_on=LAUNCH_ON,
        announced_on=TODAY,
        owners=owners,
        opened_to_ids=[people.centre.pk],
    )


@pytest.fixture
def as_user(client: Client):
    """Sign a person in: `as_user(people.planner).get("/")`."""

    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    cache.clear()
