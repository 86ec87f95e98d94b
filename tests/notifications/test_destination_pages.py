"""The pages of channels: what is typed stays, secrets are shown once, a test message is followed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from notifications.models import Destination, Message
from notifications.services.destinations import (
    add_destination,
)

pytestmark = pytest.mark.django_db
HOOK = "https://hooks.slack.com/services/T000/B000/abcdefghijklmnop1234"
SLACK = {"channel": "slack", "name": "#cx-알림", "address": HOOK, "carries": ["reminders", "alerts"]}
WEBHOOK = {"channel": "webhook", "name": "우리 서버", "address": "https://example.com/hook", "carries": ["notices"]}
MAIL = {"channel": "email", "name": "팀 목록", "address": "Team@Example.COM", "carries": ["reports"]}
OWN = "/settings/notifications/channels/add/"


@pytest.fixture
def slack(people) -> Destination:
    return add_destination(people.marketer, **SLACK)


def test_the_secret_of_a_webhook_is_on_one_page_only(people, as_user):
    client = as_user(people.marketer)
    page = client.post(OWN, WEBHOOK)
    made = Destination.objects.get()
    assert made.secret in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    for address in ("/settings/notifications/", reverse("notifications:destination-change", args=[made.pk])):
        shown = client.get(address).content.decode()
        assert made.secret not in shown
        assert made.address not in shown
    rotated = client.post(reverse("notifications:destination-rotate-secret", args=[made.pk])).content.decode()
    made.refresh_from_db()
    assert made.secret in rotated


def test_what_was_typed_stays_beside_the_sentence(people, as_user):
    page = as_user(people.marketer).post(OWN, SLACK | {"address": "https://evil.example/x"})
    assert page.status_code == 400
    assert "https://evil.example/x" in page.content.decode()
    assert "https://hooks.slack.com/" in page.content.decode()


def test_a_lead_runs_the_channels_of_the_department(people, as_user):
    client, url = as_user(people.marketing_lead), f"/departments/{people.marketing.pk}/channels/"
    assert client.post(url, MAIL)["Location"] == url
    made = Destination.objects.get()
    assert made.name in client.get(url).content.decode()
    change = reverse("notifications:destination-change", args=[made.pk])
    assert client.post(change, {"name": "바꾼 이름", "carries": ["alerts"], "address": ""})["Location"] == url
    assert client.post(f"{change}disable/", {"reason": "이사"})["Location"] == url
    made.refresh_from_db()
    assert (made.name, made.disabled_reason) == ("바꾼 이름", "이사")
    assert "이사" in client.get(url).content.decode()
    assert client.get(f"/departments/{people.sales.pk}/channels/").status_code == 403


def test_a_test_message_is_followed_on_the_page(people, slack, as_user):
    client = as_user(people.marketer)
    part = client.post(f"/channels/{slack.pk}/test/", headers={"HX-Request": "true"}).content.decode()
    message = Message.objects.get()
    assert f'id="test-{slack.pk}"' in part
    assert "every 2s" in part
    Message.objects.update(state="failed", answer="404 no_service")
    url = reverse("notifications:test-detail", args=[message.pk])
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "404 no_service" in part
    assert "every 2s" not in part
    assert client.get(url).status_code == 200
    assert as_user(people.planner).get(url).status_code == 404
