"""What the tests of news about things of `records` ask and make."""

from __future__ import annotations

from notifications.models import Destination, Notification
from records.models import Receipt
from records.services.handovers import hand_over
from records.services.records import (
    RecordDraft,
)
from records.services.sending import Receiver


def told(topic, **filters):
    found = Notification.objects.filter(kind="notice", topic=topic, **filters)
    return sorted(found.values_list("recipient__name", flat=True))


def notice(topic) -> Notification:
    return Notification.objects.get(kind="notice", topic=topic)


def hand(people, launch, *receivers, **fields):
    values = {"by": people.marketer, "title": "환불 정책", "kind": "policy", "body": "이렇게"} | fields
    return hand_over(project_id=launch.pk if launch else None, receivers=receivers, **values)


def to_sales(people):
    return Receiver(people.sales.pk, people.salesperson.pk)


def receipt_of(handover, **filters) -> Receipt:
    return Receipt.objects.get(handed__handover=handover, **filters)


def channel(people, launch=None, **fields) -> Destination:
    return Destination.objects.create(
        channel="slack", name="알림방", address="https://hooks.slack.com/services/x", hint="hooks.slack.com …x",
        created_by=people.planner, project=launch, **fields,
    )  # fmt: skip


def draft(**fields) -> RecordDraft:
    return RecordDraft(kind="meeting", title="정산 회의", **fields)
