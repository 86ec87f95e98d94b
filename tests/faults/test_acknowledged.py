"""F22: somebody confirms just before the next step goes out. From then on the line is left in peace for a while."""

from __future__ import annotations

import random
import time
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db.models import Count

from accounts.models import Role
from notifications.ladder import PAUSE_DAYS
from notifications.models import DeliveryAttempt, LadderPause, MessageLine, Notification
from notifications.services import acknowledge_notification, database_now, deliver_due, sweep
from projects.models import Item
from projects.services.launches import cancel_launch
from tests.notifications.conftest import Sink
from tests.simultaneously import simultaneously

from . import crowd
from .figures import record
from .noon import zone_in_the_middle_of_a_working_day
from .sizes import size

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

TOGETHER = 10  # confirmed during one step


def test_after_an_acknowledgement_the_ladder_rests(sink: Sink) -> None:
    """The day of the line is told to owner and lead. While the step of the day after is made and sent to the lead,
    owners confirm, each at a moment that nobody knows."""
    races = size(1000, 10)
    crowd.people(1, "lead", role=Role.LEAD)
    after_ack = twice = told_at_last = rests = overtaken = 0
    for _ in range(0, races, TOGETHER):
        owners = crowd.people(TOGETHER)
        launches = crowd.due_in(0, owners)
        items = list(Item.objects.filter(project__in=launches).values_list("pk", flat=True))
        told = Notification.objects.filter(item__in=items, kind="reminder")
        _on_day(0)
        confirmed = _on_day(1, [told.get(recipient=owner) for owner in owners])
        after_ack += sum(_sent_after(item_id, at) for item_id, at in confirmed.items())
        overtaken += MessageLine.objects.filter(notification__item__in=items, dropped_reason="acknowledged").count()
        rests += LadderPause.objects.filter(item__in=items).count()
        for days in range(2, 2 + PAUSE_DAYS + 1):
            _on_day(days)
        told_at_last += (
            told.filter(topic="D+1", created_at__gt=_noon(1) + timedelta(hours=1)).values("item").distinct().count()
        )
        twice += told.values("recipient", "item", "dedupe_key").annotate(n=Count("pk")).filter(n__gt=1).count()
        for launch in launches:
            cancel_launch(launch.pk, by=crowd.planner(), reason="끝")
    figures = {
        "rests": rests,
        "after_ack_sends": after_ack,
        "steps_sent_twice": twice,
        "told_again_after_the_rest": told_at_last,
    }
    record("F22", "acknowledged while the next step goes out", races, **figures, left_out_at_the_last_moment=overtaken)
    assert figures == {"rests": races, "after_ack_sends": 0, "steps_sent_twice": 0, "told_again_after_the_rest": races}


def _on_day(days: int, confirmed: list[Notification] | None = None) -> dict[int, datetime]:
    """Tell what is owed then, twice; `confirmed` are confirmed meanwhile. Returns when, by item and real time."""
    at: dict[int, datetime] = {}

    def confirm(notification: Notification) -> None:
        assert notification.recipient
        assert notification.item_id
        time.sleep(random.uniform(0, 0.3))  # noqa: S311
        acknowledge_notification(notification.pk, by=notification.recipient)
        at[notification.item_id] = database_now()

    def tell() -> None:
        sweep()
        deliver_due()

    with time_machine.travel(_noon(days), tick=True):
        results = simultaneously(tell, *(partial(confirm, one) for one in confirmed or []))
        assert not any(results), results
        tell()
    return at


def _sent_after(item_id: int, at: datetime) -> int:
    """Tries that began after the line was confirmed and still spoke of the next step."""
    lines = MessageLine.objects.filter(notification__item=item_id, notification__topic="D+1", dropped_reason="")
    return DeliveryAttempt.objects.filter(message__lines__in=lines, started_at__gt=at, outcome="accepted").count()


def _noon(days: int) -> datetime:
    zone, hour = zone_in_the_middle_of_a_working_day()
    day: date = crowd.today() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, 1, tzinfo=ZoneInfo(zone))
