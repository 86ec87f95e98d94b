"""Where clocks are put forward or back: a digest goes out exactly once on such a day, and steps keep their order.

A digest hour that does not exist that night means the first minute after the gap; one that comes twice, the first.
`FAULTS=full` takes every zone with four transitions, and more of Hypothesis's dates.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from notifications.models import Message, Notification
from notifications.services import skip_history, sweep
from tests import factories
from tests.faults.figures import record
from tests.faults.sizes import is_full, size

pytestmark = [pytest.mark.faults, pytest.mark.django_db]

ZONES = (
    "America/Los_Angeles",
    "America/Santiago",  # midnight itself is skipped
    "America/Havana",
    "Atlantic/Azores",
    "Europe/Berlin",
    "Asia/Beirut",
    "Australia/Lord_Howe",  # half an hour
    "Antarctica/Troll",  # two hours
)
QUARTER = timedelta(minutes=15)
LADDER = ["D-7", "D-3", "D-1", "D-day"]
FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)


def transitions(zone: str) -> list[datetime]:
    """The instants from FIRST to LAST at which the zone's distance to UTC changes, to the quarter of an hour."""
    at, found, known = FIRST, [], FIRST.astimezone(ZoneInfo(zone)).utcoffset()
    while at < LAST:
        at += QUARTER
        if (offset := at.astimezone(ZoneInfo(zone)).utcoffset()) != known:
            found.append(at)
            known = offset
    return found


def local_day(zone: str, at: datetime) -> Iterator[datetime]:
    """Every quarter of an hour of the local date of `at`; 23 to 25 hours of them."""
    day = at.astimezone(ZoneInfo(zone)).date()
    moment = at - timedelta(hours=26)
    while (here := moment.astimezone(ZoneInfo(zone)).date()) <= day:
        if here == day:
            yield moment
        moment += QUARTER


FEW = [("America/Santiago", 1), ("Atlantic/Azores", 1), ("Australia/Lord_Howe", 0)]
CASES = [(zone, n) for zone in ZONES for n in range(4)] if is_full() else FEW


@pytest.fixture
def around_the_clock(db: None):
    """`around_the_clock(zone, day)`: a launch due that day, with one owner for each digest hour."""

    def build(zone: str, day: date) -> list[User]:
        sales = factories.department("sales", open_weekdays=list(range(7)), works_holidays=True)
        planner = factories.planner(time_zone=zone)
        owners = [factories.user(department=sales, time_zone=zone, digest_hour=hour) for hour in range(24)]
        lines = [factories.line(f"L{n}", "D-7", department=sales) for n in range(24)]
        with time_machine.travel(datetime.combine(day, datetime.min.time(), UTC) - timedelta(days=40)):
            factories.project(
                factories.template(lines, by=planner),
                by=planner,
                launch_on=day + timedelta(days=7),
                announced_on=day - timedelta(days=45),
                owners={f"L{n}": owner.pk for n, owner in enumerate(owners)},
                time_zone=zone,
            )
        skip_history()
        return owners

    return build


@pytest.mark.parametrize(("zone", "number"), CASES)
def test_each_digest_hour_gives_one_digest_on_the_day_clocks_change(around_the_clock, zone: str, number: int) -> None:
    at = transitions(zone)[number]
    day = at.astimezone(ZoneInfo(zone)).date()
    owners = around_the_clock(zone, day)
    due: dict[int, datetime] = {}
    for moment in local_day(zone, at):
        for owner in owners:
            if moment.astimezone(ZoneInfo(zone)).hour >= owner.digest_hour:
                due.setdefault(owner.digest_hour, moment)
        sweep(moment)
    sent = list(Message.objects.filter(recipient__in=owners).values_list("recipient__digest_hour", "due_at"))
    wrong = sum(due.get(hour) != moment for hour, moment in sent)
    figures = {
        "sent": len(sent),
        "twice": len(sent) - len(dict(sent)),
        "not_sent": len(due.keys() - dict(sent)),
        "at_another_minute": wrong,
    }
    record("F11", f"{zone} {day}", len(due), **figures)
    assert dict(sent) == due
    assert len(sent) == len(due)


@settings(
    max_examples=size(200, 2),
    deadline=None,
    database=None,
    derandomize=not is_full(),
    suppress_health_check=list(HealthCheck),
)
@given(zone=st.sampled_from(ZONES), number=st.integers(0, 3), offset=st.integers(-8, 8), hour=st.integers(0, 23))
@example(zone="America/Santiago", number=1, offset=0, hour=0)
def test_every_step_is_owed_once_and_in_order(
    django_db_blocker, zone: str, number: int, offset: int, hour: int
) -> None:
    """A line due near a transition, swept four times a day through its whole ladder."""
    day = transitions(zone)[number].astimezone(ZoneInfo(zone)).date() + timedelta(days=offset)
    sales = factories.department("sales", open_weekdays=list(range(7)), works_holidays=True)
    planner = factories.planner(time_zone=zone)
    owner = factories.user(department=sales, time_zone=zone, digest_hour=hour)
    start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC) - timedelta(days=9)
    with time_machine.travel(start, tick=False):
        version = factories.template([factories.line("L", "D-10", department=sales)], by=planner)
        project = factories.project(
            version, by=planner, launch_on=day + timedelta(days=10), announced_on=day - timedelta(days=12),
            owners={"L": owner.pk}, time_zone=zone,
        )  # fmt: skip
    skip_history()
    for turn in range(4 * 11):
        sweep(start + turn * timedelta(hours=6))
    told = Notification.objects.filter(recipient=owner, item__project=project, kind="reminder").order_by("created_at")
    assert list(told.values_list("topic", flat=True)) == LADDER
    assert [n.created_at.astimezone(ZoneInfo(zone)).date() for n in told] == [
        day - timedelta(days=before) for before in (7, 3, 1, 0)
    ]


@given(data=st.data())
@settings(max_examples=1, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_the_database_and_we_agree_on_every_local_time(data: st.DataObject) -> None:
    """Days come from our zone rules, digest hours from the database's: two copies of a book, maybe of two years."""
    n = size(10_000, 2_000)
    moments = st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None), timezones=st.just(UTC))
    rng = data.draw(st.randoms(use_true_random=True))
    first = data.draw(moments)
    drawn = [(rng.choice(ZONES), first + timedelta(minutes=rng.randrange(-400_000, 400_000))) for _ in range(n)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT timezone(zone, at) FROM unnest(%s::text[], %s::timestamptz[]) WITH ORDINALITY AS t (zone, at, n) "
            "ORDER BY n",
            [[zone for zone, _ in drawn], [at for _, at in drawn]],
        )
        theirs = [row[0] for row in cursor.fetchall()]
    differ = sum(
        at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local
        for (zone, at), local in zip(drawn, theirs, strict=True)
    )
    record("F11", "random zone and instant", n, database_and_we_differ=differ)
    assert differ == 0
