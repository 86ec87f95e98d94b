"""Ladders that people write: limits, rights, versions, what they change, and the acknowledgement that lets one rest."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from accounts.errors import Forbidden, Invalid, Refusal, Stale
from ledger.models import Event
from notifications.explain.facts import Facts
from notifications.ladder import DEFAULT_LADDER, MOST_STEPS, Audience, Step, Urgency
from notifications.models import LadderPause, Notification, ReminderPolicy
from notifications.services import acknowledge_notification
from notifications.services.foresight import preview
from notifications.services.policies import remove_policy, save_policy
from notifications.services.reminders import remind
from notifications.services.standing import standing_at
from projects.services.items import complete_item
from projects.services.launches import cancel_launch
from tests import factories
from tests.conftest import NOW, TODAY

OWNER, LEAD, PLANNER = (frozenset({part}) for part in (Audience.OWNER, Audience.LEAD, Audience.PLANNER))
BEFORE = Step(-2, OWNER, Urgency.DIGEST)
AFTER = Step(1, PLANNER, Urgency.AT_ONCE)
SHORT = (BEFORE, AFTER)


def wrong(people, launch, steps, **more) -> tuple[str, str]:
    with pytest.raises(Invalid) as refused:
        save_policy(people.planner, project_id=launch.pk, steps=steps, **more)
    return refused.value.code, refused.value.field


def test_a_launch_follows_its_own_ladder_else_its_templates_else_the_default(people, launch):
    template = launch.template_version.template
    assert standing_at(launch).source == "default"
    save_policy(people.planner, template_id=template.pk, steps=SHORT)
    assert (standing_at(launch).source, standing_at(launch).steps) == ("template", SHORT)
    own = (Step(0, OWNER, Urgency.AT_ONCE), AFTER)
    save_policy(people.planner, project_id=launch.pk, steps=own)
    assert (standing_at(launch).source, standing_at(launch).steps) == ("project", own)
    remove_policy(people.planner, project_id=launch.pk)
    remove_policy(people.planner, template_id=template.pk)
    assert standing_at(launch).steps == DEFAULT_LADDER


def test_the_event_says_what_the_ladder_was_and_is(people, launch):
    save_policy(people.planner, project_id=launch.pk, steps=SHORT)
    save_policy(people.planner, project_id=launch.pk, steps=(BEFORE, Step(3, LEAD, Urgency.AT_ONCE)), pause_days=2)
    event = Event.objects.filter(stream=launch.stream_id, verb="reminder_policy_saved").order_by("-seq")[0]
    assert [step["offset"] for step in event.before["steps"]] == [-2, 1]
    assert event.after == {
        "steps": [
            {"offset": -2, "audience": ["owner"], "urgency": "digest", "repeats_daily": False, "blockers_only": False},
            {"offset": 3, "audience": ["lead"], "urgency": "at_once", "repeats_daily": False, "blockers_only": False},
        ],
        "pause_days": 2,
    }


def test_the_same_ladder_again_changes_nothing(people, launch):
    first = save_policy(people.planner, project_id=launch.pk, steps=SHORT)
    again = save_policy(people.planner, project_id=launch.pk, steps=SHORT[::-1])
    assert again.version == first.version
    assert Event.objects.filter(verb="reminder_policy_saved").count() == 1


def test_events_of_templates_and_departments_go_to_their_streams(people, launch):
    template = launch.template_version.template
    save_policy(people.planner, template_id=template.pk, steps=SHORT)
    save_policy(people.marketing_lead, department_id=people.marketing.pk, steps=(BEFORE,))
    found = Event.objects.filter(verb="reminder_policy_saved").values_list("stream__kind", "target")
    assert set(found) == {
        ("template", f"template:{template.pk}"),
        ("company", f"department:{people.marketing.pk}"),
    }


@pytest.mark.parametrize(
    ("steps", "code", "field"),
    [
        ((), "steps_count", "steps"),
        (tuple(Step(n, OWNER, Urgency.DIGEST) for n in range(-19, 2)), "steps_count", "steps"),
        ((Step(-61, OWNER, Urgency.DIGEST), AFTER), "offset_range", "steps[0].offset"),
        ((BEFORE, Step(31, OWNER, Urgency.DIGEST)), "offset_range", "steps[1].offset"),
        ((BEFORE, BEFORE, AFTER), "offset_twice", "steps[0].offset"),
        ((BEFORE, Step(1, frozenset(), Urgency.DIGEST)), "audience_missing", "steps[1].audience"),
        ((Step(-6, OWNER, Urgency.DIGEST, repeats_daily=True), AFTER), "daily_too_early", "steps[0].repeats_daily"),
        ((Step(-1, LEAD, Urgency.DIGEST), AFTER), "owner_not_told", "steps"),
        ((Step(-1, OWNER, Urgency.DIGEST, blockers_only=True), AFTER), "owner_not_told", "steps"),
        ((BEFORE,), "late_goes_silent", "steps"),
        ((BEFORE, Step(1, frozenset({Audience.CHANNEL}), Urgency.AT_ONCE)), "late_goes_silent", "steps"),
    ],
)
def test_a_ladder_has_limits(people, launch, steps, code, field):
    assert wrong(people, launch, steps) == (code, field)
    assert not ReminderPolicy.objects.exists()


@pytest.mark.parametrize("days", [0, 6, -1])
def test_a_rest_has_limits(people, launch, days):
    assert wrong(people, launch, SHORT, pause_days=days) == ("pause_days", "pause_days")


def test_as_many_steps_as_allowed_are_taken(people, launch):
    steps = [Step(n, OWNER, Urgency.DIGEST) for n in range(2 - MOST_STEPS, 2)]
    save_policy(people.planner, project_id=launch.pk, steps=steps)
    assert len(standing_at(launch).steps) == MOST_STEPS


def test_who_saved_first_wins_and_the_other_sees_what_they_wrote(people, launch):
    save_policy(people.planner, project_id=launch.pk, steps=SHORT, version=1)
    with pytest.raises(Stale) as refused:
        save_policy(people.second_planner, project_id=launch.pk, steps=DEFAULT_LADDER, version=1)
    assert refused.value.current["version"] == 2
    assert [step["offset"] for step in refused.value.current["steps"]] == [-2, 1]


def test_a_ladder_written_anew_after_removal_is_not_taken_for_the_old_one(people, launch):
    old = save_policy(people.planner, project_id=launch.pk, steps=SHORT)
    remove_policy(people.planner, project_id=launch.pk, version=old.version)
    save_policy(people.planner, project_id=launch.pk, steps=DEFAULT_LADDER)
    with pytest.raises(Stale):
        save_policy(people.planner, project_id=launch.pk, steps=SHORT, version=old.version)


@pytest.mark.parametrize("who", ["marketing_lead", "marketer", "centre_lead", "viewer"])
def test_only_planners_and_administrators_write_the_ladder_of_a_launch_or_a_template(people, launch, who):
    for place in ({"project_id": launch.pk}, {"template_id": launch.template_version.template_id}):
        with pytest.raises((Forbidden, launch.template_version.template.DoesNotExist)):
            save_policy(getattr(people, who), steps=SHORT, **place)


def test_a_lead_adds_for_their_own_department_only(people, launch):
    save_policy(people.marketing_lead, department_id=people.marketing.pk, steps=(BEFORE,))
    with pytest.raises(Forbidden):
        save_policy(people.marketing_lead, department_id=people.sales.pk, steps=(BEFORE,))
    with pytest.raises(Forbidden):
        remove_policy(people.sales_lead, department_id=people.marketing.pk)


def test_a_launch_that_has_ended_keeps_its_ladder(people, launch):
    cancel_launch(launch.pk, by=people.planner, reason="취소")
    with pytest.raises(Refusal) as refused:
        save_policy(people.planner, project_id=launch.pk, steps=SHORT)
    assert refused.value.code == "launch_ended"


def test_a_hidden_launch_is_not_there(people, launch):
    launch.is_confidential = True
    launch.save()
    launch.named.clear()
    with pytest.raises(launch.DoesNotExist):
        save_policy(people.second_planner, project_id=launch.pk, steps=SHORT)


def test_a_departments_steps_come_on_top_for_its_lines_alone(people, launch):
    save_policy(people.marketing_lead, department_id=people.marketing.pk, steps=(Step(-5, LEAD, Urgency.DIGEST),))
    for item in launch.items.select_related("project__template_version__template"):
        steps = Facts(item, people.planner, NOW).steps
        assert (-5 in [step.offset for step in steps]) == (item.department_id == people.marketing.pk)


# --- The preview ----------------------------------------------------------------------------------------------------


def test_the_preview_is_what_the_sweep_then_sends(people, launch):
    remind(NOW)  # today's
    found = preview(launch, launch, NOW)
    told = {(t.day, t.who, t.step, item.pk) for t in found.tellings for item in t.lines}
    known = set(Notification.objects.values_list("pk", flat=True))
    sent = set()
    for n in range((found.until - TODAY).days + 1):
        with time_machine.travel(NOW + timedelta(days=n), tick=False):
            remind(NOW + timedelta(days=n))
        new = Notification.objects.exclude(pk__in=known)
        sent |= {(TODAY + timedelta(days=n), one.recipient.name, one.topic, one.item_id) for one in new}
        known |= set(new.values_list("pk", flat=True))
    assert told == sent
    assert told


def test_the_preview_marks_what_a_new_ladder_adds_and_drops(people, launch):
    remind(NOW)
    steps = [step for step in DEFAULT_LADDER if step.offset != -3] + [Step(-2, LEAD, Urgency.AT_ONCE)]
    found = preview(launch, launch, NOW, steps)
    marks = {(t.step, t.mark) for t in found.tellings}
    assert ("D-2", "added") in marks
    assert ("D-3", "removed") in marks
    assert ("D-day", "") in marks
    assert found.added == sum(len(t.lines) for t in found.tellings if t.mark == "added")
    assert found.removed == sum(len(t.lines) for t in found.tellings if t.mark == "removed")
    assert not ReminderPolicy.objects.exists()


def test_the_ladder_in_force_changes_nothing(people, launch):
    found = preview(launch, launch, NOW, DEFAULT_LADDER)
    assert (found.added, found.removed) == (0, 0)
    assert not any(total.is_changed for total in found.totals)


def test_a_department_previews_its_own_lines(people, launch):
    found = preview(people.marketing, launch, NOW, (Step(-4, LEAD, Urgency.DIGEST),))
    assert {item.department_id for t in found.tellings for item in t.lines} == {people.marketing.pk}
    assert {t.who for t in found.tellings if t.mark == "added"} == {"박리드"}
    assert found.removed == 0


def test_the_preview_takes_the_same_queries_however_many_lines(people, today, django_assert_num_queries):
    counts = []
    for lines in (4, 40):
        rows = [factories.line(f"L{n}", department=people.marketing) for n in range(lines)]
        version = factories.template(rows, by=people.planner)
        launch = factories.project(version, by=people.planner, launch_on=date(2026, 12, 9), announced_on=TODAY)
        with django_assert_num_queries(16) as captured:
            preview(launch, launch, NOW, SHORT)
        counts.append(len(captured))
    assert counts[0] == counts[1]


# --- Acknowledging --------------------------------------------------------------------------------------------------


@pytest.fixture
def reminder(people, launch) -> Notification:
    """The planner's, of a must-have that was late before the launch was started."""
    remind(NOW)
    return Notification.objects.get(recipient=people.planner, item__key="A1")


