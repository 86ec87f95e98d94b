"""The inbox and the demo's mailbox in a browser's eyes."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ledger.models import Event
from notifications.access import unread_count
from notifications.models import Notification
from notifications.services import acknowledge_notification, deliver_due, sweep
from notifications.told import told_about
from projects.views.words import lines_of
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
    page = as_user(people.salesperson).get(reverse("notifications:inbox"), {"past": "2026-03-03"}).content.decode()
    assert '<b class="message-label">D-7</b>' in page


def test_an_empty_inbox_says_what_comes(swept, people, as_user):
    assert (
        "messages" not in as_user(people.viewer).get(reverse("notifications:inbox")).content.decode().split("<main")[1]
    )


@pytest.fixture
def told(swept, people):
    """Makes further notices like the first reminder of the salesperson; `about` is what differs."""
    first = Notification.objects.filter(recipient=people.salesperson, kind="reminder").first()
    numbers = itertools.count()

    def make(count=1, **about):
        rows = []
        for _ in range(count):
            values = {
                field.attname: getattr(first, field.attname) for field in first._meta.fields if field.name != "id"
            }
            rows.append(Notification(**values | about | {"dedupe_key": f"copy {next(numbers)}"}))
        return Notification.objects.bulk_create(rows)

    return make


def days_of(client, **query):
    return client.get(reverse("notifications:inbox"), query).context["days"]


def test_the_queries_of_the_inbox_do_not_grow(told, people, as_user, django_assert_num_queries):
    client = as_user(people.salesperson)
    told(2)
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("notifications:inbox"))
    told(60, topic="D-1")
    with django_assert_num_queries(len(few)):
        client.get(reverse("notifications:inbox"))


def test_a_page_ends_after_twenty_rows_and_the_next_goes_on_within_the_day(told, people, as_user):
    told(30, kind="notice", topic="assigned")
    client = as_user(people.salesperson)
    first = client.get(reverse("notifications:inbox"))
    second = client.get(reverse("notifications:inbox"), {"page": 2}, headers={"HX-Request": "true"})
    assert sum(len(day.rows) for day in first.context["days"]) == 20
    assert "page=2" in first.content.decode()
    [day] = second.context["days"]
    assert day.is_continued
    shown = {row.notification.pk for part in (first, second) for day in part.context["days"] for row in day.rows}
    assert shown == set(Notification.objects.filter(recipient=people.salesperson).values_list("pk", flat=True))


def test_what_is_over_is_one_line_of_its_day(told, people, as_user):
    Notification.objects.filter(recipient=people.salesperson).delete()
    long_ago = timezone.now() - timedelta(days=9)
    told(3, created_at=long_ago, state=Notification.State.CANCELLED, closed_reason="item_closed")
    told(2, created_at=long_ago, read_at=long_ago, kind="notice", topic="decided")
    [unread] = told(1, created_at=long_ago, kind="notice", topic="decided", item_id=None)
    [read_today] = told(1, created_at=long_ago, kind="notice", topic="approved", read_at=timezone.now())
    client = as_user(people.salesperson)
    [day] = days_of(client)
    assert {row.notification.pk for row in day.rows} == {unread.pk, read_today.pk}
    assert day.folded == 5
    past = {"past": timezone.localdate(long_ago).isoformat()}
    opened = client.get(reverse("notifications:inbox"), past, headers={"HX-Request": "true"})
    assert opened.content.decode().count("is-over") == 3
    assert len(opened.context["rows"]) == 5


def test_of_reminders_that_say_the_same_the_last_stands(told, people, as_user):
    yesterday = timezone.now() - timedelta(days=1)
    [old] = told(1, topic="D-7", read_at=yesterday)
    [new] = told(1, topic="D-3", read_at=yesterday)
    page = as_user(people.salesperson).get(reverse("notifications:inbox"), {"show": "needs-me"})
    stand = {row.notification.pk for day in page.context["days"] for row in day.rows}
    assert (old.pk in stand, new.pk in stand) == (False, True)
    assert page.context["needs_me"] == len(stand)


def test_what_asks_something_comes_first_in_its_day(told, people, as_user):
    told(1, topic="decided", kind="notice", created_at=timezone.now() + timedelta(seconds=5))
    [day] = days_of(as_user(people.salesperson))
    asks = [row.notification.asks for row in day.rows]
    assert asks == sorted(asks, reverse=True)
    assert not asks[-1]


@pytest.mark.parametrize("query", [{"kind": "alert"}, {"launch": "999999"}, {"show": "needs-me", "kind": "report"}])
def test_filters_leave_the_rest_out(swept, people, as_user, query):
    assert days_of(as_user(people.salesperson), **query) == []


@pytest.mark.parametrize("query", [{"launch": "9" * 40}, {"kind": "x"}, {"page": "-1"}, {"past": "2026-13-99"}])
def test_an_address_that_makes_no_sense_asks_for_nothing(swept, people, as_user, query):
    assert days_of(as_user(people.salesperson), **query)


def test_an_alert_says_what_is_missing_whose_and_since_when(swept, people, as_user):
    alert = Notification.objects.get(kind="alert", recipient=people.centre_lead)
    [row] = [row for day in days_of(as_user(people.centre_lead), kind="alert") for row in day.rows]
    assert row.is_latest
    assert [line["title"] for line in row.missing] == [line["title"] for line in alert.data["missing"]]
    assert all(line["department"] and line["since"] for line in row.missing)


def test_what_is_shown_is_read_and_nothing_else(told, people, as_user):
    shown, hidden = told(2, kind="notice", topic="assigned")
    foreign = Notification.objects.exclude(recipient=people.salesperson).unread().first()
    url = reverse("notifications:inbox-read") + "?show=needs-me&kind=notice&next=//elsewhere"
    answer = as_user(people.salesperson).post(url, {"shown": [shown.pk, foreign.pk, "x"]})
    assert answer.headers["Location"] == reverse("notifications:inbox") + "?show=needs-me&kind=notice"
    unread = set(Notification.objects.unread().values_list("pk", flat=True))
    assert (shown.pk in unread, hidden.pk in unread, foreign.pk in unread) == (False, True, True)


def test_confirming_an_alert_is_written_into_the_history(swept, people, as_user):
    alert = Notification.objects.get(kind="alert", recipient=people.centre_lead)
    url = reverse("notifications:notification-acknowledge", args=[alert.pk])
    for _ in range(2):
        assert as_user(people.centre_lead).post(url).status_code == 302
    [event] = Event.objects.filter(verb="alert_acknowledged")
    assert (event.actor_id, event.after["alert"]) == (people.centre_lead.pk, "D-14")
    assert "D-14" in lines_of([event])[0].sentence


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
