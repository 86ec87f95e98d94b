"""Why a person was or was not reminded of a line: each reason once, and what rests on the record."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import User
from notifications.explain import Explanation, explain
from notifications.explain.facts import Facts
from notifications.models import Absence, LadderPause, Message, Mute, Notification, Preference, ReminderPolicy
from notifications.services import deliver_due, sweep
from projects.services.items import block_item, complete_item
from projects.services.launches import cancel_launch
from tests import factories
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db


def why(launch, key, person, **options) -> Explanation:
    items = launch.items.select_related("project__template_version__template", "department", "owner")
    return explain(items.get(key=key), person, NOW, **options)


def said(explanation: Explanation) -> str:
    return "\n".join([explanation.verdict, *(line for part in explanation.parts for line in part.sentences)])


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"
    from django.utils import translation

    with translation.override("en"):
        yield


def test_a_reminder_that_arrived_is_told_with_its_try_and_answer(launch, people, sink):
    sweep()
    deliver_due()
    found = why(launch, "S1", people.salesperson)
    assert found.is_told
    assert "이도윤 was reminded of this item on 25 Nov" in found.verdict
    message = Message.objects.get(recipient=people.salesperson, kind="digest")
    assert f"{message.reference}, try 1 on" in said(found)
    assert "250 taken" in said(found)


def test_the_ladder_is_listed_with_its_days_and_where_it_stands(launch, people):
    text = said(why(launch, "S1", people.salesperson))
    assert "In force: the default ladder." in text
    assert text.count("← stands today") == 1


def test_whoever_the_sweep_will_tell_plays_the_part_that_it_tells_them_for(launch, people):
    parts = set()
    for item in launch.items.select_related("project__template_version__template", "department", "owner"):
        for one in Facts(item, people.planner, NOW).foreseen:
            person = User.objects.get(pk=one.recipient_id)
            assert one.audience in Facts(item, person, NOW).parts_played
            parts.add(one.audience)
    assert parts == {"owner", "lead", "planner"}


def test_before_the_first_step_it_says_when_that_falls(launch, people):
    item = factories.item(launch, "C1")
    item.due_on = TODAY + timedelta(days=60)
    item.save()
    found = why(launch, "C1", people.agent)
    assert not found.is_told
    assert "no step of the ladder has fallen yet" in found.verdict


def test_who_has_no_part_in_the_step_is_told_whom_it_is_for(launch, people):
    verdict = why(launch, "S1", people.marketer).verdict
    assert "the step that stands today is for: owner" in verdict


def test_a_closed_item_an_ended_launch_and_a_closed_account_each_say_so(launch, people):
    item = factories.item(launch, "A2")
    item.scenarios.update(verified_at=NOW, verified_by=people.marketer)
    complete_item(item.pk, by=people.marketer)
    assert "the item is closed" in why(launch, "A2", people.marketer).verdict
    people.salesperson.is_active = False
    people.salesperson.save()
    assert "the account is closed" in why(launch, "S1", people.salesperson).verdict
    cancel_launch(launch.pk, by=people.planner, reason="취소", version=launch.version)
    launch.refresh_from_db()
    assert "the launch was cancelled" in why(launch, "S1", people.sales_lead).verdict


def test_who_may_not_see_it_is_not_told(launch, people):
    assert "may not see the launch" in why(launch, "S1", people.other_centre_lead).verdict
    assert "may not see the item" in why(launch, "S1", people.centre_lead).verdict


def test_who_is_away_is_not_told_and_the_substitute_is(launch, people, sink):
    Absence.objects.create(user=people.salesperson, substitute=people.sales_lead, first_on=TODAY, last_on=TODAY)
    sweep()
    found = why(launch, "S1", people.salesperson)
    assert "is told instead" in found.verdict
    assert f"(told to {people.sales_lead.name} instead)" in said(found)
    instead = why(launch, "S1", people.sales_lead)
    assert f"(in place of {people.salesperson.name})" in said(instead)


def test_a_blocked_item_says_to_whom_its_reminders_go(launch, people):
    block_item(
        factories.item(launch, "S1").pk, by=people.salesperson, reason="자료 없음", by_user_id=people.marketer.pk
    )
    assert "go to whoever it waits for" in why(launch, "S1", people.salesperson).verdict
    assert f"blocked by {people.marketer.name}" in said(why(launch, "S1", people.marketer))


def test_an_acknowledged_reminder_rests(launch, people):
    item = factories.item(launch, "S1")
    LadderPause.objects.create(item=item, due_on=item.due_on, by=people.salesperson, until=TODAY + timedelta(days=1))
    assert f"{people.salesperson.name} acknowledged it" in why(launch, "S1", people.salesperson).verdict


def test_preferences_and_a_mute_are_named(launch, people):
    Preference.objects.create(user=people.salesperson, by_email=False)
    Mute.objects.create(user=people.salesperson, project=launch)
    text = said(why(launch, "S1", people.salesperson))
    assert "E-mail is switched off." in text
    assert "muted this launch" in text


def test_a_gap_is_named_and_filled(launch, people):
    item = factories.item(launch, "S1")
    item.owner = None
    item.save()
    found = why(launch, "S1", people.sales_lead, with_others=True)
    assert "Nobody owns it" in said(found)
    assert f"{people.sales_lead.name}, as the department's lead" in said(found)


def test_a_ladder_written_for_the_launch_is_named(launch, people):
    policy = ReminderPolicy.objects.create(project=launch, updated_by=people.planner)
    policy.steps.create(offset=-2, audience=["owner"], urgency="digest")
    assert "In force: the ladder of this launch." in said(why(launch, "S1", people.salesperson))


def test_only_who_sees_all_deliveries_is_told_of_others(launch, people):
    headings = [part.heading for part in why(launch, "S1", people.salesperson).parts]
    assert "Who the step is for" not in headings


def test_explaining_changes_nothing_and_its_queries_do_not_grow(launch, people, django_assert_max_num_queries):
    sweep()
    before = Notification.objects.count()
    with django_assert_max_num_queries(26):
        why(launch, "S1", people.salesperson, with_others=True)
    assert Notification.objects.count() == before


def test_a_time_zone_is_named_only_where_it_is_not_the_companys(launch, people):
    assert "(Asia/Seoul)" not in said(why(launch, "S1", people.salesperson))
    people.salesperson.time_zone = "Europe/Paris"
    assert "(Europe/Paris)" in said(why(launch, "S1", people.salesperson))


def test_the_command_prints_it(launch, people):
    out = StringIO()
    item = factories.item(launch, "S1")
    call_command("explain_reminder", str(item.pk), people.salesperson.email, "--language", "en", stdout=out)
    assert "The ladder" in out.getvalue()
    for wrong in (["0", people.salesperson.email], [str(item.pk), "nobody@example.com"]):
        with pytest.raises(CommandError):
            call_command("explain_reminder", *wrong, stdout=out)


def test_the_page_of_a_line_says_why_the_reader_was_told(launch, people, as_user):
    sweep()
    page = as_user(people.salesperson).get(reverse("notifications:told", args=[factories.item(launch, "S1").pk]))
    assert people.salesperson.name in page.context["explanation"].verdict
