"""Preferences, absences and channels over the API: a session's business, and no address or secret ever comes back."""

from __future__ import annotations

from django.test import Client

from notifications.models import Absence, Destination, Message, Mute, Preference
from tests import factories

from .conftest import CSRF_SECRET, PREFIX

WANTED = {"digest_hour": 8, "by_email": True, "quiet_from": 22, "quiet_until": 7, "silenced": ["decided"]}
WEBHOOK = {
    "channel": "webhook",
    "name": "서버",
    "address": "https://example.com/secret-path",
    "carries": ["alerts"],
}


def put(caller, path: str, body: object):
    client: Client = caller.client
    client.cookies["csrftoken"] = CSRF_SECRET
    return client.put(PREFIX + path, body, content_type="application/json")


def test_preferences_are_replaced_as_a_whole(api, people):
    caller = api(people.marketer)
    assert put(caller, "me/preferences/", WANTED).json() == WANTED | {"muted_project_ids": []}
    assert Preference.objects.get(user=people.marketer).silenced == ["decided"]
    left_out = {name: value for name, value in WANTED.items() if name != "by_email"}
    assert put(caller, "me/preferences/", left_out).json()["field"] == "by_email"
    assert put(caller, "me/preferences/", WANTED | {"silenced": ["assigned"]}).status_code == 400
    assert put(caller, "me/preferences/", WANTED | {"user_id": 1}).json()["code"] == "unknown"
    assert caller.get("me/preferences/").json()["quiet_from"] == 22


def test_a_token_does_none_of_it(api, people, launch):
    caller = api(people.planner, "read", "write:launch", "write:tick", "write:decision", "read:audit")
    answers = {
        caller.get("me/preferences/").status_code,
        caller.get("destinations/").status_code,
        caller.post("destinations/", WEBHOOK | {"project_id": launch.pk}).status_code,
        caller.post("me/absences/", {}).status_code,
        caller.post(f"projects/{launch.pk}/mute/").status_code,
        caller.post("me/test-message/").status_code,
    }
    assert answers == {403}


def test_an_absence_is_entered_once_and_taken_back(api, people, today):
    caller = api(people.marketer)
    days = {"substitute_id": people.marketing_lead.pk, "first_on": "2026-11-30", "last_on": "2026-12-04"}
    made = caller.post("me/absences/", days, key="k-1").json()
    assert caller.post("me/absences/", days, key="k-1").json() == made
    assert made["user_id"] == people.marketer.pk
    assert caller.post("me/absences/", days).status_code == 409
    others = caller.post("me/absences/", days | {"user_id": people.salesperson.pk})
    assert (others.status_code, others.json()["code"]) == (403, "not_allowed")
    assert caller.get("me/absences/").json()["count"] == 1
    path = f"{PREFIX}me/absences/{made['id']}/"
    assert api(people.salesperson).client.delete(path).status_code == 404
    assert caller.client.delete(path).status_code == 200
    assert not Absence.objects.exists()


def test_a_launch_is_muted_and_unmuted(api, people, launch):
    caller = api(people.agent)
    assert caller.post(f"projects/{launch.pk}/mute/").json() == {"project_id": launch.pk, "is_muted": True}
    assert caller.get("me/preferences/").json()["muted_project_ids"] == [launch.pk]
    assert caller.post(f"projects/{launch.pk}/unmute/").json()["is_muted"] is False
    assert not Mute.objects.exists()
    assert api(people.other_centre_lead).post(f"projects/{launch.pk}/mute/").status_code == 404


def test_a_secret_comes_once_and_an_address_never(api, people):
    caller = api(people.marketer)
    answers = [caller.post("destinations/", WEBHOOK, key="k-1")]
    made = Destination.objects.get()
    assert answers[0].json()["secret"] == made.secret
    assert caller.post("destinations/", WEBHOOK, key="k-1").json()["secret"] is None
    path = f"destinations/{made.pk}/"
    rotated = caller.post(f"{path}rotate-secret/", key="k-2").json()["secret"]
    assert rotated not in (None, made.secret)
    change = {"name": "새 이름", "carries": ["notices"]}
    answers += [caller.get("destinations/"), caller.get(path), caller.post(f"{path}change/", change)]
    answers += [caller.post(f"{path}test/"), caller.post(f"{path}disable/", {"reason": "끝"})]
    assert {answer.status_code for answer in answers} <= {200, 201}
    for answer in answers:
        assert "secret-path" not in answer.content.decode()
        assert rotated not in answer.content.decode()
    assert caller.post(f"{path}change/", change).json()["code"] == "disabled"


def test_channels_belong_to_one_place(api, people, launch):
    planner = api(people.planner)
    both = WEBHOOK | {"department_id": people.cx.pk, "project_id": launch.pk}
    assert planner.post("destinations/", both).json()["code"] == "two_owners"
    assert planner.post("destinations/", WEBHOOK | {"department_id": people.cx.pk}).status_code == 403
    assert planner.post("destinations/", WEBHOOK | {"project_id": launch.pk}).json()["project_id"] == launch.pk
    assert planner.post("destinations/", WEBHOOK | {"project_id": 999}).status_code == 404
    assert api(people.admin).post("destinations/", WEBHOOK | {"department_id": 999}).status_code == 404
    assert planner.get("destinations/", project=launch.pk).json()["count"] == 1
    assert planner.get("destinations/", department=people.cx.pk).json()["count"] == 0
    assert api(people.second_planner).get("destinations/").json()["count"] == 1
    assert api(people.admin).get("destinations/").json()["count"] == 0


def test_a_test_message_says_what_became_of_it(api, people):
    caller = api(people.marketer)
    sent = caller.post("me/test-message/").json()
    assert (sent["state"], sent["destination_id"]) == ("waiting", None)
    assert caller.post("me/test-message/").json()["id"] == sent["id"]
    Message.objects.update(state="accepted", answer="250 taken")
    found = caller.get(f"test-messages/{sent['id']}/").json()
    assert (found["state"], found["answer"]) == ("accepted", "250 taken")
    assert api(factories.user(department=people.sales)).get(f"test-messages/{sent['id']}/").status_code == 404
