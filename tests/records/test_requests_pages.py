"""Requests on their pages: list, board, new, one with its deeds, and what a partner is shown."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.models import Event
from ledger.services import Said
from records.models import Request
from records.request_lists import Asked, asked_requests
from records.services.request_delivery import note_progress
from records.services.request_options import add_option
from records.services.request_votes import vote_on_request
from records.services.requests import OptionDraft
from tests.conftest import TODAY

from .asked import request
from .backlog import Place, backlog_key

STATES = ("new", "triaged", "agreed", "doing", "delivered", "checked", "declined")


def url(made: Request, act: str = "") -> str:
    return f"/requests/{made.pk}/{act}"


def titles(page) -> list[str]:
    return [row["thing"].title for row in page.context["rows"]]


# --- List and board -------------------------------------------------------------------------------------------------


@pytest.fixture
def backlog(people, launch):
    """One of each state; the third asked by marketing, filed to the launch."""
    return {state: request(people, state, title=f"요청 {state}", inquiries=10) for state in STATES}


def test_the_list_shows_what_is_left_to_do_in_the_order_of_the_backlog(as_user, people, backlog):
    request(people, title="많이 묻는다", inquiries=900)
    page = as_user(people.planner).get("/requests/")
    shown = titles(page)
    assert shown == [
        "요청 doing",
        "요청 delivered",
        "요청 agreed",
        "많이 묻는다",
        "요청 new",
        "요청 triaged",
    ]
    assert [label for _state, label, _count in page.context["states"]] == Request.State.labels
    found = asked_requests(people.planner, Asked(state="all"))
    places = [Place(r.priority, r.promised_on, r.inquiries, r.created_at, r.pk) for r in found]
    assert places == sorted(places, key=backlog_key)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("state=declined", {"declined"}),
        ("state=all&priority=1", {"agreed", "doing", "delivered", "checked"}),
        ("owner=me", set()),
        ("owner=none", {"new", "triaged", "agreed"}),
        ("q=요청 doing", {"doing"}),
        ("show=late", set()),
        (
            "state=nonsense&priority=x&department=-1&owner=%00&sort=9",
            {"new", "triaged", "agreed", "doing", "delivered"},
        ),
    ],
)
def test_the_address_says_what_is_shown(as_user, people, backlog, query, wanted):
    page = as_user(people.planner).get(f"/requests/?{query}")
    assert set(titles(page)) == {f"요청 {state}" for state in wanted}


def test_late_is_what_was_promised_before_today(as_user, people, backlog):
    Request.objects.filter(title="요청 doing").update(promised_on=TODAY - timedelta(days=1))
    Request.objects.filter(title="요청 delivered").update(check_on=TODAY - timedelta(days=1))
    page = as_user(people.planner).get("/requests/?show=late")
    assert set(titles(page)) == {"요청 doing", "요청 delivered"}


def test_mine_is_what_one_wrote_or_owns(as_user, people, backlog):
    assert len(titles(as_user(people.agent).get("/requests/?show=mine"))) == 5
    assert set(titles(as_user(people.marketer).get("/requests/?show=mine"))) == {"요청 doing", "요청 delivered"}


@pytest.mark.parametrize("address", ["/requests/?state=all", "/requests/board/"])
def test_the_queries_of_list_and_board_do_not_grow(as_user, people, backlog, address):
    client = as_user(people.planner)
    client.get(address)
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(address)
        counts.append(len(captured))
        for state in STATES[:4]:
            request(people, state)
    assert counts[0] == counts[1], counts


def test_the_board_has_a_column_per_state_with_its_count(as_user, people, backlog):
    page = as_user(people.planner).get("/requests/board/")
    assert [(c["state"], c["count"], len(c["cards"])) for c in page.context["columns"]] == [(s, 1, 1) for s in STATES]
    html = page.content.decode()
    assert f'action="{url(backlog["new"], "triage/")}"' in html
    assert f"{url(backlog['agreed'])}?do=promise#do" in html


def test_a_card_moves_by_its_button_without_a_script(as_user, people, backlog):
    made = backlog["new"]
    answer = as_user(people.planner).post(url(made, "triage/"), {"version": made.version, "back": "board"})
    assert answer.headers["Location"] == "/requests/board/"
    made.refresh_from_db()
    assert made.state == "triaged"
    html = as_user(people.viewer).get("/requests/board/").content.decode()
    assert "data-to=" not in html


# --- New and change -------------------------------------------------------------------------------------------------


def test_an_agent_files_one_with_two_fields(as_user, people, launch):
    client = as_user(people.agent)
    words = {"title": "반품 버튼", "said": "어디 있나요?", "channel": "phone", "creation_key": str(uuid4())}
    for _click in range(2):
        answer = client.post("/requests/new/", words)
    made = Request.objects.get()
    assert answer.headers["Location"] == url(made)
    assert (made.department, made.created_by) == (people.centre, people.agent)


def test_everything_that_can_be_told_is_kept(as_user, people, launch):
    words = {
        "title": "반품 버튼",
        "said": "어디 있나요?",
        "channel": "chat",
        "inquiries": "12",
        "quotes": "어디 있나요\n\n못 찾겠어요",
        "systems": "앱, 주문",
        "policies": "반품",
        "reproduce": "앱을 연다",
        "department_id": people.sales.pk,
        "project_id": launch.pk,
        "option-0-text": "버튼을 단다",
        "option-0-cost": "3일",
        "option-1-text": "",
        "creation_key": "",
    }
    as_user(people.planner).post("/requests/new/", words)
    made = Request.objects.get()
    assert (made.quotes, made.systems, made.department, made.project) == (
        ["어디 있나요", "못 찾겠어요"],
        ["앱", "주문"],
        people.sales,
        launch,
    )
    assert [(option.text, option.cost) for option in made.options.all()] == [("버튼을 단다", "3일")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "가\x00나"},
        {"inquiries": "9" * 30},
        {"channel": "fax"},
        {"quotes": "가" * 40000},
        {"quotes": "가" * 1500},
        {"systems": ",".join(map(str, range(40)))},
        {"project_id": "999999999999999999999"},
        {"option-0-cost": "3일"},
        {"creation_key": "x"},
    ],
)
def test_what_cannot_be_saved_comes_back_with_what_was_typed(as_user, people, today, wrong):
    words = {"title": "제목", "said": "어디 있나요?", "channel": "phone"} | wrong
    page = as_user(people.marketer).post("/requests/new/", words)
    assert page.status_code == 400
    assert "어디 있나요?" in page.content.decode()
    assert not Request.objects.exists()


def test_viewers_file_nothing(as_user, people, today):
    assert as_user(people.viewer).get("/requests/new/").status_code == 403


def test_two_who_put_it_right_at_once_lose_nothing(as_user, people, today):
    made = request(people, by=people.marketer)
    client = as_user(people.marketer)
    words = {"title": "처음", "said": "처음 말", "channel": "phone", "version": 1}
    assert client.post(url(made, "change/"), words).status_code == 302
    late = client.post(url(made, "change/"), words | {"title": "둘째"})
    assert late.status_code == 412
    assert "둘째" in late.content.decode()
    again = words | {"title": "둘째", "version": late.context["form"]["version"].value()}
    assert client.post(url(made, "change/"), again).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.said) == ("둘째", "처음 말")


# --- One request ----------------------------------------------------------------------------------------------------


def test_the_page_sets_the_sides_beside_each_other(as_user, people, backlog):
    page = as_user(people.viewer).get(url(backlog["agreed"]))
    sides = {
        side.department.slug: (side.vote.priority, side.vote.words, side.said_by) for side in page.context["sides"]
    }
    assert sides == {"centre": (1, "매일 묻는다", "강은비"), "marketing": (2, "다음 배포에", "")}
    assert page.context["tally"].is_equal is False
    assert "request_agreed" in Event.objects.values_list("verb", flat=True)


def test_the_queries_of_the_page_do_not_grow(as_user, people, backlog):
    made, client, counts = backlog["doing"], as_user(people.planner), []
    client.get(url(made))
    for _round in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get(url(made))
        counts.append(len(captured))
        for number in range(3):
            note_progress(made.pk, by=people.marketer, text=f"진행 {number}")
            add_option(made.pk, OptionDraft(f"대안 {number}"), by=people.planner)
        vote_on_request(made.pk, by=people.planner, priority=2)
        vote_on_request(made.pk, by=people.sales_lead, priority=3)
    assert counts[0] == counts[1]


def test_a_side_that_has_not_voted_is_named(as_user, people, backlog):
    page = as_user(people.planner).get(url(backlog["triaged"]))
    assert page.context["tally"].missing == (people.centre.pk,)


def test_figures_stand_side_by_side_with_the_difference(as_user, people, backlog):
    page = as_user(people.viewer).get(url(backlog["checked"]))
    figures = page.context["figures"]
    assert (figures.difference, figures.percent) == (-90, -75)
    html = page.content.decode()
    assert "−90" in html
    assert "−75%" in html


def test_each_deed_opens_its_form_and_keeps_what_was_typed(as_user, people, backlog):
    client = as_user(people.planner)
    for state, name in (("new", "decline"), ("triaged", "vote"), ("triaged", "agree"), ("agreed", "promise")):
        assert client.get(url(backlog[state]), {"do": name}).context["opened"] == name
    for state, name in (("doing", "deliver"), ("doing", "note"), ("delivered", "check"), ("declined", "reopen")):
        assert client.get(url(backlog[state]), {"do": name}).context["opened"] == name
    assert client.get(url(backlog["new"]), {"do": "check"}).context["opened"] == ""
    triaged = backlog["triaged"]
    refused = client.post(url(triaged, "agree/"), {"version": triaged.version, "priority": 1, "reason": "적은 말"})
    assert refused.status_code == 409
    assert "적은 말" in refused.content.decode()


def test_from_vote_to_check_by_the_forms_alone(as_user, people, backlog):
    made, day = backlog["triaged"], TODAY.isoformat()
    lead, planner, owner = people.marketing_lead, people.planner, people.marketer
    later = (TODAY + timedelta(days=7)).isoformat()
    steps = [
        (lead, "vote/", {"priority": 2, "words": "다음에"}),
        (planner, "agree/", {"priority": 2}),
        (planner, "promise/", {"owner_id": owner.pk, "promised_on": later}),
        (owner, "note/", {"text": "시안"}),
        (
            owner,
            "deliver/",
            {"delivered_on": day, "check_on": later, "figure_name": "문의", "figure_before": "10.5", "words": "끝"},
        ),
        (owner, "check/", {"figure_after": "3", "checked_note": "줄었다"}),
    ]
    for person, act, words in steps:
        made.refresh_from_db()
        answer = as_user(person).post(url(made, act), words | {"version": made.version})
        assert answer.status_code == 302, (act, answer.context["form"].errors)
    made.refresh_from_db()
    assert (made.state, made.notes.count(), made.owner) == ("checked", 2, owner)


def test_options_are_added_changed_chosen_and_removed_on_the_page(as_user, people, backlog):
    made, client = backlog["triaged"], as_user(people.planner)
    client.post(url(made, "options/add/"), {"text": "새 대안", "cost": "1일"})
    option = made.options.get(text="새 대안")
    client.post(url(made, f"options/{option.pk}/change/"), {"text": "고친 대안"})
    client.post(url(made, f"options/{option.pk}/choose/"))
    assert client.post(url(made, f"options/{option.pk}/remove/")).status_code == 409
    option.refresh_from_db()
    assert (option.text, option.is_chosen) == ("고친 대안", True)
    assert client.post(url(made, "options/add/"), {"text": ""}).status_code == 400
    assert client.post(url(backlog["new"], f"options/{option.pk}/choose/")).status_code == 404


def test_it_becomes_an_item_after_the_launch_is_chosen(as_user, people, launch, backlog):
    made, client = backlog["agreed"], as_user(people.planner)
    assert client.get(url(made, "item/")).context["form"] is None
    asked = url(made, f"item/?launch={launch.pk}")
    words = {
        "title": "버튼을 단다",
        "section_id": launch.sections.first().pk,
        "department_id": people.marketing.pk,
        "due_on": (TODAY + timedelta(days=3)).isoformat(),
        "version": made.version,
    }
    assert client.post(asked, words).status_code == 302
    made.refresh_from_db()
    assert made.item.project == launch
    assert f"/launches/{launch.pk}/items/{made.item_id}/" in client.get(url(made)).content.decode()


def test_it_is_proposed_for_a_template_on_its_page(as_user, people, launch, backlog):
    made, client = backlog["agreed"], as_user(people.marketing_lead)
    words = {
        "template_id": launch.template_version.template_id,
        "title": "버튼 확인",
        "note": "빠졌다",
        "department_id": people.marketing.pk,
        "side": "before",
        "days": 4,
        "version": made.version,
    }
    assert client.post(url(made, "propose/"), words).status_code == 302
    made.refresh_from_db()
    assert (made.proposal.title, made.proposal.offset) == ("버튼 확인", -4)


# --- Partners -------------------------------------------------------------------------------------------------------

SECRETS = ("내부 입장입니다", "내부 비용입니다", "내부 진행입니다", "박지훈", "강은비 말")


def test_a_partner_reads_where_it_stands_and_nothing_internal(as_user, people, launch):
    made = request(people, "doing", project_id=launch.pk)
    vote_on_request(made.pk, by=people.marketing_lead, priority=3, words="내부 입장입니다")
    vote_on_request(
        made.pk,
        by=people.planner,
        priority=1,
        words="x",
        department_id=people.sales.pk,
        said=Said("강은비 말", "phone"),
    )
    add_option(made.pk, OptionDraft("대안", "내부 비용입니다", "효과"), by=people.planner)
    note_progress(made.pk, by=people.marketer, text="내부 진행입니다")
    for reader in (people.agent, people.centre_lead):
        client = as_user(reader)
        for address in (
            url(made),
            "/requests/",
            "/requests/board/",
            f"/api/v1/requests/{made.pk}/",
            "/api/v1/requests/",
        ):
            html = client.get(address).content.decode()
            assert [word for word in SECRETS if word in html] == [], address
    assert "2026.11.30" in as_user(people.agent).get(url(made)).content.decode()
    assert as_user(people.other_centre_lead).get(url(made)).status_code == 404


def test_a_partner_lead_votes_for_the_own_centre_and_sees_that_vote(as_user, people, today):
    made, client = request(people, "triaged"), as_user(people.centre_lead)
    assert client.post(url(made, "vote/"), {"priority": 1, "words": "매일 묻는다"}).status_code == 302
    assert "매일 묻는다" in client.get(url(made)).content.decode()
    assert as_user(people.agent).post(url(made, "vote/"), {"priority": 1}).status_code == 403


def test_a_launch_that_was_closed_to_the_centre_is_not_named(as_user, people, launch):
    made = request(people, project_id=launch.pk)
    launch.opened_to.clear()
    page = as_user(people.agent).get(url(made))
    assert page.status_code == 200
    assert launch.name not in page.content.decode()
    assert as_user(people.agent).get(f"/api/v1/requests/{made.pk}/").json()["project_id"] is None
