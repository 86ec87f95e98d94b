"""A readiness alert says what changed since the reader's last, and comes once a day unless it turns red."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Role
from notifications.mail import compose
from notifications.models import Message, Notification
from notifications.services import sweep
from projects.readiness import others_missing
from projects.services.items import complete_item
from projects.services.launches import move_launch
from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre_boss(people):
    inside = factories.department("care", is_contact_centre=True)
    return factories.user(Role.LEAD, department=inside, name="내부센터장")


def alerts(person):
    return Notification.objects.filter(recipient=person, kind="alert").order_by("pk")


def mail_of(alert):
    message = Message.objects.get(lines__notification=alert)
    return compose(message, [alert], timezone.now()).body


def test_the_first_alert_has_nothing_to_compare_with(launch, centre_boss):
    sweep()
    [alert] = alerts(centre_boss)
    assert alert.data["since"] == {}


def test_an_alert_names_what_became_ready_and_what_is_newly_missing(launch, people, centre_boss):
    sweep()
    with time_machine.travel(NOW + timedelta(days=7)):
        complete_item(factories.item(launch, "A1").pk, by=people.marketer)
        launch.items.filter(key="S2").update(is_blocker=True)
        sweep()
        _first, second = alerts(centre_boss)
        since = second.data["since"]
        assert [line["title"] for line in since["ready"]] == ["항목 A1"]
        assert "항목 S2" in [line["title"] for line in since["added"]]
        body = mail_of(second)
    assert "항목 A1" in body


def test_a_second_alert_of_a_day_waits_for_the_next(launch, people, centre_boss):
    sweep()
    with time_machine.travel(NOW + timedelta(hours=1)):
        move_launch(launch.pk, date(2026, 12, 1), by=people.planner, reason="앞당김")  # D-7 is reached at once
        sweep()
    assert [alert.topic for alert in alerts(centre_boss)] == ["D-14"]
    with time_machine.travel(NOW + timedelta(days=1)):
        sweep()
    assert [alert.topic for alert in alerts(centre_boss)] == ["D-14", "D-7"]


def test_a_partner_is_told_of_their_late_lines_and_of_others_only_that_there_are_some(launch, people):
    sweep()
    [alert] = alerts(people.centre_lead)
    first = mail_of(alert)
    with time_machine.travel(NOW + timedelta(days=7)):
        launch.items.filter(key="C1").update(due_on=NOW.date())
        sweep()
        second = mail_of(alerts(people.centre_lead)[1])
    assert f"위험, {others_missing()}\n" in first
    assert f"위험, 항목 1개가 지연되었습니다 · {others_missing()}\n" in second
    assert "오픈 필수" not in first + second
