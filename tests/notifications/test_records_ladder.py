"""The ladder of what is owed outside the checklist: receipts, promises, questions, surprises."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine

from accounts.models import Role, User
from notifications.models import Absence, Destination, Notification, ReminderPolicy, ReminderStep
from notifications.services import skip_history, sweep
from projects.services.launches import cancel_launch
from records.models import Receipt
from records.services.handovers import hand_over
from records.services.receipts import accept_receipt, pass_on_receipt
from records.services.sending import Receiver
from tests import factories
from tests.conftest import NOW, SEOUL, TODAY

pytestmark = pytest.mark.django_db


def reminders(**filters):
    return Notification.objects.filter(kind="reminder", thing_id__isnull=False, **filters)


def topics(person, **filters):
    return sorted(reminders(recipient=person, **filters).values_list("topic", flat=True))


def on(day: date, hour: int = 10):
    return time_machine.travel(datetime(day.year, day.month, day.day, hour, tzinfo=SEOUL))


@pytest.fixture
def handed(launch, people):
    """A policy of the launch, to be accepted by the salesperson within two days: until Friday, 27 November."""
    made = hand_over(
        by=people.marketer, title="환불 정책", kind="policy", body="이렇게 합니다.", project_id=launch.pk,
        receivers=[Receiver(people.sales.pk, people.salesperson.pk)],
    )  # fmt: skip
    skip_history()
    return Receipt.objects.get(handed__handover=made)


def test_a_receipt_nobody_accepts_climbs_the_default_ladder(handed, people, launch):
    assert handed.due_on == date(2026, 11, 27)
    for day in range(14):
        with time_machine.travel(NOW + timedelta(days=day)):
            sweep()
    # D-7 and D-3 had passed when it was sent: the latest of them stands, on the first day.
    assert topics(people.salesperson) == ["D-1", "D-3", "D-day"]
    assert topics(people.sales_lead) == ["D+1", "D-day"]
    assert topics(people.planner) == ["D+1"]
    assert set(reminders().values_list("recipient__name", flat=True)) == {"이도윤", "정하윤", "김서연"}
    [first] = reminders(recipient=people.salesperson, topic="D-3")
    assert (first.thing_kind, first.thing_id, first.due_on) == ("receipt", handed.pk, handed.due_on)
    assert first.project == launch
    assert first.dedupe_key.startswith(f"owed:receipt:{handed.pk}@{launch.pk}/{people.salesperson.pk}:D-3:2026-11-27")


def test_a_second_sweep_adds_nothing(handed):
    assert sweep().reminders
    assert not sweep().reminders


def test_what_is_accepted_is_silent_and_leaves_the_unsent(handed, people):
    sweep()
    [waiting] = reminders(recipient=people.salesperson)
    accept_receipt(handed.pk, by=people.salesperson)
    sweep()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.closed_reason) == ("cancelled", "answered")
    with on(date(2026, 12, 1)):
        sweep()
    assert reminders().count() == 1


def test_passing_on_takes_the_reminders_along(handed, people):
    colleague = factories.user(department=people.sales, name="새담당")
    sweep()
    pass_on_receipt(handed.pk, by=people.sales_lead, to_id=colleague.pk, reason="인사이동")
    sweep()
    assert set(reminders(recipient=people.salesperson).values_list("state", flat=True)) == {"cancelled"}
    assert topics(colleague) == ["D-3"]


def test_a_department_that_gets_an_answerable_person_frees_its_leads(launch, people):
    made = hand_over(
        by=people.marketer, title="화면", kind="screen", body="새 화면", project_id=launch.pk,
        receivers=[Receiver(people.sales.pk)],
    )  # fmt: skip
    receipt = Receipt.objects.get(handed__handover=made)
    assert receipt.answerable == people.sales_lead
    sweep()
    assert topics(people.sales_lead) == ["D-3"]
    pass_on_receipt(receipt.pk, by=people.sales_lead, to_id=people.salesperson.pk, reason="담당자")
    sweep()
    [old] = reminders(recipient=people.sales_lead)
    assert (old.state, old.closed_reason) == ("superseded", "owner_changed")
    assert topics(people.salesperson) == ["D-3"]


def test_who_has_left_is_stood_in_for_by_the_leads_then_the_planner(handed, people):
    User.objects.filter(pk=people.salesperson.pk).update(is_active=False)
    sweep()
    assert topics(people.sales_lead, audience="lead") == ["D-3"]
    Notification.objects.all().delete()
    User.objects.filter(pk=people.sales_lead.pk).update(is_active=False)
    sweep()
    assert topics(people.planner, audience="planner") == ["D-3"]
    assert not reminders(recipient=people.second_planner).exists()


def test_an_absent_person_is_stood_in_for_by_who_may_see_it(handed, people, launch):
    Absence.objects.create(
        user=people.salesperson, substitute=people.marketer, first_on=TODAY, last_on=TODAY + timedelta(days=1)
    )
    sweep()
    [told] = reminders()
    assert (told.recipient, told.instead_of) == (people.marketer, people.salesperson)
    Notification.objects.all().delete()
    launch.is_confidential = True
    launch.save()
    launch.named.set([people.salesperson, people.planner])
    sweep()
    [told] = reminders()
    assert (told.recipient, told.instead_of) == (people.salesperson, None)


def test_a_confidential_launch_is_heard_of_by_those_it_names(handed, people, launch):
    launch.is_confidential = True
    launch.save()
    launch.named.set([people.salesperson, people.planner])
    for day in range(8):
        with time_machine.travel(NOW + timedelta(days=day)):
            sweep()
    assert set(reminders().values_list("recipient__name", flat=True)) == {"이도윤", "김서연"}


def test_a_partner_hears_of_its_own_receipts_while_the_launch_is_open_to_it(launch, people):
    hand_over(
        by=people.planner, title="스크립트", kind="script", body="안녕하세요", project_id=launch.pk,
        receivers=[Receiver(people.centre.pk, people.agent.pk)],
    )  # fmt: skip
    with on(date(2026, 11, 27)):
        sweep()
    assert set(reminders().values_list("recipient__name", flat=True)) == {"최상담", "강은비"}
    Notification.objects.all().delete()
    launch.opened_to.clear()
    with on(date(2026, 11, 30)):
        sweep()
    assert set(reminders().values_list("recipient__name", flat=True)) == {"김서연"}


def test_what_belongs_to_no_launch_has_the_default_ladder_and_no_planner(people, today):
    made = hand_over(
        by=people.planner, title="계정", kind="account", body="공용 계정",
        receivers=[Receiver(people.sales.pk, people.salesperson.pk)],
    )  # fmt: skip
    for day in range(8):
        with time_machine.travel(NOW + timedelta(days=day)):
            sweep()
    assert topics(people.salesperson) == ["D-1", "D-3", "D-day"]
    assert topics(people.sales_lead) == ["D+1", "D-day"]
    assert not reminders(recipient__role=Role.PLANNER).exists()
    assert set(reminders().values_list("project", flat=True)) == {None}
    accept_receipt(Receipt.objects.get(handed__handover=made).pk, by=people.salesperson)
    with time_machine.travel(NOW + timedelta(days=8)):
        sweep()
    assert set(reminders().values_list("state", flat=True)) == {"cancelled"}


def test_a_gap_outside_launches_is_heard_by_every_planner(people, today):
    hand_over(
        by=people.planner, title="계정", kind="account", body="공용 계정",
        receivers=[Receiver(people.sales.pk, people.salesperson.pk)],
    )  # fmt: skip
    User.objects.filter(department=people.sales).update(is_active=False)
    sweep()
    assert {one.recipient for one in reminders()} == {people.planner, people.second_planner}


def test_a_launch_has_its_own_ladder_for_these_too(handed, people, launch):
    policy = ReminderPolicy.objects.create(project=launch, updated_by=people.planner)
    ReminderStep.objects.create(policy=policy, offset=0, audience=["planner"], urgency="at_once")
    for day in range(4):
        with time_machine.travel(NOW + timedelta(days=day)):
            sweep()
    assert [(one.recipient, one.topic) for one in reminders()] == [(people.planner, "D-day")]


def test_contact_centre_leads_hear_of_centres_receipts_alone(handed, launch, people):
    policy = ReminderPolicy.objects.create(project=launch, updated_by=people.planner)
    ReminderStep.objects.create(policy=policy, offset=0, audience=["centre_leads"], urgency="at_once")
    hand_over(
        by=people.planner, title="스크립트", kind="script", body="안녕하세요", project_id=launch.pk,
        receivers=[Receiver(people.centre.pk, people.agent.pk)],
    )  # fmt: skip
    with on(date(2026, 11, 28)):
        sweep()
    told = set(reminders().values_list("recipient__name", "thing_id"))
    of_centre = Receipt.objects.get(department=people.centre)
    assert told == {("강은비", of_centre.pk)}  # never the lead of another partner


def test_a_shared_channel_of_a_partner_hears_of_its_own_receipts_alone(handed, launch, people):
    policy = ReminderPolicy.objects.create(project=launch, updated_by=people.planner)
    ReminderStep.objects.create(policy=policy, offset=0, audience=["channel"], urgency="at_once")
    hand_over(
        by=people.planner, title="스크립트", kind="script", body="안녕하세요", project_id=launch.pk,
        receivers=[Receiver(people.centre.pk, people.agent.pk)],
    )  # fmt: skip
    channels = {
        name: Destination.objects.create(
            channel="slack", name=name, address=f"https://hooks.slack.com/services/{name}", hint="hooks.slack.com",
            created_by=people.planner, **where,
        )
        for name, where in {
            "centre": {"department": people.centre}, "sales": {"department": people.sales},
            "launch": {"project": launch},
        }.items()
    }  # fmt: skip
    with on(date(2026, 11, 28)):
        sweep()
    told = {
        name: set(reminders(destination=one).values_list("data__title", flat=True)) for name, one in channels.items()
    }
    assert told == {"centre": {"스크립트"}, "sales": {"환불 정책"}, "launch": {"스크립트", "환불 정책"}}
    Notification.objects.all().delete()
    launch.is_confidential = True
    launch.save()
    with on(date(2026, 11, 28)):
        sweep()
    assert not reminders(destination__isnull=False).exists()


def test_an_ended_launch_does_not_end_what_was_promised(handed, people, launch):
    cancel_launch(launch.pk, by=people.planner, reason="계약 무산")
    sweep()
    assert topics(people.salesperson) == ["D-3"]
    sweep()
    assert reminders(state="open").count() == 1
