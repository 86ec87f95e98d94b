"""What was sent and who was told, over the API: reading takes `read:audit`, sending again takes a person."""

from __future__ import annotations

import uuid

import pytest

from accounts.access import Scope
from notifications.models import Message, MessageLine, Notification
from notifications.services import sweep
from tests import factories
from tests.api.conftest import by_session
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed(launch, people) -> Message:
    item = factories.item(launch, "S1")
    told = Notification.objects.create(
        recipient=people.salesperson, kind="notice", urgency="at_once", topic="mentioned", project=launch, item=item,
        dedupe_key=uuid.uuid4().hex,
    )  # fmt: skip
    made = Message.objects.create(
        recipient=people.salesperson, channel="email", kind="at_once", window="x", due_at=NOW, state="failed",
        subject="[D-3] 항목 S1", answer="550 no such user", attempts=1,
    )  # fmt: skip
    MessageLine.objects.create(message=made, notification=told)
    return made


def test_the_log_is_read_with_the_audit_scope(api, people, failed):
    assert api(people.planner, "read").get("deliveries/").status_code == 403
    [row] = api(people.planner, "read", "read:audit").get("deliveries/", state="failed").json()["results"]
    assert (row["reference"], row["to"], row["line_count"]) == (failed.reference, people.salesperson.name, 1)
    assert (row["subject"], row["answer"], row["is_hidden"]) == (failed.subject, failed.answer, False)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"channel": "slack"}, 0), ({"kind": "at_once"}, 1), ({"since": "2026-11-26"}, 0), ({"until": "2026-11-25"}, 1),
        ({"reference": "R-20261125-9999999"}, 0), ({"reference": "nonsense"}, 0), ({"launch": 10**17}, 0),
    ],
)  # fmt: skip
def test_a_query_narrows_it(api, people, failed, query, count):
    assert api(people.planner, "read", "read:audit").get("deliveries/", **query).json()["count"] == count


@pytest.mark.parametrize("query", [{"state": "lost"}, {"since": "2026-02-30"}, {"recipient": "x"}, {"nobody": "1"}])
def test_a_wrong_query_is_named(api, people, query):
    assert api(people.planner, "read", "read:audit").get("deliveries/", **query).status_code == 400


def test_one_message_has_its_lines_and_tries(api, people, failed):
    failed.tries.create(number=1, outcome="permanent", answer="550 no such user", started_at=NOW)
    found = api(people.planner, "read", "read:audit").get(f"deliveries/{failed.pk}/").json()
    assert [line["title"] for line in found["lines"]] == ["항목 S1"]
    assert [attempt["outcome"] for attempt in found["tries"]] == ["permanent"]


def test_a_confidential_launch_is_not_named(api, people, launch, failed):
    launch.is_confidential = True
    launch.save()
    text = api(people.planner, "read", "read:audit").get(f"deliveries/{failed.pk}/").content.decode()
    assert "항목 S1" not in text
    assert '"is_hidden":true' in text
    assert '"lines":[]' in text


def test_a_token_sends_nothing_again_and_a_person_does(api, people, failed):
    token = api(people.planner, *Scope)
    assert token.post(f"deliveries/{failed.pk}/replay/").json()["code"] == "not_for_tokens"
    answer = by_session(people.planner).post(f"deliveries/{failed.pk}/replay/")
    assert answer.json()["state"] == "due"
    assert by_session(people.planner).post(f"deliveries/{failed.pk}/replay/").status_code == 409


def test_settling_wants_a_reason(people, failed):
    caller, path = by_session(people.planner), f"deliveries/{failed.pk}/settle/"
    assert caller.post(path).status_code == 400
    assert caller.post(path, {"reason": "전화"}).json()["settled_at"]


def test_who_was_told_of_a_launch(api, people, launch):
    sweep()
    path = f"projects/{launch.pk}/told/"
    rows = api(people.planner, "read", "read:audit").get(path).json()
    assert rows["count"] == Notification.objects.filter(project=launch).count()
    mine = api(people.planner, "read", "read:audit").get(path, recipient=people.salesperson.pk).json()["results"]
    assert {row["to"] for row in mine} == {people.salesperson.name}
    assert mine[0]["ways"][0]["channel"] == "email"
    theirs = api(people.centre_lead, "read", "read:audit").get(path).json()["results"]
    assert {row["to"] for row in theirs} <= {people.centre_lead.name, people.agent.name}
    assert api(people.other_centre_lead, "read", "read:audit").get(path).status_code == 404
