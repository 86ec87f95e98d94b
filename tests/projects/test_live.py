"""Open pages follow the ledger: what a poll learns, and what a page may read after it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.test import Client

from accounts.services import deactivate_user
from projects import live
from projects.services.items import complete_item, start_item
from projects.services.launches import move_launch
from projects.services.work import comment_on_item
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def watch(launch, people) -> live.Watch:
    return live.one_launch(people.planner, launch.pk)


def poll(token: str, seen: str = ""):
    return Client().get("/live/", headers={"Live-Token": token, "Live-Seen": seen})


def test_a_poll_says_numbers_only_and_nothing_while_they_stand(watch, launch, people, django_assert_num_queries):
    first = poll(watch.token)
    assert first.content.decode() == f"{watch.seen}.0.2026-11-25"
    with django_assert_num_queries(1):
        assert poll(watch.token, first.content.decode()).status_code == 204
    start_item(launch.items.get(key="A1").pk, by=people.marketer)
    moved = poll(watch.token, first.content.decode())
    assert (moved.status_code, moved.content.decode()) == (200, f"{watch.seen + 1}.0.2026-11-25")
    assert moved.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in moved.headers


def test_a_new_day_is_told_too(watch):
    morning = watch.token
    seen = poll(morning).content.decode()
    with time_machine.travel(NOW + timedelta(hours=11)):
        assert poll(morning, seen).status_code == 204
    with time_machine.travel(NOW + timedelta(hours=14)):  # past midnight, and past the token's working day
        assert poll(morning, seen).status_code == 410
        assert poll(watch.token, seen).content.decode().endswith("2026-11-26")


def test_a_token_of_nobody_ours_or_of_a_closed_account_is_refused(watch, people):
    assert poll("").status_code == 400
    assert poll(watch.token[:-2] + "xx").status_code == 400
    deactivate_user(people.planner, by=people.admin)
    assert poll(watch.token).status_code == 403


def test_pages_watch_what_they_show(launch, people, as_user):
    page = as_user(people.planner).get(f"/launches/{launch.pk}/").content.decode()
    assert f'data-live-changes="/launches/{launch.pk}/changes/"' in page
    assert live.seen_launches(people.viewer).streams == (launch.stream_id,)
    assert live.own_launches(people.marketer).streams == (launch.stream_id,)
    assert live.own_launches(people.viewer).streams == ()
    launch.items.filter(key="C1").update(owner=people.other_centre_lead)  # a line that they do not see
    for find in (partial(live.one_launch, project_id=launch.pk), live.seen_launches, live.own_launches):
        assert find(people.other_centre_lead).streams == ()


def changes(client: Client, launch, since: int, **query: str):
    return client.get(f"/launches/{launch.pk}/changes/", {"since": since, **query}, headers={"HX-Request": "true"})


def test_a_change_brings_its_row_its_head_and_the_strip(launch, people, as_user, watch):
    item = launch.items.get(key="A1")
    complete_item(item.pk, by=people.marketer)
    client = as_user(people.planner)
    answer = changes(client, launch, watch.seen).content.decode()
    page = client.get(f"/launches/{launch.pk}/").content.decode()
    row = answer[answer.index(f'<div class="row is-done" role="row" id="item-{item.pk}"') :].partition("\n</section>")[
        0
    ]
    assert row.strip() in page  # the same row as on the page, so that nothing flashes for nothing
    assert 'id="readiness"' in answer
    assert f'data-kept="{item.pk}"' in answer
    assert "박지훈 님이 방금 바꿨습니다" in answer


def test_a_row_that_waits_for_the_changed_one_comes_too(launch, people, as_user, watch):
    start_item(launch.items.get(key="S1").pk, by=people.salesperson)
    answer = changes(as_user(people.planner), launch, watch.seen).content.decode()
    assert f'id="item-{launch.items.get(key="S2").pk}"' in answer


def test_what_touches_more_than_lines_is_read_as_a_whole_page(launch, people, as_user, watch):
    move_launch(launch.pk, by=people.planner, launch_on=launch.launch_on + timedelta(days=7), reason="연기")
    answer = changes(as_user(people.viewer), launch, watch.seen).content.decode()
    assert "data-whole" in answer
    assert 'id="item-' not in answer


def test_a_partner_gets_its_own_lines_and_nobody_elses_words(launch, people, as_user, watch):
    comment_on_item(launch.items.get(key="A1").pk, by=people.marketer, body="속사정")
    start_item(launch.items.get(key="C1").pk, by=people.planner)
    answer = changes(as_user(people.agent), launch, watch.seen).content.decode()
    assert f'id="item-{launch.items.get(key="A1").pk}"' not in answer
    assert f'id="item-{launch.items.get(key="C1").pk}"' in answer
    assert people.planner.name not in answer
    assert "속사정" not in answer


def test_strangers_and_those_who_lost_sight_are_told_so(launch, people, client, as_user):
    assert changes(client, launch, 0).status_code == 401
    assert changes(as_user(people.other_centre_lead), launch, 0).status_code == 404
    assert as_user(people.planner).get("/live/rail/").status_code == 200
