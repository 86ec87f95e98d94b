"""F10: machines whose wall clock is an hour wrong tell nobody early, late or twice. The database's clock decides."""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from notifications.models import Message
from notifications.services import skip_history
from tests import factories

from .figures import record
from .noon import zone_in_the_middle_of_a_working_day
from .sizes import is_full, size
from .stack import Stack

pytestmark = [
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform != "linux", reason="kills groups of processes"),
]

HOUR = 3600
# Two machines at once, each with a worker and a beat; in the full size also both wrong in the same direction.
SHIFTS = [(HOUR, -HOUR), *([(HOUR, HOUR), (-HOUR, -HOUR)] if is_full() else [])]


@pytest.mark.parametrize("shifts", SHIFTS, ids=str)
def test_a_wrong_clock_sends_nothing_early_late_or_twice(tmp_path: Path, shifts: tuple[int, int]) -> None:
    n = size(100, 20)
    zone, hour = zone_in_the_middle_of_a_working_day()
    sales = factories.department("sales", open_weekdays=list(range(7)), works_holidays=True)
    planner = factories.planner()
    waiting = [factories.user(department=sales, time_zone=zone, digest_hour=hour + 1).pk for _ in range(n)]
    due = [factories.user(department=sales, time_zone=zone, digest_hour=hour).pk for _ in range(n)]
    owners = {f"L{pk}": pk for pk in waiting + due}
    version = factories.template([factories.line(key, "D-20", department=sales) for key in owners], by=planner)
    today = datetime.now(ZoneInfo(zone)).date()
    factories.project(
        version, by=planner, launch_on=today + timedelta(days=20), announced_on=today - timedelta(days=2),
        owners=owners, time_zone=zone,
    )  # fmt: skip
    skip_history()  # only the reminders of today are looked at, not the news of the launch
    with Stack(tmp_path, app="tests.faults.shifted", clock_shifts=shifts) as stack:
        end = time.monotonic() + 60
        while stack.accepted() < n and time.monotonic() < end:
            time.sleep(0.1)
        time.sleep(2.5)  # two more ticks of each machine, for what should not come
        told = {message.reference: message.recipient_id for message in Message.objects.all()}
        sent = [line.split()[0] for line in stack.mails.read_text().splitlines()]
    assert _database_hour(zone) == hour, "the test itself was overtaken by the clock"
    early = sum(told[reference] in waiting for reference in sent)
    not_sent = len(set(due) - {told[reference] for reference in sent})
    record("F10", f"wall clocks wrong by {shifts} s", 2 * n, early=early, late=not_sent, dup=len(sent) - len(set(sent)))
    assert (early, not_sent, len(sent) - len(set(sent))) == (0, 0, 0)


def _database_hour(zone: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(hour FROM timezone(%s, now()))", [zone])
        return int(cursor.fetchone()[0])
