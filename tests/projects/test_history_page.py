"""The history as it is asked: by person, department, deed, line, days and words; one entry by its lasting address."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from ledger.models import Event
from projects.models import Project
from projects.services import work
from projects.services.items import block_item, complete_item
from tests import factories
from tests.api.conftest import by_token, token_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def lived(launch: Project, people: Any) -> Project:
    complete_item(factories.item(launch, "A1").pk, by=people.marketer)
    block_item(factories.item(launch, "S1").pk, by=people.salesperson, reason="제휴몰 회신 대기")
    work.comment_on_item(factories.item(launch, "S1").pk, by=people.marketer, body="쿠폰 문구를 다시 봅니다")
    return launch


def asked(client: Any, launch: Project, **query: Any) -> list[str]:
    answer = client.get(f"/launches/{launch.pk}/history/", query)
    return [line.what for line in answer.context["lines"]]


def test_what_is_asked_for_stands_in_the_address(lived: Project, people: Any, as_user: Any) -> None:
    client, begun = as_user(people.planner), 1
    assert len(asked(client, lived)) == 3 + begun
    assert len(asked(client, lived, person=people.marketer.pk)) == 2
    assert len(asked(client, lived, department=people.sales.pk)) == 2  # its line blocked, and spoken of by another
    assert len(asked(client, lived, text="회신")) == 1
    assert len(asked(client, lived, text="쿠폰", person=people.salesperson.pk)) == 0
    day = Event.objects.latest("seq").at.date().isoformat()
    assert len(asked(client, lived, since=day, until=day)) >= 3
    assert asked(client, lived, since="2030-01-01") == []
    assert len(asked(client, lived, since="the day before", person="x", item="-1")) == 3 + begun


def test_what_can_be_asked_for_is_who_acted_and_what_happened_each_once(
    lived: Project, people: Any, as_user: Any
) -> None:
    User.objects.filter(pk=people.marketer.pk).update(name="박지훈2")
    block_item(factories.item(lived, "A2").pk, by=User.objects.get(pk=people.marketer.pk), reason="회신 대기")
    context = as_user(people.viewer).get(f"/launches/{lived.pk}/history/").context
    told = Event.objects.filter(stream=lived.stream_id)
    assert {pk for pk, _name in context["people"]} == set(told.values_list("actor_id", flat=True))
    assert [name for pk, name in context["people"] if pk == people.marketer.pk] == ["박지훈2"]
    assert {verb for verb, _words in context["verbs"]} == set(told.values_list("verb", flat=True))


def test_what_came_after_an_entry_stays_asked_for_through_filters_and_pages(
    lived: Project, people: Any, as_user: Any
) -> None:
    client, head = as_user(people.planner), Event.objects.filter(stream=lived.stream_id).count()
    for number in range(60):
        work.comment_on_item(factories.item(lived, "S1").pk, by=people.marketer, body=f"회신 {number}")
    page = client.get(f"/launches/{lived.pk}/history/?after={head + 5}&text=회신")
    html = page.content.decode()
    assert page.context["page"].paginator.count == 55
    assert f"#{head + 5}" in html, "where it starts is said"
    assert f'<input type="hidden" name="after" value="{head + 5}">' in html, "the form asks on from there"
    assert f"after={head + 5}" in html.split('rel="next"')[1].split(">")[0], "and so does the next page"


def test_the_api_asks_the_same(lived: Project, people: Any) -> None:
    api, address = by_token(token_for(people.planner)), f"projects/{lived.pk}/events/"
    assert len(api.get(address, department=people.sales.pk).json()["results"]) == 2
    assert [one["verb"] for one in api.get(address, text="쿠폰").json()["results"]] == ["commented"]


def test_an_entry_is_found_on_the_page_where_it_now_stands(lived: Project, people: Any, as_user: Any) -> None:
    client = as_user(people.planner)
    answer = client.get(f"/launches/{lived.pk}/history/2/")
    assert answer["Location"] == f"/launches/{lived.pk}/history/?page=1#event-2"
    assert 'id="event-2"' in client.get(answer["Location"]).content.decode()
    assert client.get(f"/launches/{lived.pk}/history/99/").status_code == 404


def test_a_long_history_takes_no_more_queries(lived: Project, people: Any, as_user: Any) -> None:
    client = as_user(people.planner)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            asked(client, lived, department=people.sales.pk, text="회신")
        return len(captured)

    queries()  # what is kept of the company's settings and calendars is read once
    before = queries()
    for number in range(60):
        work.comment_on_item(factories.item(lived, "S1").pk, by=people.marketer, body=f"회신 {number}")
    assert queries() <= before
