"""One deed to many lines over the API."""

from __future__ import annotations

from ledger.models import Event
from tests.factories import item


def test_the_api_gives_what_was_done_and_what_was_not(launch, people, api):
    sent = {
        "item_ids": [item(launch, "A1").pk, item(launch, "S1").pk],
        "deed": "assign",
        "owner_id": people.marketing_lead.pk,
    }
    given = api(people.marketing_lead).post("items/bulk/", sent).json()
    assert [line["owner_id"] for line in given["changed"]] == [people.marketing_lead.pk]
    assert [line["id"] for line in given["refused"]] == [item(launch, "S1").pk]
    missing = api(people.planner).post("items/bulk/", sent | {"deed": "set_due"})
    assert missing.status_code == 400
    unseen = api(people.agent).post("items/bulk/", sent | {"deed": "start"})
    assert unseen.status_code == 404


def test_a_repeated_request_does_it_once(launch, people, api):
    sent = {"item_ids": [item(launch, "A1").pk], "deed": "start"}
    first, second = (api(people.marketer).post("items/bulk/", sent, key="once-1") for _time in range(2))
    assert first.json() == second.json()
    assert Event.objects.filter(verb="item_started").count() == 1
