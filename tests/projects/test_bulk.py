"""One deed to many lines: the single deed's rules line by line, as few statements as for one, and how pages answer."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.errors import Invalid
from ledger.models import Event
from ledger.verification import verify
from projects.models import Item, Project, Status
from projects.services.bulk import assign_items, complete_items, set_due_items, start_items
from projects.services.work import add_evidence
from tests import factories
from tests.factories import item

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def ids(launch: Project, *keys: str) -> list[int]:
    return [item(launch, key).pk for key in keys]


def verbs(launch: Project) -> list[str]:
    return list(Event.objects.filter(stream=launch.stream, seq__gt=1).order_by("seq").values_list("verb", flat=True))


def test_each_line_has_its_own_event(launch: Project, people: SimpleNamespace) -> None:
    outcome = assign_items(ids(launch, "A1", "A2", "S1"), by=people.planner, owner_id=people.marketer.pk)
    assert ([line.key for line in outcome.changed], len(outcome.unchanged)) == (["S1"], 2)
    moved = set_due_items(ids(launch, "A1", "S1"), by=people.planner, due_on=date(2026, 12, 1), reason="조정")
    assert {(line.due_on, line.is_due_fixed, line.version) for line in moved.changed} == {
        (date(2026, 12, 1), True, 2),
        (date(2026, 12, 1), True, 3),
    }
    assert verbs(launch) == ["item_assigned", "due_set", "due_set"]
    assert verify().faults == []


def test_what_cannot_be_is_refused_with_its_sentence_and_the_rest_is_done(
    launch: Project, people: SimpleNamespace
) -> None:
    outcome = complete_items(ids(launch, "A1", "A2", "S1"), by=people.marketer)
    assert [line.key for line in outcome.changed] == ["A1"]
    reasons = {line.key: why for line, why in outcome.refused}
    assert "확인하지 않은 시나리오 2개" in reasons["A2"]
    assert reasons["S1"]
    assert item(launch, "A2").status == Status.TODO


def test_each_line_is_asked_for_whether_one_may(launch: Project, people: SimpleNamespace) -> None:
    foreign, by = ids(launch, "A1"), people.salesperson
    for outcome in (
        start_items(foreign, by=by),
        complete_items(foreign, by=by),
        assign_items(foreign, by=by, owner_id=None),
        set_due_items(foreign, by=by, due_on=date(2026, 12, 1), reason="조정"),
    ):
        assert ([line.pk for line, _why in outcome.refused], outcome.changed) == (foreign, [])


def test_a_line_that_waits_for_another_of_them_is_ticked_after_it(launch: Project, people: SimpleNamespace) -> None:
    add_evidence(item(launch, "S1").pk, by=people.salesperson, url="https://example.com")
    outcome = complete_items(ids(launch, "S2", "S1", "S3"), by=people.sales_lead)
    assert {line.key: line.status for line in outcome.changed} == {"S1": "done", "S2": "done", "S3": "in_review"}
    assert outcome.refused == []


def test_an_ended_launch_refuses_and_another_goes_on(launch: Project, people: SimpleNamespace) -> None:
    other = factories.project(
        launch.template_version, by=people.planner, launch_on=launch.launch_on, announced_on=launch.announced_on
    )
    Project.objects.filter(pk=launch.pk).update(finished_at=launch.created_at)
    outcome = start_items([*ids(launch, "A1"), *ids(other, "A1")], by=people.planner)
    assert [line.project_id for line in outcome.changed] == [other.pk]
    assert [line.project_id for line, _why in outcome.refused] == [launch.pk]


def test_what_one_does_not_see_does_not_exist(launch: Project, people: SimpleNamespace) -> None:
    with pytest.raises(Item.DoesNotExist):
        start_items(ids(launch, "C1", "A1"), by=people.agent)
    with pytest.raises(Invalid):
        start_items([], by=people.planner)


def test_statements_do_not_grow_with_lines(launch: Project, people: SimpleNamespace) -> None:
    counts = []
    for keys in (["A1"], ["A2", "S1", "S2", "S3", "C1"]):
        with CaptureQueriesContext(connection) as sent:
            assign_items(ids(launch, *keys), by=people.planner, owner_id=people.second_planner.pk)
        counts.append(len(sent) - len(keys))  # one to find each id
    assert counts[0] == counts[1] <= 12


def test_the_page_answers_with_rows_heads_and_a_count(launch: Project, people: SimpleNamespace, as_user) -> None:
    client, url = as_user(people.planner), reverse("projects:items-bulk")
    headers = HTMX | {"HX-Current-URL": f"http://testserver/launches/{launch.pk}/?by=department"}
    answer = client.post(url, {"items": ids(launch, "A1", "A2"), "deed": "complete"}, headers=headers).content.decode()
    assert f'id="item-{item(launch, "A1").pk}"' in answer
    assert f'id="item-{item(launch, "A2").pk}"' not in answer
    assert f'id="head-department-{people.marketing.pk}"' in answer
    assert "data-stays" in answer
    assert "<b>항목 A2</b>" in answer


def test_without_javascript_the_deed_asks_and_then_says_what_it_did(
    launch: Project, people: SimpleNamespace, as_user
) -> None:
    client, url = as_user(people.planner), reverse("projects:items-bulk")
    sent = {"items": ids(launch, "A1", "S1"), "deed": "set-due"}
    asked = client.post(url, sent).content.decode()
    assert asked.count('type="hidden" name="items"') == 2
    wrong = client.post(url, sent | {"filled": "yes", "due_on": "2026-12-01"})
    assert wrong.status_code == 422
    done = client.post(url, sent | {"filled": "yes", "due_on": "2026-12-01", "reason": "조정"}).content.decode()
    assert all(f"항목 {key}</li>" in done for key in ("A1", "S1"))
    assert item(launch, "S1").due_on == date(2026, 12, 1)
    assert client.post(url, {"items": [999999], "deed": "start"}).status_code == 404
    assert client.post(url, {"deed": "start"}).status_code == 302
    assert client.post(url, {"deed": "fly"}).status_code == 404
