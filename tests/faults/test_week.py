"""A week of one busy person: what they are owed, and how many messages that makes."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
import time_machine

from accounts.models import Role
from notifications.models import Message, Notification
from notifications.services import deliver_due, sweep
from projects.services.items import complete_item
from projects.services.launches import move_launch
from tests import factories
from tests.conftest import SEOUL
from tests.notifications.conftest import Sink

from .figures import record

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

MONDAY = date(2026, 11, 30)
HOURS = (8, 9, 11, 14, 17)
LAUNCHES, LINES = 5, 12


def test_a_week_of_a_busy_person(sink: Sink) -> None:
    """60 lines in 5 launches, two of them ticked a day; one launch moves on Wednesday, one starts on Thursday."""
    with time_machine.travel(_at(MONDAY - timedelta(days=3), 18), tick=True):
        sales = factories.department("sales")
        planner = factories.planner()
        factories.user(Role.LEAD, department=sales)
        busy = factories.user(department=sales, name="이도윤")
        keys = [f"L{n}" for n in range(LINES)]
        lines = [factories.line(key, f"D-{1 + n} business", department=sales) for n, key in enumerate(keys)]
        version = factories.template(lines, by=planner)

    def begin(number: int, on: date) -> None:
        day = MONDAY + timedelta(days=4 + 3 * number)
        owners = dict.fromkeys(keys, busy.pk)
        factories.project(version, by=planner, name=f"입점 {number}", launch_on=day, announced_on=on, owners=owners)

    with time_machine.travel(_at(MONDAY - timedelta(days=3), 18), tick=True):
        for number in range(LAUNCHES - 1):
            begin(number, MONDAY - timedelta(days=3))
    for day in range(7):
        for hour in HOURS:
            with time_machine.travel(_at(MONDAY + timedelta(days=day), hour), tick=True):
                if (day, hour) == (2, 14):
                    project = busy.items.order_by("pk").last().project
                    move_launch(project.pk, project.launch_on + timedelta(days=2), by=planner, reason="조정")
                if (day, hour) == (3, 11):
                    begin(LAUNCHES - 1, MONDAY + timedelta(days=3))
                if hour == 17 and day < 5:
                    for item in busy.items.open().order_by("due_on", "pk")[:2]:
                        complete_item(item.pk, by=busy)
                sweep()
                deliver_due()
    owed = Counter(Notification.objects.filter(recipient=busy).values_list("kind", flat=True))
    mails = Message.objects.filter(recipient=busy, state="accepted").count()
    figures = {"owed": owed.total(), **{f"of_which_{kind}s": n for kind, n in owed.items()}, "messages": mails}
    record("bundling", "a week of one busy person", busy.items.count(), **figures)
    assert mails == len(sink.to(busy.email))
    assert owed.total() > 4 * mails
    assert mails <= 2 * 7


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, 0, 30, tzinfo=SEOUL)
