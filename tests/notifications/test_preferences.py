"""How a person is told: hours, topics, absences and launches they want less of."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.errors import Forbidden, Invalid, Refusal
from accounts.models import Role, User
from ledger.models import Event
from notifications.access import absence_of, possible_substitutes
from notifications.models import ASKS, Absence, Mute, Preference
from notifications.services.preferences import (
    SILENCEABLE,
    mute_launch,
    remove_absence,
    save_preferences,
    set_absence,
    unmute_launch,
)
from projects.models import Project
from tests import factories
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db
CHOSEN = {"digest_hour": 8, "by_email": False, "quiet_from": 20, "quiet_until": 7, "silenced": ["moved", "approved"]}
MONDAY, FRIDAY = date(2026, 11, 30), date(2026, 12, 4)
PAGE = "/settings/notifications/"
FORM = {"digest_hour": "8", "quiet_from": "20", "quiet_until": "7", "topics": ["decided"]}


def away(person: User, substitute: User, *, by: User | None = None, first: date = MONDAY, last: date = FRIDAY):
    return set_absence(by or person, user_id=person.pk, substitute_id=substitute.pk, first_on=first, last_on=last)


def test_what_a_person_chose_is_kept_and_on_record(people):
    save_preferences(people.marketer, **CHOSEN)
    kept = Preference.objects.get(user=people.marketer)
    assert (kept.by_email, kept.quiet_from, kept.quiet_until) == (False, 20, 7)
    assert set(kept.silenced) == {"moved", "approved"}
    people.marketer.refresh_from_db()
    assert people.marketer.digest_hour == 8
    event = Event.objects.get(verb="preferences_saved")
    assert (event.before["by_email"], event.after["by_email"]) == (True, False)


def test_saving_the_same_again_writes_nothing(people):
    for _ in range(2):
        save_preferences(people.marketer, **CHOSEN)
    assert Event.objects.filter(verb__in=["preferences_saved", "settings_updated"]).count() == 2


def test_what_asks_something_cannot_be_silenced(people):
    assert not set(SILENCEABLE) & set(ASKS)
    for topic in (*ASKS, "delivery_failed", "nonsense"):
        with pytest.raises(Invalid):
            save_preferences(people.marketer, **CHOSEN | {"silenced": [topic]})


@pytest.mark.parametrize("field", ["quiet_from", "quiet_until", "digest_hour"])
def test_an_hour_is_one_of_a_day(people, field):
    with pytest.raises(Invalid) as refused:
        save_preferences(people.marketer, **CHOSEN | {field: 24})
    assert refused.value.field == field
    assert not Preference.objects.exists()


def test_a_token_silences_nobody(people, launch):
    people.planner.scopes = frozenset({"read", "write:launch", "write:tick"})
    for act in (
        lambda: save_preferences(people.planner, **CHOSEN),
        lambda: mute_launch(launch.pk, by=people.planner),
        lambda: away(people.planner, people.second_planner),
    ):
        with pytest.raises(Forbidden):
            act()


@pytest.mark.parametrize(
    ("who", "whose", "may"),
    [
        ("marketer", "marketer", True),
        ("marketer", "marketing_lead", False),
        ("marketing_lead", "marketer", True),
        ("marketing_lead", "salesperson", False),
        ("planner", "salesperson", True),
        ("admin", "viewer", True),
        ("viewer", "viewer", True),
        ("centre_lead", "agent", True),
        ("agent", "centre_lead", False),
    ],
)
def test_who_enters_whose_absence(people, today, who, whose, may):
    person = getattr(people, whose)
    substitute = factories.user(Role.PARTNER_LEAD, department=people.centre) if person.is_partner else people.admin
    substitute = people.planner if substitute == person else substitute
    if may:
        absence = away(person, substitute, by=getattr(people, who))
        assert Event.objects.get(verb="absence_set").after["substitute"] == absence.substitute_id
    else:
        with pytest.raises(Forbidden):
            away(person, substitute, by=getattr(people, who))


def test_a_substitute_sees_what_the_person_sees(people, today):
    assert people.agent not in possible_substitutes(people.centre_lead)
    assert people.planner not in possible_substitutes(people.centre_lead)
    assert people.other_centre_lead not in possible_substitutes(people.agent)
    assert people.centre_lead in possible_substitutes(people.agent)
    assert people.centre_lead not in possible_substitutes(people.marketer)
    people.viewer.is_active = False
    people.viewer.save()
    for nobody in (people.viewer, people.marketer, people.centre_lead):
        with pytest.raises(Invalid) as refused:
            away(people.marketer, nobody)
        assert refused.value.field == "substitute_id"


def test_a_second_absence_on_these_days_names_the_first(people, today):
    away(people.marketer, people.marketing_lead)
    with pytest.raises(Refusal) as refused:
        away(people.marketer, people.planner, first=FRIDAY, last=FRIDAY + timedelta(days=3))
    assert people.marketing_lead.name in refused.value.message
    assert refused.value.code == "overlap"
    away(people.marketer, people.planner, first=FRIDAY + timedelta(days=1), last=FRIDAY + timedelta(days=3))


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (FRIDAY, MONDAY, "ends_before_it_begins"),
        (TODAY - timedelta(days=3), TODAY - timedelta(days=1), "already_over"),
        (TODAY, TODAY + timedelta(days=367), "too_long"),
    ],
)
def test_days_that_cannot_be(people, today, first, last, code):
    with pytest.raises(Invalid) as refused:
        away(people.marketer, people.marketing_lead, first=first, last=last)
    assert refused.value.code == code


def test_somebody_ill_since_yesterday_is_away_now(people, today):
    away(people.marketer, people.marketing_lead, first=TODAY - timedelta(days=1), last=TODAY)
    found = absence_of(people.marketer, NOW)
    assert found is not None
    assert found.substitute == people.marketing_lead
    people.marketer.time_zone = "Pacific/Kiritimati"  # four hours ahead: still today
    assert absence_of(people.marketer, NOW.replace(hour=21)) is None


def test_an_absence_is_taken_back_by_whoever_may_enter_it(people, today):
    absence = away(people.marketer, people.marketing_lead)
    for nobody in (people.salesperson, people.sales_lead, people.agent):
        with pytest.raises(Absence.DoesNotExist):
            remove_absence(absence.pk, by=nobody)
    remove_absence(absence.pk, by=people.marketing_lead)
    assert not Absence.objects.exists()
    assert Event.objects.get(verb="absence_removed").actor_id == people.marketing_lead.pk


def test_a_muted_launch_is_on_its_own_record_once(people, launch):
    for _ in range(2):
        mute_launch(launch.pk, by=people.marketer)
    [event] = Event.objects.filter(verb="launch_muted")
    assert (event.stream_id, event.actor_id) == (launch.stream_id, people.marketer.pk)
    for _ in range(2):
        unmute_launch(launch.pk, by=people.marketer)
    assert not Mute.objects.exists()
    assert Event.objects.filter(verb="launch_unmuted").count() == 1


def test_a_launch_out_of_sight_is_not_there(people, launch, as_user):
    launch.opened_to.clear()
    with pytest.raises(Project.DoesNotExist):
        mute_launch(launch.pk, by=people.agent)
    assert as_user(people.agent).post(reverse("notifications:launch-mute", args=[launch.pk])).status_code == 404


def test_the_page_saves_what_is_sent_and_what_is_left_out_is_silenced(people, as_user):
    assert as_user(people.agent).post(PAGE, FORM)["Location"] == PAGE
    kept = Preference.objects.get(user=people.agent)
    assert set(kept.silenced) == set(SILENCEABLE) - {"decided"}
    assert not kept.by_email


def test_whoever_turns_everything_off_is_told_so(people, as_user):
    client = as_user(people.marketer)
    assert not client.get(PAGE).context["only_inbox"]
    assert client.post(PAGE, FORM, follow=True).context["only_inbox"]


def test_everybody_has_the_page_and_enters_an_absence(people, today, as_user):
    for person in (people.admin, people.viewer, people.marketing_lead, people.agent):
        assert as_user(person).get(PAGE).status_code == 200
    form = {"substitute_id": people.marketing_lead.pk, "first_on": "2026-11-30", "last_on": "2026. 12. 4."}
    assert as_user(people.marketer).post(f"{PAGE}absences/add/", form).status_code == 302
    page = as_user(people.marketing_lead).get(PAGE)
    assert people.marketer.name in page.content.decode()
    again = as_user(people.marketer).post(f"{PAGE}absences/add/", form)
    assert again.status_code == 400
    assert 'value="2026-11-30"' in again.content.decode()


def test_a_lead_enters_a_members_absence_on_the_page(people, today, as_user):
    form = {"user_id": people.marketer.pk, "substitute_id": people.marketing_lead.pk}
    form |= {"first_on": "2026-11-30", "last_on": "2026-12-04"}
    assert as_user(people.marketing_lead).post(f"{PAGE}absences/add/", form).status_code == 302
    absence = Absence.objects.get()
    assert absence.user == people.marketer
    remove = reverse("notifications:absence-remove", args=[absence.pk])
    assert as_user(people.salesperson).post(remove).status_code == 404
    assert as_user(people.marketer).post(remove).status_code == 302


def test_the_menu_of_a_launch_mutes_and_says_so(people, launch, as_user):
    client, url = as_user(people.marketer), f"/launches/{launch.pk}/"
    assert f"{url}mute/" in client.get(url).content.decode()
    assert client.post(f"{url}mute/").status_code == 302
    page = client.get(url).content.decode()
    assert f"{url}unmute/" in page
    assert launch.name in client.get(PAGE).content.decode()
    assert client.post(f"{url}unmute/").status_code == 302
    assert f"{url}unmute/" not in client.get(PAGE).content.decode()


def test_the_queries_of_the_page_do_not_grow(people, today, as_user, django_assert_max_num_queries):
    for n in range(8):
        person = factories.user(department=people.marketing)
        away(person, people.marketing_lead, first=MONDAY, last=FRIDAY + timedelta(days=n))
    client = as_user(people.marketing_lead)
    with django_assert_max_num_queries(14):
        client.get(PAGE)
