"""The inbox and the demo's mailbox in a browser's eyes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from ledger.models import Event
from notifications.access import unread_count
from notifications.models import Notification
from notifications.services import acknowledge_notification, deliver_due, sweep
from notifications.told import told_about
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def swept(launch):
    sweep()
    return launch


def test_the_inbox_lists_what_the_reader_was_told(swept, people, as_user):
    page = as_user(people.salesperson).get(reverse("notifications:inbox")).content.decode()
    assert "항목 S1" in page
    assert "is-unread" in page


def test_a_reminder_no_longer_needed_counts_from_the_day_it_was_sent(swept, people, as_user):
    told = Notification.objects.filter(recipient=people.salesperson, kind="reminder").first()
    Notification.objects.filter(pk=told.pk).update(
        due_on=date(2026, 3, 10),
        created_at=datetime(2026, 3, 3, 9, tzinfo=UTC),
        state=Notification.State.CANCELLED,
        closed_reason="item_closed",
    )
    assert "[D-7]" in as_user(people.salesperson).get(reverse("notifications:inbox")).content.decode()


def test_an_empty_inbox_says_what_comes(swept, people, as_user):
    assert (
        "messages" not in as_user(people.viewer).get(reverse("notifications:inbox")).content.decode().split("<main")[1]
    )


def test_the_queries_of_the_inbox_do_not_grow(swept, people, as_user, django_assert_max_num_queries):
    client = as_user(people.salesperson)
    row = Notification.objects.filter(recipient=people.salesperson, kind="reminder").first()
    for n in range(30):
        row.pk, row.dedupe_key = None, f"copy {n}"
        row.save()
    with django_assert_max_num_queries(12):
        client.get(reverse("notifications:inbox"))


def test_confirming_an_alert_is_written_into_the_history(swept, people, as_user):
    alert = Notification.objects.get(kind="alert", recipient=people.centre_lead)
    url = reverse("notifications:notification-acknowledge", args=[alert.pk])
    for _ in range(2):
        assert as_user(people.centre_lead).post(url).status_code == 302
    [event] = Event.objects.filter(verb="alert_acknowledged")
    assert (event.actor_id, event.after["alert"]) == (people.centre_lead.pk, "D-14")


def test_nobody_confirms_for_somebody_else(swept, people, as_user):
    alert = Notification.objects.get(kind="alert", recipient=people.centre_lead)
    for name in ("notification-acknowledge", "notification-read"):
        assert as_user(people.planner).post(reverse(f"notifications:{name}", args=[alert.pk])).status_code == 404
    alert.refresh_from_db()
    assert alert.acknowledged_at is None
    assert alert.read_at is None


def test_reading_takes_it_off_the_count(swept, people, as_user):
    before = unread_count(people.salesperson)
    first = Notification.objects.filter(recipient=people.salesperson).first()
    url = reverse("notifications:notification-read", args=[first.pk])
    answer = as_user(people.salesperson).post(url, headers={"HX-Request": "true"}).content.decode()
    assert f'id="notification-{first.pk}"' in answer
    assert "is-unread" not in answer
    assert unread_count(people.salesperson) == before - 1


def test_needs_me_leaves_what_asks_something(swept, people, as_user):
    client = as_user(people.salesperson)
    for notification in Notification.objects.filter(recipient=people.salesperson):
        acknowledge_notification(notification.pk, by=people.salesperson)
    page = client.get(reverse("notifications:inbox"), {"show": "needs-me"}).content.decode()
    assert "항목 S1" not in page


def test_a_lost_launch_takes_its_notices_along(swept, people, as_user):
    swept.opened_to.clear()
    page = as_user(people.centre_lead).get(reverse("notifications:inbox")).content.decode()
    assert swept.name not in page
    assert unread_count(people.centre_lead) == 0


def test_who_was_told_follows_who_may_know(swept, people, sink):
    deliver_due()
    item = factories.item(swept, "S1")
    names = {told.who for told in told_about(item, people.planner)}
    assert people.salesperson.name in names
    [own, *_] = told_about(item, people.salesperson)
    assert own.who == people.salesperson.name
    assert own.ways[0].reference.startswith("R-2026")
    assert not told_about(item, people.marketer)
    assert not told_about(item, people.viewer)


def test_the_demo_shows_the_mails_that_arrived(people, as_user):
    name = "01795600000000000000-0a1b2c3d.eml"
    django_settings.MAIL_DIR.mkdir(exist_ok=True)
    (django_settings.MAIL_DIR / name).write_bytes(
        b"Subject: =?utf-8?b?7JWM66a8?=\r\nFrom: a@b\r\nTo: c@d\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        b'<p style="color:red" onclick="x()">hello</p><script>alert(1)</script><a href="javascript:x">y</a>'
    )
    from notifications import mailbox

    mail = mailbox.read(name)
    assert mail.subject == "알림"
    assert name in mailbox.names()
    assert "hello" in mail.html
    assert not any(word in mail.html for word in ("script", "onclick", "style"))


@pytest.mark.parametrize("name", ["../../etc/passwd", "x.eml", "01795600000000000000-0a1b2c3e.eml"])
def test_only_mails_can_be_read(name):
    from notifications import mailbox

    assert mailbox.read(name) is None
