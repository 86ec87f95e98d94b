"""The list of launches: filters in the address, order, saved views, and what changed since somebody looked."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.errors import Forbidden, Invalid, Refusal
from ledger.models import Event
from projects.launch_filters import LaunchFilters
from projects.models import LastLook, Project, SavedView
from projects.services.gate import decide
from projects.services.items import block_item, complete_item
from projects.services.launches import cancel_launch, move_launch
from projects.services.looks import confirm_look, first_look
from projects.services.saved_views import MOST_VIEWS, delete_view, save_view
from tests import factories
from tests.api.conftest import by_session, by_token, token_for
from tests.conftest import LAUNCH_ON, TODAY
from tests.factories import item

pytestmark = pytest.mark.django_db
LIST = "/launches/"


@pytest.fixture
def second(launch: Project, people) -> Project:
    """A promotion of another planner, in three months, told in time and calm."""
    version = factories.template(
        [factories.line("A1", "D-3 business", department=people.sales)],
        by=people.second_planner,
        type_=factories.launch_type("promotion", notice_days=5),
    )
    far = {"launch_on": date(2027, 2, 24), "announced_on": TODAY, "name": "봄 프로모션", "late_reason": ""}
    return factories.project(version, by=people.second_planner, **far)


def names(client, query: str) -> list[str]:
    return [entry.project.name for entry in client.get(f"{LIST}?{query}").context["entries"]]


def test_the_same_choice_always_reads_the_same_and_the_unknown_counts_as_not_said():
    asked = "q=&sort=dday&state=at_risk&type=7&from=2026-12-01&planner=x&owes=3.5&to=2026-13-01&within=soon&hack=1"
    filters = LaunchFilters.of_query(asked)
    assert filters.query == "type=7&state=at_risk&from=2026-12-01"
    assert LaunchFilters.of_query(filters.query) == filters
    assert LaunchFilters.of_query("show=ended&state=at_risk&sort=late").query == "show=ended"
    assert LaunchFilters().url == "?show=running"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("type={other_type}", ["봄 프로모션"]),
        ("planner={other_planner}", ["봄 프로모션"]),
        ("state=at_risk", ["쿠팡 입점 고객센터 구축"]),
        ("owes={marketing}", ["쿠팡 입점 고객센터 구축"]),
        ("within=near", ["쿠팡 입점 고객센터 구축"]),
        ("from=2027-01-01&to=2027-03-01", ["봄 프로모션"]),
        ("decision=no_go", ["쿠팡 입점 고객센터 구축"]),
        ("decision=none", ["봄 프로모션"]),
        ("notice=short", ["쿠팡 입점 고객센터 구축"]),
        ("q=프로모션", ["봄 프로모션"]),
        ("q=프로 봄", ["봄 프로모션"]),
        ("q=ㅋㅍ 구추", ["쿠팡 입점 고객센터 구축"]),
        ("q=(", []),
        ("sort=-dday", ["봄 프로모션", "쿠팡 입점 고객센터 구축"]),
        ("sort=-late", ["쿠팡 입점 고객센터 구축", "봄 프로모션"]),
        ("show=ended", []),
    ],
)
def test_each_condition_keeps_what_meets_it(launch, second, people, as_user, query, shown):
    decide(launch.pk, by=people.second_planner, verdict="no_go", note="회신 없음")
    ids = {"other_type": second.launch_type_id, "other_planner": second.planner_id, "marketing": people.marketing.pk}
    assert names(as_user(people.viewer), query.format(**ids)) == shown


def test_chips_take_one_condition_away_and_heads_turn_the_order(launch, people, as_user):
    page = as_user(people.planner).get(f"{LIST}?state=at_risk&within=near&sort=-late").context
    left = {urlsplit(chip.url).query for chip in page["chips"]}
    assert left == {"within=near&sort=-late", "state=at_risk&sort=-late"}
    assert page["heads"]["late"].order == "descending"
    assert parse_qs(urlsplit(page["heads"]["late"].url).query)["sort"] == ["late"]


def test_a_form_with_empty_fields_leads_to_the_short_address(launch, people, as_user):
    answer = as_user(people.planner).get(f"{LIST}?show=running&sort=dday&type=&state=at_risk&q=")
    assert answer["Location"] == f"{LIST}?state=at_risk"


def test_a_partner_cannot_ask_by_what_its_table_does_not_have(launch, people, as_user):
    client = as_user(people.centre_lead)
    for query in (f"owes={people.sales.pk}", "decision=go", "planner=1", "notice=short"):
        assert names(client, query) == [launch.name]
    page = client.get(LIST).content.decode()
    assert "김서연" not in page
    assert 'name="owes"' not in page


def test_a_view_is_kept_found_renamed_and_deleted(launch, people, as_user):
    client = as_user(people.marketer)
    save = {"name": "위험한 것", "query": "sort=dday&state=at_risk", "is_start": "on"}
    assert client.post(reverse("projects:view-save"), save)["Location"] == f"{LIST}?state=at_risk"
    assert client.get(LIST)["Location"] == f"{LIST}?state=at_risk"
    tab = client.get(f"{LIST}?state=at_risk").context["tabs"][-1]
    assert (tab.label, tab.is_current, tab.is_start) == ("위험한 것", True, True)
    client.post(reverse("projects:view-save"), save | {"name": "급한 것"})
    view = people.marketer.saved_views.get()
    assert view.name == "급한 것"
    assert client.post(reverse("projects:view-delete", args=[view.pk])).status_code == 302
    assert client.get(LIST).status_code == 200
    assert list(Event.objects.filter(target=f"view:{view.pk}").order_by("seq").values_list("verb", flat=True)) == [
        *("view_saved", "view_saved", "view_deleted")
    ]


def test_a_view_is_its_owners_only(launch, people, as_user):
    view = save_view(by=people.marketer, name="내 것", query="state=at_risk", is_start=True)
    same = save_view(by=people.second_planner, name="내 것", query="q=카드", is_start=True)
    view.refresh_from_db()
    assert (same.pk != view.pk, view.query, view.is_start) == (True, "state=at_risk", True)
    other = as_user(people.planner)
    assert other.post(reverse("projects:view-delete", args=[view.pk])).status_code == 404
    assert "내 것" not in other.get(LIST).content.decode()
    with pytest.raises(SavedView.DoesNotExist):
        delete_view(view.pk, by=people.planner)


def test_one_start_view_a_known_name_takes_the_new_choice_and_there_is_an_end(people):
    first = save_view(by=people.planner, name="하나", query="state=at_risk", is_start=True)
    save_view(by=people.planner, name="둘", query="within=near", is_start=True)
    first.refresh_from_db()
    assert not first.is_start
    assert save_view(by=people.planner, name=" 하나 ", query="q=카드").pk == first.pk
    for n in range(MOST_VIEWS - 2):
        save_view(by=people.planner, name=f"보기 {n}", query=f"q={n}")
    with pytest.raises(Refusal):
        save_view(by=people.planner, name="넘침", query="q=넘침")
    with pytest.raises(Invalid):
        save_view(by=people.planner, name="  ", query="")


def test_the_first_look_has_no_news_and_only_confirming_moves_the_mark(launch, people, as_user):
    client = as_user(people.planner)
    assert client.get(LIST).context["changes"] == []
    complete_item(item(launch, "C1").pk, by=people.agent)
    block_item(item(launch, "S1").pk, by=people.salesperson, reason="회신 대기")
    move_launch(launch.pk, LAUNCH_ON + timedelta(days=7), by=people.second_planner, reason="제휴사 요청")
    client.get(LIST)
    page = client.get(LIST)
    (change,) = page.context["changes"]
    assert (change.done, change.blocked, change.moved_from, change.is_new) == (1, 1, LAUNCH_ON, False)
    assert f"/launches/{launch.pk}/history/?after={change.seen}" in page.content.decode()
    history = client.get(f"/launches/{launch.pk}/history/?after={change.seen}").context["lines"]
    assert {line.number for line in history} == set(range(change.seen + 1, change.head + 1))
    client.post(reverse("projects:look-confirm"), {"seen": page.context["seen"], "query": ""})
    assert client.get(LIST).context["changes"] == []


def test_what_is_written_after_the_page_was_made_stays_news(launch, people, as_user):
    client = as_user(people.planner)
    client.get(LIST)
    complete_item(item(launch, "C1").pk, by=people.agent)
    seen = client.get(LIST).context["seen"]
    block_item(item(launch, "S1").pk, by=people.salesperson, reason="회신 대기")
    client.post(reverse("projects:look-confirm"), {"seen": seen})
    (change,) = client.get(LIST).context["changes"]
    assert (change.done, change.blocked) == (0, 1)


def test_new_and_ended_launches_are_told_and_ones_own_deeds_are_not(launch, people, as_user, second):
    for person in (people.planner, people.second_planner):
        first_look(person)
    LastLook.objects.update(seen={str(launch.pk): launch.stream.head_seq})
    cancel_launch(launch.pk, by=people.planner, reason="계약 해지")
    by_other = {c.project.pk: c for c in as_user(people.second_planner).get(LIST).context["changes"]}
    assert set(by_other) == {launch.pk}
    assert by_other[launch.pk].project.cancelled_at
    (own,) = as_user(people.planner).get(LIST).context["changes"]
    assert (own.project.pk, own.is_new) == (second.pk, True)


def test_a_partner_is_told_of_launches_and_not_of_lines(launch, people, as_user):
    client = as_user(people.centre_lead)
    client.get(LIST)
    complete_item(item(launch, "A1").pk, by=people.marketer)
    assert client.get(LIST).context["changes"] == []
    move_launch(launch.pk, LAUNCH_ON + timedelta(days=7), by=people.planner, reason="제휴사 요청")
    page = client.get(LIST)
    (change,) = page.context["changes"]
    assert (change.moved_from, change.count) == (LAUNCH_ON, 0)
    assert "/history/" not in page.content.decode()


def test_confirming_neither_goes_back_nor_beyond_nor_to_what_one_does_not_see(launch, people):
    look = first_look(people.other_centre_lead)
    assert confirm_look({launch.pk: 3}, by=people.other_centre_lead).seen == look.seen == {}
    head = first_look(people.planner).seen[str(launch.pk)]
    assert confirm_look({launch.pk: 10**9}, by=people.planner).seen == {str(launch.pk): head}
    assert confirm_look({launch.pk: 0}, by=people.planner).seen == {str(launch.pk): head}


@pytest.mark.parametrize("seen", ["1", "1:2:3", "a:b", "1:-2"])
def test_a_mark_that_is_none_changes_nothing(launch, people, as_user, seen):
    client = as_user(people.planner)
    client.get(LIST)
    before = LastLook.objects.get().seen
    assert client.post(reverse("projects:look-confirm"), {"seen": seen}).status_code == 302
    assert LastLook.objects.get().seen == before


def test_views_and_changes_over_the_api(launch, people):
    caller = by_session(people.marketer)
    made = caller.post("launch-views/", {"name": "위험", "query": "sort=dday&state=at_risk"})
    assert made.json() | {"id": 0} == {"id": 0, "name": "위험", "query": "state=at_risk", "is_start": False}
    assert caller.get("launch-views/").json()["count"] == 1
    assert caller.get("launch-changes/").json()["results"] == []
    complete_item(item(launch, "C1").pk, by=people.agent)
    (change,) = caller.get("launch-changes/").json()["results"]
    assert (change["project_id"], change["done"]) == (launch.pk, 1)
    confirmed = caller.post("launch-changes/confirm/", {"seen": {str(launch.pk): change["head"]}})
    assert confirmed.status_code == 200
    assert caller.get("launch-changes/").json()["results"] == []
    assert by_token(token_for(people.marketer)).post("launch-views/", {"name": "x"}).status_code == 403


def test_a_token_keeps_no_view(people):
    people.planner.scopes = frozenset({"read"})
    with pytest.raises(Forbidden):
        save_view(by=people.planner, name="보기", query="")


@pytest.mark.parametrize("number", [1, 6])
def test_news_cost_the_same_queries_for_any_number_of_launches(
    launch, second, people, as_user, django_assert_num_queries, number
):
    client = as_user(people.viewer)
    client.get(LIST)
    others = [
        factories.project(second.template_version, by=people.planner, launch_on=LAUNCH_ON, announced_on=TODAY)
        for _n in range(number - 1)
    ]
    for each in [launch, *others]:
        move_launch(each.pk, LAUNCH_ON + timedelta(days=7), by=people.planner, reason="제휴사 요청")
    with django_assert_num_queries(NEWS_QUERIES):
        assert len(client.get(LIST).context["changes"]) == number


NEWS_QUERIES = 14


def test_a_partners_reasons_cost_the_same_queries_for_any_number_of_launches(launch, second, people, as_user):
    """Both times there is news to tell of: that costs a query of its own."""
    client, queries = as_user(people.centre_lead), 0
    client.get(LIST)
    for number in (2, 5):
        while Project.objects.filter(opened_to=people.centre).count() < number:
            made = {"launch_on": LAUNCH_ON, "announced_on": TODAY, "opened_to_ids": [people.centre.pk]}
            factories.project(second.template_version, by=people.planner, **made)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST).content.decode().count("mark-reason") == number
        queries = queries or len(captured)
        assert len(captured) == queries
