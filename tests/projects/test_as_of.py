"""The page and the API of a launch as of a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from projects.services.items import complete_item
from tests.api.conftest import token_for
from tests.conftest import NOW, TODAY
from tests.factories import item


@pytest.fixture
def url(launch):
    return reverse("projects:project-as-of", args=[launch.pk])


@pytest.fixture
def done_later(launch, people):
    with time_machine.travel(NOW + timedelta(days=2), tick=True):
        complete_item(item(launch, "A1").pk, by=people.marketer)
        yield


def test_a_day_shows_what_was_not_done_yet(launch, people, as_user, url, done_later):
    page = as_user(people.viewer).get(url, {"day": TODAY.isoformat()})
    assert (page.context["counts_then"].done, page.context["counts_then"].late_blockers) == (0, 1)
    later = as_user(people.viewer).get(url)
    assert (later.context["counts_then"].done, later.context["counts_then"].late_blockers) == (1, 0)


def test_the_api_gives_the_same_day(launch, people, client, done_later):
    token = {"Authorization": f"Bearer {token_for(people.planner, 'read', 'read:audit')}"}
    answer = client.get(f"/api/v1/projects/{launch.pk}/as-of/", {"day": TODAY.isoformat()}, headers=token).json()
    assert {line["status"] for line in answer["items"]} == {"todo"}
    before = client.get(f"/api/v1/projects/{launch.pk}/as-of/", {"day": "2026-11-24"}, headers=token)
    assert (before.status_code, before.json()["code"]) == (409, "not_started")


@pytest.mark.parametrize("day", ["2026-02-30", "x", "2099-01-01", "2020-01-01", "\u0000", "９９９９-01-01"])
def test_a_day_that_cannot_be_shown_says_why(people, as_user, url, day):
    page = as_user(people.planner).get(url, {"day": day})
    assert page.status_code == 200
    assert page.context["problem"]


def test_partners_see_no_day(people, as_user, url):
    assert as_user(people.centre_lead).get(url).status_code == 403


def test_the_queries_do_not_grow_with_lines(launch, people, as_user, url, django_assert_max_num_queries):
    as_user(people.planner).get(url)
    with django_assert_max_num_queries(22):
        as_user(people.planner).get(url)
