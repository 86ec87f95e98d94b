"""The search: what it finds, for whom, in which order, and what it answers to odd queries; pages and API alike."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from projects.models import Item, Project
from projects.services.launches import cancel_launch
from records.commands import commands_for
from records.searching import KINDS, search
from records.services.records import RecordDraft, write_record
from records.services.requests import RequestDraft, file_request
from tests import factories
from tests.api.conftest import token_for

SEARCH, API = "/search/", "/api/v1/search/"


@pytest.fixture
def coupang(launch: Project) -> Project:
    launch.name = "쿠팡 입점 고객센터 구축"
    launch.save()
    for key, title in {"A1": "쿠팡 판매자센터 계정", "S1": "제휴 할인 확정", "C1": "쿠팡 상담사 교육"}.items():
        Item.objects.filter(project=launch, key=key).update(title=title)
    return launch


def found(by: User, query: str, kind: str) -> list[str]:
    groups = search(by, query, kinds=[kind], limit=20)
    return [hit.title for group in groups for hit in group.hits]


@pytest.mark.parametrize("query", ["쿠팡", "ㅋㅍ", "쿠ㅍ", "쿠파", "입점 쿠팡", "쿠팡입점"])
def test_a_launch_is_found_whole_half_and_by_initials(people: SimpleNamespace, coupang: Project, query: str) -> None:
    assert found(people.marketer, query, "launch") == [coupang.name]


def test_the_launch_may_be_named_with_the_line(people: SimpleNamespace, coupang: Project) -> None:
    assert found(people.marketer, "고객센터 ㅎㅈ", "item") == ["제휴 할인 확정"]
    assert found(people.marketer, "고객센터", "item") == []


def test_everything_is_searched_in_two_queries_a_kind(
    people: SimpleNamespace, coupang: Project, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    said = "쿠팡 정산은 월 2회로 하기로 했다."
    write_record(RecordDraft(kind="meeting", title="정산 회의", body=said), by=people.planner, project_id=coupang.pk)
    file_request(RequestDraft(title="쿠팡 주문번호로 찾기", said="찾을 수 없어요"), by=people.marketer)
    people.marketer.name = "쿠마케"
    people.marketer.save()
    with django_assert_max_num_queries(2 * len(KINDS)):
        groups = search(people.planner, "쿠", limit=5)
    assert [group.kind.key for group in groups] == ["launch", "item", "person", "record", "request"]
    assert "쿠팡 정산은 월 2회로" in groups[3].hits[0].note


def test_open_lines_come_first_and_ended_launches_last(people: SimpleNamespace, coupang: Project) -> None:
    days = {"launch_on": coupang.launch_on, "announced_on": coupang.announced_on}
    ended = factories.project(coupang.template_version, by=people.planner, name="쿠팡 지난 런칭", **days)
    cancel_launch(ended.pk, by=people.planner, reason="취소")
    hits = search(people.planner, "쿠팡", kinds=["launch"], limit=5)[0].hits
    assert [(hit.title, hit.is_over) for hit in hits] == [(coupang.name, False), ("쿠팡 지난 런칭", True)]


def test_a_partner_finds_only_what_is_opened_to_it(people: SimpleNamespace, coupang: Project) -> None:
    assert found(people.agent, "쿠팡", "launch") == [coupang.name]
    assert found(people.agent, "쿠팡", "item") == ["쿠팡 상담사 교육"]
    assert found(people.agent, "ㄴㅇㅅㅌ", "person") == []
    assert [group.kind.key for group in search(people.other_centre_lead, "쿠팡", limit=5)] == []


def test_a_confidential_launch_is_found_by_those_it_names(people: SimpleNamespace, coupang: Project) -> None:
    coupang.is_confidential = True
    coupang.save()
    coupang.named.set([people.planner])
    for kind in ("launch", "item"):
        assert found(people.planner, "쿠팡", kind)
        assert not found(people.second_planner, "쿠팡", kind)


def test_the_page_groups_marks_and_leads_on(as_user: Any, people: SimpleNamespace, coupang: Project) -> None:
    page = as_user(people.planner).get(SEARCH, {"q": "ㅋㅍ"}).content.decode()
    assert "<mark>쿠팡</mark> 입점" in page
    assert f"/launches/{coupang.pk}/" in page
    one_kind = as_user(people.planner).get(SEARCH, {"q": "쿠팡", "kind": "item", "page": "9"})
    assert one_kind.status_code == 200


def test_the_list_of_people_finds_as_the_search_does(as_user: Any, people: SimpleNamespace) -> None:
    page = as_user(people.planner).get("/people/", {"q": "ㅂㅈㅎ"}).content.decode()
    assert people.marketer.name in page
    assert people.salesperson.name not in page


def test_the_palettes_fragment_has_hits_and_commands(as_user: Any, people: SimpleNamespace, coupang: Project) -> None:
    listed = as_user(people.planner).get(SEARCH, {"q": "ㄹㅊㅅㅈ"}, headers={"HX-Request": "true"}).content.decode()
    assert 'role="listbox"' in listed
    assert "/launches/start/" in listed
    assert "<html" not in listed


@pytest.mark.parametrize(
    "query", ["\0", "쿠" * 10_000, "%", "_", "\\", "[", "(?i)", "***:", ".*", "'; --", "\ud55c" * 101]
)
def test_odd_queries_find_nothing_and_break_nothing(
    as_user: Any, people: SimpleNamespace, coupang: Project, query: str
) -> None:
    client = as_user(people.planner)
    for headers in ({}, {"HX-Request": "true"}):
        answer = client.get(SEARCH, {"q": query}, headers=headers)
        assert answer.status_code in (200, 400)
        assert "쿠팡 입점" not in answer.content.decode()


def test_the_api_finds_the_same(client: Client, people: SimpleNamespace, coupang: Project) -> None:
    client.force_login(people.agent)
    groups = client.get(API, {"q": "ㅋㅍ", "kind": "item"}).json()["groups"]
    assert [(group["kind"], group["total"], group["hits"][0]["title"]) for group in groups] == [
        ("item", 1, "쿠팡 상담사 교육")
    ]
    assert client.get(API, {"q": "쿠" * 101}).status_code == 400
    assert client.get(API, {"q": "쿠\0"}).status_code == 400


def test_a_token_searches_with_its_scope_only(client: Client, people: SimpleNamespace, coupang: Project) -> None:
    for scopes, status in ((["read"], 200), (["write:tick"], 403)):
        secret = token_for(people.planner, *scopes)
        assert client.get(API, {"q": "쿠팡"}, headers={"Authorization": f"Bearer {secret}"}).status_code == status


def test_the_people_found_are_those_whose_page_opens(as_user: Any, people: SimpleNamespace) -> None:
    known = (people.marketer, people.agent, people.other_centre_lead)
    opened = {}
    for by in (people.marketer, people.viewer, people.agent):
        client = as_user(by)
        hits = [search(by, person.name, kinds=["person"], limit=9) for person in known]
        opened[by.name] = [client.get(groups[0].hits[0].url).status_code if groups else 0 for groups in hits]
        assert [client.get(f"/people/{person.pk}/").status_code == 200 for person in known] == [bool(g) for g in hits]
    assert opened == {people.marketer.name: [200] * 3, people.viewer.name: [200] * 3, people.agent.name: [0, 200, 0]}


def test_commands_are_those_the_role_reaches(people: SimpleNamespace) -> None:
    def offered(user: User, query: str) -> list[str]:
        return [command.url or command.value for command in commands_for(user, query)]

    assert offered(people.planner, "start a launch") == offered(people.planner, "런칭 시작") == ["/launches/start/"]
    assert offered(people.marketer, "런칭 시작") == []
    assert "/records/" not in offered(people.agent, "기록")
    assert offered(people.viewer, "dark") == ["dark"]
