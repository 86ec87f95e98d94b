"""F21 and F23: three hundred late lines at once, and people who leave between the plan and the send."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import Role, User
from notifications.models import MessageLine, Notification
from notifications.services import deliver_due, sweep
from projects.models import Item
from projects.services.lines import assign_item
from tests import factories
from tests.notifications.conftest import Sink

from . import crowd
from .figures import record
from .sizes import size

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

ITEMS = 300


def test_three_hundred_late_lines_are_one_message(sink: Sink) -> None:
    [lead] = crowd.people(1, "lead", role=Role.LEAD)
    crowd.due_in(-1, crowd.people(1) * ITEMS)
    for _ in range(3):
        sweep()
        deliver_due()
    mails = [mail for mail in sink.to(lead.email) if mail["X-Launch-Ready-Reference"].startswith("R-")]
    listed = [mail.get_body(("plain",)).get_content().count("항목 L") for mail in mails]  # type: ignore[union-attr]
    record("F21", f"{ITEMS} late lines of one person", ITEMS, messages=len(mails), listed=sum(listed))
    assert listed == [ITEMS]


def test_who_left_is_not_told_and_a_gap_is_escalated(sink: Sink) -> None:
    """Between the sweep that made the messages and the send: deactivated, moved to another department, replaced."""
    each = size(100, 8)
    [lead] = crowd.people(1, "lead", role=Role.LEAD)
    gone, moved, replaced, stays = (crowd.people(each, name) for name in ("gone", "moved", "replaced", "stays"))
    [heir] = crowd.people(1, "heir")
    owners = [*gone, *moved, *replaced, *stays]
    items = {item.owner_id: item for project in crowd.due_in(3, owners) for item in project.items.all()}
    sweep()
    assert MessageLine.objects.filter(notification__recipient__in=owners).count() == len(owners)
    User.objects.filter(pk__in=[person.pk for person in gone]).update(is_active=False)
    elsewhere = factories.department("elsewhere")
    User.objects.filter(pk__in=[person.pk for person in moved]).update(department=elsewhere)
    for person in replaced:
        with transaction.atomic():
            assign_item(items[person.pk].pk, by=crowd.planner(), owner_id=heir.pk)
    deliver_due()
    to_inactive = sum(len(sink.to(person.email)) for person in gone)
    to_replaced = sum(len(sink.to(person.email)) for person in replaced)
    kept = sum(len(sink.to(person.email)) for person in [*moved, *stays])
    Item.objects.filter(owner__is_active=False).update(due_on=crowd.today() + timedelta(days=1))
    sweep()
    deliver_due()
    unowned = set(Item.objects.filter(owner__is_active=False).values_list("pk", flat=True))
    escalated = Notification.objects.filter(recipient=lead, item__in=unowned, kind="reminder")
    figures = {
        "to_inactive": to_inactive,
        "to_replaced": to_replaced,
        "heir_told_of": Notification.objects.filter(recipient=heir, kind="reminder").count(),
        "unowned_escalated": f"{escalated.values('item').distinct().count()}/{len(unowned)}",
    }
    record("F23", "left, moved or replaced before the send", len(owners), **figures)
    assert (to_inactive, to_replaced, figures["heir_told_of"]) == (0, 0, each)
    assert figures["unowned_escalated"] == f"{each}/{each}"
    assert kept == 2 * each, "who only moved to another department still owns the line"
