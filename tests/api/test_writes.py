"""Versions and repetition: nobody overwrites what they did not read, and nothing is done twice."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from accounts.models import IdempotencyKey
from ledger.models import Event
from projects.models import Comment, Item
from tests import factories


def test_a_change_without_a_version_is_428(api, people, launch):
    answer = api(people.marketer).post(f"items/{factories.item(launch, 'A1').pk}/start/")
    assert (answer.status_code, answer.json()["field"]) == (428, "If-Match")


@pytest.mark.parametrize("tag", ["3", '"x"', '"0"', '"-1"', "*", '"１"', '"1", "2"', '"99999999999"', ""])
def test_a_version_that_is_none_is_400(api, people, launch, tag):
    answer = api(people.marketer).post(f"items/{factories.item(launch, 'A1').pk}/start/", version=tag)
    assert (answer.status_code, answer.json()["code"]) == (400, "version_format")


def test_a_version_from_the_future_is_400(api, people, launch):
    answer = api(people.marketer).post(f"items/{factories.item(launch, 'A1').pk}/start/", version=9)
    assert (answer.status_code, answer.json()["code"]) == (400, "version_unknown")


def test_the_second_editor_gets_412_with_what_the_first_wrote(api, people, launch):
    item = factories.item(launch, "A1")
    first, second = api(people.marketing_lead), api(people.planner)
    assert first.post(f"items/{item.pk}/assign/", {"owner_id": people.marketing_lead.pk}, version=1).status_code == 200
    lost = second.post(f"items/{item.pk}/assign/", {"owner_id": people.marketer.pk}, version=1)
    # The owner is the marketer again only when the second editor has read the first's change.
    assert lost.status_code == 412
    assert lost.json()["current"]["owner"] == people.marketing_lead.pk
    assert lost.json()["current"]["version"] == 2


@pytest.mark.parametrize(("key", "code"), [(None, "key_required"), ("", "key_required"), ("k" * 256, "key_format")])
def test_a_tick_needs_a_key_that_can_be_one(api, people, launch, key, code):
    answer = api(people.marketer).post(f"items/{factories.item(launch, 'A1').pk}/complete/", version=1, key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_repeated_request_gets_the_same_answer_and_changes_nothing(api, people, launch):
    item, marketer = factories.item(launch, "A1"), api(people.marketer)
    first = marketer.post(f"items/{item.pk}/comments/", {"body": "한 번"}, key="k-1")
    again = marketer.post(f"items/{item.pk}/comments/", {"body": "한 번"}, key="k-1")
    assert (again.status_code, again.json(), again.headers["ETag"]) == (201, first.json(), first.headers["ETag"])
    assert Comment.objects.count() == 1


def test_a_key_used_for_another_request_is_422(api, people, launch):
    item, marketer = factories.item(launch, "A1"), api(people.marketer)
    marketer.post(f"items/{item.pk}/comments/", {"body": "하나"}, key="k-1")
    other = marketer.post(f"items/{item.pk}/comments/", {"body": "둘"}, key="k-1")
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


def test_two_people_may_use_the_same_key(api, people, launch):
    item = factories.item(launch, "A1")
    for person in (people.marketer, people.planner):
        assert api(person).post(f"items/{item.pk}/comments/", {"body": "하나"}, key="k-1").status_code == 201


def test_a_refusal_is_not_kept(api, people, launch):
    item, salesperson = factories.item(launch, "S1"), api(people.salesperson)
    assert salesperson.post(f"items/{item.pk}/complete/", version=1, key="k-1").status_code == 409
    salesperson.post(f"items/{item.pk}/evidence/", {"url": "https://example.com/a"})
    assert salesperson.post(f"items/{item.pk}/complete/", version=2, key="k-1").status_code == 200


def test_a_new_tokens_secret_is_not_kept(api, people, client, launch):
    client.force_login(people.planner)
    body, headers = {"name": "배치", "scopes": ["read"]}, {"Idempotency-Key": "k-1"}
    sent = [client.post("/api/v1/tokens/", body, content_type="application/json", headers=headers) for _ in range(2)]
    first, again = (answer.json() for answer in sent)
    assert first["secret"].startswith("lr_")
    assert again == first | {"secret": None}
    assert first["secret"] not in str(IdempotencyKey.objects.get().answer)


def _at_once(count: int, act) -> list[int]:
    """The statuses of `act` called by so many threads at the same moment."""
    barrier, statuses = threading.Barrier(count), []

    def run(number: int) -> None:
        barrier.wait()
        try:
            statuses.append(act(number).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("key", ["same", "own"])
def test_twenty_ticks_at_once_are_one_change_and_one_event(api, people, launch, key):
    item, marketer = factories.item(launch, "A1"), api(people.marketer, "read", "write:tick")
    path = f"items/{item.pk}/complete/"
    statuses = _at_once(20, lambda n: marketer.post(path, version=1, key="k" if key == "same" else f"k-{n}"))
    print(f"20 ticks, {key} key: { ({status: statuses.count(status) for status in statuses}) }")
    assert set(statuses) <= {200, 409}
    assert 200 in statuses
    assert Item.objects.get(pk=item.pk).version == 2
    assert Event.objects.filter(target=f"item:{item.pk}", verb="item_done").count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_starts_with_one_key_are_one_launch(api, people, launch):
    body = {
        "name": "한 번만",
        "template_version_id": launch.template_version_id,
        "launch_on": "2027-01-20",
        "late_reason": "시험",
    }
    planner = api(people.planner, "read", "write:launch")
    statuses = _at_once(20, lambda _n: planner.post("projects/", body, key="k-1"))
    assert set(statuses) <= {201, 409}
    assert planner.get("projects/", q="한 번만").json()["count"] == 1
