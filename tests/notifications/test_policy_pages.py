"""The pages of a ladder: who sees what, the editor without JavaScript, the preview, and the rest it leads to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from notifications.ladder import DEFAULT_LADDER, Audience, Step, Urgency
from notifications.models import Notification, ReminderPolicy
from notifications.services.policies import save_policy
from notifications.services.reminders import remind
from notifications.services.standing import standing_at
from tests.conftest import NOW

OWNER, PLANNER = frozenset({Audience.OWNER}), frozenset({Audience.PLANNER})
SHORT = (Step(-2, OWNER, Urgency.DIGEST), Step(1, PLANNER, Urgency.AT_ONCE))
FRAGMENT = {"HX-Request": "true"}


def typed(*steps: Step, version: int = 1, pause_days: int = 1) -> dict[str, Any]:
    """A form as the browser sends it."""
    data: dict[str, Any] = {"version": version, "pause_days": pause_days}
    data |= {"steps-TOTAL_FORMS": len(steps), "steps-INITIAL_FORMS": 0}
    for index, step in enumerate(steps):
        row: dict[str, Any] = {"offset": step.offset, "audience": list(step.audience), "urgency": step.urgency}
        row |= {name: "on" for name in ("repeats_daily", "blockers_only") if getattr(step, name)}
        data |= {f"steps-{index}-{name}": value for name, value in row.items()}
    return data


@pytest.fixture
def page(launch) -> str:
    return reverse("notifications:project-policy", args=[launch.pk])


def test_the_default_ladder_is_shown_where_it_applies_and_only_editors_may_write(people, page, as_user):
    shown = as_user(people.marketer).get(page).content.decode()
    assert "마감 7" in shown or "7 business days before" in shown
    assert "edit=1" not in shown
    assert "edit=1" in as_user(people.planner).get(page).content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("centre_lead", 403), ("agent", 403), ("viewer", 200), ("sales_lead", 200)]
)
def test_partners_see_no_ladder(people, page, as_user, who, status):
    assert as_user(getattr(people, who)).get(page).status_code == status


def test_only_editors_see_who_would_be_told(people, page, as_user):
    assert 'id="preview"' in as_user(people.admin).get(page).content.decode()
    assert 'id="preview"' not in as_user(people.marketer).get(page).content.decode()


def test_saving_goes_back_to_the_page(people, launch, page, as_user):
    answer = as_user(people.planner).post(page, typed(*SHORT))
    assert (answer.status_code, answer.url) == (302, page)
    assert standing_at(launch).steps == SHORT


def test_every_ladder_can_be_saved_as_it_is_shown(people, launch, page, as_user):
    as_user(people.planner).post(page, typed(*DEFAULT_LADDER))
    assert standing_at(launch).source == "project"
    assert standing_at(launch).steps == DEFAULT_LADDER


def test_what_is_wrong_stands_beside_the_step(people, page, as_user):
    steps = (SHORT[0], Step(1, frozenset(), Urgency.AT_ONCE))
    answer = as_user(people.planner).post(page, typed(*steps))
    assert answer.status_code == 400
    assert answer.context["form"].rows.forms[1].errors["audience"]
    assert not ReminderPolicy.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"steps-TOTAL_FORMS": "1000"},
        {"steps-TOTAL_FORMS": "x"},
        {"steps-0-offset": "-3.5"},
        {"steps-0-offset": "－3"},
        {"steps-0-urgency": "someday"},
        {"steps-0-audience": ["everybody"]},
        {"pause_days": "99"},
        {"version": ""},
    ],
)
def test_a_form_that_no_page_sent_is_refused(people, page, as_user, change):
    assert as_user(people.planner).post(page, typed(*SHORT) | change).status_code == 400
    assert not ReminderPolicy.objects.exists()


def test_a_step_is_added_and_taken_away_without_saving(people, page, as_user):
    client = as_user(people.planner)
    added = client.post(page + "edit/", typed(*SHORT) | {"add": "1"})
    assert [row.initial["offset"] for row in added.context["form"].rows] == ["-2", "1", 2]
    removed = client.post(page + "edit/", typed(*SHORT) | {"remove": "0"}, headers=FRAGMENT)
    assert [row.initial["offset"] for row in removed.context["form"].rows] == ["1"]
    assert not removed.content.decode().lstrip().startswith("<!")
    assert not ReminderPolicy.objects.exists()


def test_a_preview_saves_nothing_and_keeps_what_was_typed(people, page, as_user):
    answer = as_user(people.planner).post(page + "preview/", typed(*SHORT))
    assert answer.status_code == 200
    assert answer.context["preview"].is_proposal
    assert answer.context["preview"].removed
    assert len(answer.context["form"].rows.forms) == 2
    assert not ReminderPolicy.objects.exists()


def test_a_preview_of_what_cannot_be_saved_says_why(people, page, as_user):
    answer = as_user(people.planner).post(page + "preview/", typed(SHORT[0]), headers=FRAGMENT)
    assert answer.status_code == 422
    assert "form-errors" in answer.content.decode()


def test_who_comes_second_sees_what_stands_and_can_save_over_it(people, launch, page, as_user):
    save_policy(people.second_planner, project_id=launch.pk, steps=DEFAULT_LADDER)
    client = as_user(people.planner)
    refused = client.post(page, typed(*SHORT))
    assert refused.status_code == 412
    assert "송태호" in refused.content.decode()
    fresh = refused.context["form"]["version"].value()
    assert client.post(page, typed(*SHORT, version=fresh)).status_code == 302
    assert standing_at(launch).steps == SHORT


def test_back_to_the_ladder_below(people, launch, page, as_user):
    policy = save_policy(people.planner, project_id=launch.pk, steps=SHORT)
    answer = as_user(people.planner).post(page + "remove/", {"version": policy.version})
    assert (answer.status_code, standing_at(launch).source) == (302, "default")


def test_a_lead_writes_for_their_department_and_previews_a_running_launch(people, launch, as_user):
    own = reverse("notifications:department-policy", args=[people.marketing.pk])
    client = as_user(people.marketing_lead)
    data = typed(Step(-4, frozenset({Audience.LEAD}), Urgency.DIGEST)) | {"launch": launch.pk}
    previewed = client.post(own + "preview/", data)
    assert previewed.context["preview"].added
    assert client.post(own, data).status_code == 302
    other = reverse("notifications:department-policy", args=[people.sales.pk])
    assert client.get(other).status_code == 200
    assert client.post(other, data).status_code == 403


def test_a_hidden_launch_is_not_offered_for_a_preview(people, launch, as_user):
    launch.is_confidential = True
    launch.save()
    launch.named.clear()
    own = reverse("notifications:department-policy", args=[people.marketing.pk])
    answer = as_user(people.marketing_lead).get(own, {"edit": "1", "launch": launch.pk})
    assert launch.name not in answer.content.decode()


def test_the_page_of_a_template_previews_its_launches_first(people, launch, as_user):
    answer = as_user(people.planner).get(
        reverse("notifications:template-policy", args=[launch.template_version.template_id])
    )
    assert answer.context["chosen"] == launch
    assert answer.context["chosen_follows"]


def test_a_confirmed_reminder_says_until_when_its_ladder_rests(people, launch, as_user):
    remind(NOW)
    reminder = Notification.objects.get(recipient=people.planner, item__key="A1")
    client = as_user(people.planner)
    url = reverse("notifications:notification-acknowledge", args=[reminder.pk])
    assert "26" in client.post(url, headers=FRAGMENT).content.decode()
    rows = [row for day in client.get(reverse("notifications:inbox")).context["days"] for row in day.rows]
    assert {row.rests_until for row in rows if row.notification == reminder} == {date(2026, 11, 26)}
    told = client.get(reverse("notifications:told", args=[reminder.item_id]), headers=FRAGMENT)
    assert [rest.by for rest in told.context["rests"]] == [people.planner]
    assert "김서연" in told.content.decode()


def test_a_page_takes_the_same_queries_however_many_steps(people, launch, page, as_user, django_assert_max_num_queries):
    save_policy(people.planner, project_id=launch.pk, steps=SHORT)
    client = as_user(people.planner)
    client.get(page)
    with django_assert_max_num_queries(80) as few:
        client.get(page)
    long = [Step(n, OWNER | PLANNER, Urgency.DIGEST) for n in range(-17, 3)]
    save_policy(people.planner, project_id=launch.pk, steps=long)
    with django_assert_max_num_queries(80) as many:
        client.get(page)
    assert len(many) == len(few)
