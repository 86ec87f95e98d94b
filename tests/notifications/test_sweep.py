"""What a sweep owes to whom, over the launch of the fixtures."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine

from accounts.models import Role
from notifications import wording
from notifications.mail import compose
from notifications.models import Message, Notification
from notifications.services import skip_history, sweep
from projects.services.items import complete_item
from projects.services.launches import cancel_launch, move_launch
from projects.services.lines import assign_item
from projects.services.work import comment_on_item
from tests import factories
from tests.conftest import NOW, SEOUL

pytestmark = pytest.mark.django_db


def told(person, **filters):
    return Notification.objects.filter(recipient=person, **filters)


def topics(person, kind="reminder"):
    return sorted(told(person, kind=kind).values_list("topic", flat=True))


def test_everyone_is_told_of_a_new_launch_once(launch, people):
    sweep()
    [notice] = told(people.salesperson, topic="assigned")
    assert len(notice.data["items"]) == 3
    assert not told(people.planner, topic="assigned").exists()


def test_a_second_sweep_adds_nothing(launch):
    first = sweep()
    assert first.notices
    assert first.reminders
    assert first.messages
    second = sweep()
    assert (second.notices, second.reminders, second.alerts, second.messages) == (0, 0, 0, 0)


def test_missed_steps_fold_into_the_latest(launch, people):
    # A1 was due on 11 November: its whole ladder has passed.
    sweep()
    item = factories.item(launch, "A1")
    assert list(told(people.planner, item=item).values_list("topic", flat=True)) == ["D+2"]
    assert not told(people.marketer, item=item, kind="reminder").exists()


def test_over_six_weeks_each_person_gets_exactly_what_the_ladder_owes(people, today):
    version = factories.template(
        [
            factories.line("N", "D-5 business", department=people.sales),
            factories.line("B", "D-5 business", department=people.sales, is_blocker=True),
        ],
        by=people.planner,
    )
    factories.user(Role.LEAD, department=factories.department("care", is_contact_centre=True), name="내부센터장")
    with time_machine.travel(datetime(2026, 10, 26, 8, tzinfo=SEOUL)):
        project = factories.project(
            version, by=people.planner, launch_on=date(2026, 12, 4), announced_on=date(2026, 10, 26),
            owners={"N": people.salesperson.pk, "B": people.salesperson.pk},
        )  # fmt: skip
    start = datetime(2026, 10, 26, 9, tzinfo=SEOUL)
    for day in range(42):  # to 6 December; both items are due on Friday, 27 November
        with time_machine.travel(start + timedelta(days=day)):
            sweep()
    of_n, of_b = factories.item(project, "N"), factories.item(project, "B")
    assert of_n.due_on == date(2026, 11, 27)
    owner = ["D-1", "D-3", "D-7", "D-day"]
    assert sorted(told(people.salesperson, item=of_n).values_list("topic", flat=True)) == owner
    assert sorted(told(people.salesperson, item=of_b).values_list("topic", flat=True)) == owner
    assert sorted(told(people.sales_lead, item=of_b).values_list("topic", flat=True)) == ["D+1", "D-day"]
    assert sorted(told(people.planner, item=of_n).values_list("topic", flat=True)) == ["D+1"]
    # D+2 falls on Tuesday 1 December, and again on the three working days that follow it.
    assert sorted(told(people.planner, item=of_b).values_list("topic", flat=True)) == ["D+1"] + ["D+2"] * 4
    centre_lead = Notification.objects.filter(recipient__name="내부센터장", kind="reminder")
    assert list(centre_lead.values_list("topic", flat=True)) == ["D+2"] * 4
    assert not told(people.centre_lead, kind="reminder").exists()


def test_one_digest_a_day_and_none_when_nothing_is_owed(launch, people):
    with time_machine.travel(NOW.replace(hour=8)):
        sweep()
        assert not Message.objects.filter(kind="digest").exists()
    with time_machine.travel(NOW.replace(hour=9)):
        sweep()
    with time_machine.travel(NOW.replace(hour=15)):
        sweep()
    windows = Message.objects.filter(kind="digest").values_list("recipient_id", "window")
    assert len(windows) == len(set(windows)) > 0
    assert not Message.objects.filter(kind="digest", recipient=people.viewer).exists()


def test_nobody_gets_a_digest_on_a_closed_day(launch):
    sweep()
    Message.objects.all().delete()
    Notification.objects.update(bundled_at=None)
    with time_machine.travel(datetime(2026, 11, 29, 10, tzinfo=SEOUL)):  # Sunday
        sweep()
    assert not Message.objects.filter(kind="digest").exists()


def test_what_is_due_at_once_waits_for_the_digest_and_merges_with_it(launch, people):
    skip_history()
    with time_machine.travel(datetime(2026, 12, 3, 0, 1, tzinfo=SEOUL)):  # S1 is due today
        sweep()
        assert told(people.salesperson, topic="D-day", urgency="at_once").exists()
        assert not Message.objects.filter(recipient=people.salesperson).exists()
    with time_machine.travel(datetime(2026, 12, 3, 9, 1, tzinfo=SEOUL)):
        sweep()
    [message] = Message.objects.filter(recipient=people.salesperson)
    assert message.kind == "digest"
    assert message.lines.count() == told(people.salesperson, kind="reminder").count()


def test_an_unowned_item_climbs_to_the_lead(launch, people):
    item = factories.item(launch, "A2")
    assign_item(item.pk, by=people.planner, owner_id=None)
    sweep()
    assert told(people.marketing_lead, item=item, topic="D-7").exists()


def test_without_a_lead_the_planner_stands_in(launch, people):
    people.marketing_lead.is_active = False
    people.marketing_lead.save()
    item = factories.item(launch, "A2")
    assign_item(item.pk, by=people.planner, owner_id=None)
    sweep()
    assert told(people.planner, item=item, topic="D-7", audience="planner").exists()


def test_an_inactive_owner_gets_nothing_and_the_gap_escalates(launch, people):
    people.marketer.is_active = False
    people.marketer.save()
    sweep()
    assert not told(people.marketer).exists()
    assert told(people.marketing_lead, item=factories.item(launch, "A2"), topic="D-7").exists()


def test_a_moved_d_day_supersedes_the_old_and_tells_each_person_once(launch, people):
    sweep()
    old = set(told(people.salesperson, kind="reminder", state="open").values_list("pk", flat=True))
    assert old
    with time_machine.travel(NOW + timedelta(hours=1)):
        move_launch(launch.pk, date(2026, 12, 16), by=people.planner, reason="계약 지연")
        sweep()
    assert set(Notification.objects.filter(pk__in=old).values_list("state", flat=True)) == {"superseded"}
    [notice] = told(people.salesperson, topic="moved")
    assert {line["id"] for line in notice.data["items"]} == {factories.item(launch, k).pk for k in ("S1", "S2", "S3")}
    assert told(people.centre_lead, topic="moved").count() == 1
    with time_machine.travel(datetime(2026, 12, 10, 9, tzinfo=SEOUL)):  # S1 is due that day now
        sweep()
    new = told(people.salesperson, kind="reminder", state="open", topic="D-day")
    assert [n.due_on for n in new] == [date(2026, 12, 10)]


def test_a_ticked_item_takes_its_reminders_along(launch, people):
    sweep()
    item = factories.item(launch, "C1")
    assign_item(item.pk, by=people.planner, owner_id=people.agent.pk)
    with time_machine.travel(datetime(2026, 12, 7, 1, tzinfo=SEOUL)):
        sweep()
        assert told(people.agent, item=item, kind="reminder", state="open").exists()
        complete_item(item.pk, by=people.agent)
        sweep()
    assert not told(people.agent, item=item, state="open").exists()


def test_a_cancelled_launch_is_told_and_then_silent(launch, people):
    sweep()
    cancel_launch(launch.pk, by=people.planner, reason="계약 무산")
    with time_machine.travel(NOW + timedelta(days=1)):
        tick = sweep()
    assert tick.reminders == tick.alerts == 0
    assert told(people.salesperson, topic="launch_cancelled").count() == 1
    assert not Notification.objects.filter(kind__in=["reminder", "alert"], state="open").exists()


def test_mentions_reach_only_those_who_may_see_the_item(launch, people):
    item = factories.item(launch, "S1")
    everyone = [people.marketer.pk, people.other_centre_lead.pk, people.agent.pk, people.salesperson.pk]
    comment_on_item(item.pk, by=people.salesperson, body="확인 부탁드립니다", mentioned_ids=everyone[:1])
    sweep()
    [notice] = Notification.objects.filter(topic="mentioned")
    assert notice.recipient == people.marketer
    assert "확인" in notice.data["comment"]


def test_alerts_go_to_the_centres_the_launch_is_open_to(launch, people):
    sweep()
    alerts = Notification.objects.filter(kind="alert")
    assert [(a.recipient, a.topic) for a in alerts] == [(people.centre_lead, "D-14")]
    shown = alerts[0].data["missing"]
    assert [line["id"] for line in shown] == []  # neither the centre's own late lines nor lines of the brief
    assert wording.none_missing(is_partner=True) in wording.detail(alerts[0], NOW.date())
    message = Message.objects.get(lines__notification=alerts[0])
    assert wording.none_missing(is_partner=True)[1:] in compose(message, [alerts[0]], NOW).body
    with time_machine.travel(NOW + timedelta(days=8)):
        sweep()
    assert sorted(a.topic for a in Notification.objects.filter(kind="alert")) == ["D-14", "D-7"]


def test_a_brief_line_nobody_finished_is_named_by_its_section(launch, people):
    launch.items.filter(key="S1").update(brief_line="배송비는 〈금액〉입니다.")
    launch.items.filter(key="A1").update(brief_line="12월 9일 10시에 엽니다.")
    sweep()
    alert = Notification.objects.get(kind="alert", recipient=people.centre_lead)
    titles = {line["title"] for line in alert.data["missing"]}
    assert {"준비", "12월 9일 10시에 엽니다."} <= titles


def test_turning_red_is_told_once_per_episode(launch, people):
    item = factories.item(launch, "A1")
    complete_item(item.pk, by=people.marketer)
    sweep()
    assert [a.topic for a in told(people.centre_lead, kind="alert")] == ["D-14"]
    for day in (2, 4, 4, 5):  # the must-have S1 is due on the third
        with time_machine.travel(datetime(2026, 12, day, 10, tzinfo=SEOUL)):
            sweep()
    assert [a.topic for a in told(people.centre_lead, kind="alert").order_by("pk")] == ["D-14", "D-7", "red"]


@pytest.mark.parametrize("copies", [1, 5])
def test_the_queries_of_a_sweep_do_not_grow(copies, launch, people, django_assert_max_num_queries):
    for _ in range(copies):
        factories.project(
            launch.template_version, by=people.planner, launch_on=launch.launch_on, announced_on=launch.announced_on,
            owners={"A1": people.marketer.pk, "S1": people.salesperson.pk}, opened_to_ids=[people.centre.pk],
        )  # fmt: skip
    with django_assert_max_num_queries(50) as queries:
        sweep()
    assert len(queries) <= 45