def test_acknowledging_lets_the_ladder_rest_and_says_so_in_the_history(people, launch, reminder):
    acknowledge_notification(reminder.pk, by=people.planner)
    pause = LadderPause.objects.get()
    assert (pause.by, pause.due_on, pause.until) == (people.planner, reminder.due_on, TODAY + timedelta(days=1))
    event = Event.objects.get(stream=launch.stream_id, verb="reminder_acknowledged")
    assert (event.target, event.after) == (f"item:{reminder.item_id}", {"step": reminder.topic, "until": "2026-11-26"})
    assert reminder.item.status == "todo"


@pytest.mark.parametrize(("pause_days", "until"), [(1, date(2026, 11, 26)), (3, date(2026, 11, 30))])
def test_the_rest_is_counted_in_business_days_of_the_policy(people, launch, reminder, pause_days, until):
    save_policy(people.planner, project_id=launch.pk, steps=DEFAULT_LADDER, pause_days=pause_days)
    acknowledge_notification(reminder.pk, by=people.planner)
    assert LadderPause.objects.get().until == until


def test_a_department_can_make_the_rest_shorter_but_not_longer(people, launch, reminder):
    save_policy(people.planner, project_id=launch.pk, steps=DEFAULT_LADDER, pause_days=2)
    save_policy(people.marketing_lead, department_id=people.marketing.pk, steps=(BEFORE,), pause_days=5)
    acknowledge_notification(reminder.pk, by=people.planner)
    assert LadderPause.objects.get().until == date(2026, 11, 27)


