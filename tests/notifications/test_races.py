"""Sweeps and deliveries at the same time, with real commits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections, transaction

from ledger.models import Event
from notifications.models import Message, Notification, OutboundHold
from notifications.services import deliver_due, last_tick, sweep
from notifications.services.hold import Held, hold_outbound, release_outbound
from notifications.services.sweep import SWEEP_LOCK
from projects.services.items import start_item
from projects.services.launches import cancel_launch
from tests import factories
from tests.simultaneously import simultaneously

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work: Callable[[], Any], times: int) -> list[Any]:
    barrier = Barrier(times)

    def one() -> Any:
        try:
            barrier.wait()
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return [future.result() for future in [pool.submit(one) for _ in range(times)]]


def test_five_sweeps_at_once_tell_everyone_once(launch):
    at_once(sweep, 5)
    keys = list(Notification.objects.values_list("dedupe_key", flat=True))
    assert len(keys) == len(set(keys)) > 0
    windows = list(Message.objects.values_list("recipient", "kind", "window"))
    assert len(windows) == len(set(windows))
    assert not sweep().notices


def test_two_operators_who_hold_at_once_make_one_hold():
    for _ in range(5):
        assert {type(said) for said in simultaneously(*[lambda: hold_outbound("복원")] * 2)} == {Held}
        assert OutboundHold.objects.open().count() == 1
        simultaneously(release_outbound, release_outbound)
    assert Event.objects.filter(verb="outbound_held").count() == 5
    assert Event.objects.filter(verb="outbound_released").count() == 5


def test_a_sweep_leaves_the_field_to_one_that_is_at_work(launch):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SWEEP_LOCK])
        [tick] = at_once(sweep, 1)
    assert not tick.is_mine
    assert not Notification.objects.exists()
    assert last_tick() is None
    assert sweep().is_mine
    assert 0 <= last_tick() < 60


def test_four_deliveries_at_once_send_everything_once(launch, sink):
    sweep()
    due = Message.objects.count()
    assert sum(at_once(deliver_due, 4)) == due
    references = [mail["X-Launch-Ready-Reference"] for mail in sink.mails]
    assert len(references) == len(set(references)) == due


def test_nothing_starts_after_the_launch_was_cancelled(launch, people, sink):
    sweep()
    Notification.objects.filter(topic="decided").delete()
    first = True

    def cancel_during_the_first_send() -> None:
        nonlocal first
        if first:
            first = False
            at_once(lambda: cancel_launch(launch.pk, by=people.planner, reason="계약 무산"), 1)

    sink.before_answer = cancel_during_the_first_send
    deliver_due()
    assert len(sink.mails) == 1
    assert Message.objects.filter(state="cancelled").count() == Message.objects.count() - 1


def test_events_are_read_once_however_often_they_come(launch, people):
    sweep()
    for key in ("S1", "S2"):
        start_item(factories.item(launch, key).pk, by=people.salesperson)
        sweep()
    assert Notification.objects.filter(recipient=people.salesperson, topic="assigned").count() == 1
