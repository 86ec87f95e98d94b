"""A weekly report from its schedule to the mail server."""

from __future__ import annotations

from datetime import datetime

import pytest
import time_machine

from notifications.models import Message
from notifications.services import deliver_due, skip_history, sweep
from notifications.services.reports import save_report_schedule
from tests.conftest import SEOUL

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_report_of_the_week_arrives_once_on_its_day_and_hour(launch, people, sink):
    skip_history()
    save_report_schedule(None, by=people.planner, weekday=0, hour=9, people_ids=[people.viewer.pk], destination_ids=[])
    for day, hour in ((29, 10), (30, 8), (30, 9), (30, 10)):  # Sunday, then Monday before, at and after nine
        with time_machine.travel(datetime(2026, 11, day, hour, tzinfo=SEOUL)):
            sweep()
            deliver_due()
    [mail] = sink.to(people.viewer.email)
    assert "주간" in mail["Subject"]
    [message] = Message.objects.filter(kind="report")
    assert (message.state, message.due_at.astimezone(SEOUL).hour) == ("accepted", 9)