def test_while_it_rests_nobody_is_reminded_and_then_the_step_comes_once_more(people, launch, reminder):
    acknowledge_notification(reminder.pk, by=people.planner)
    of_line = Notification.objects.filter(item=reminder.item, kind="reminder")
    before = of_line.count()
    remind(NOW + timedelta(hours=6))
    assert of_line.count() == before
    remind(NOW + timedelta(days=1))
    assert of_line.count() > before


def test_the_same_person_rests_a_line_and_date_only_once(people, launch, reminder):
    acknowledge_notification(reminder.pk, by=people.planner)
    with time_machine.travel(NOW + timedelta(days=1)):
        remind(NOW + timedelta(days=1))
        again = Notification.objects.filter(recipient=people.planner, item=reminder.item).latest("pk")
        assert again.pk != reminder.pk
        acknowledge_notification(again.pk, by=people.planner)
    again.refresh_from_db()
    assert again.acknowledged_at
    assert LadderPause.objects.count() == 1
    assert Event.objects.filter(verb="reminder_acknowledged").count() == 1


def test_a_finished_line_does_not_rest(people, launch, reminder):
    complete_item(reminder.item_id, by=people.marketer)
    acknowledge_notification(reminder.pk, by=people.planner)
    assert not LadderPause.objects.exists()
