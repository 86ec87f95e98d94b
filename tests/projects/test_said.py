"""Whose word it was: on pages folded away until it is needed, over the API, in the hash, and in the history's words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from ledger.chain import event_hash
from ledger.models import Event
from ledger.verification import verify
from projects.models import Item, Project
from projects.services.items import complete_item
from projects.views.words import lines_of, said_words
from tests.conftest import SEOUL

SAID = {"said_by": "박지훈", "said_via": "phone", "said_at": "2026-11-20T15:10"}


def item(launch: Project, key: str) -> Item:
    return Item.objects.get(project=launch, key=key)


def address(line: Item, verb: str = "") -> str:
    return f"/launches/{line.project_id}/items/{line.pk}/{verb}"


@pytest.fixture
def planner(people: Any, client: Client) -> Client:
    client.force_login(people.planner)
    return client


@pytest.mark.parametrize(
    ("via", "words"),
    [
        ("", "박지훈 님이 말함"),
        ("phone", "박지훈 님이 전화로 말함"),
        ("messenger", "박지훈 님이 메신저로 말함"),
        ("meeting", "박지훈 님이 회의에서 말함"),
        ("mail", "박지훈 님이 메일로 말함"),
        ("talk", "박지훈 님이 직접 말함"),
    ],
)
def test_every_channel_has_its_words(via: str, words: str) -> None:
    at = datetime(2026, 11, 20, 15, 10, tzinfo=SEOUL)
    with translation.override("ko"):
        assert said_words(Event(said_by="박지훈", said_via=via)) == words
        assert said_words(Event(said_by="박지훈", said_via=via, said_at=at)) == f"{words} · 11.20 15:10"


def test_nothing_is_said_of_ones_own_word(launch: Project, people: Any) -> None:
    complete_item(item(launch, "A1").pk, by=people.marketer)
    [line] = lines_of(Event.objects.filter(verb="item_done"))
    assert line.said == ""


def test_a_tick_at_somebodys_word_is_recorded_shown_and_hashed(launch: Project, planner: Client) -> None:
    line = item(launch, "A1")
    form = planner.get(address(line) + "?act=complete").content.decode()
    assert "다른 사람의 말을 대신 적기" in form
    answer = planner.post(address(line, "complete/"), {"version": line.version, **SAID})
    assert answer.status_code == 302
    event = Event.objects.get(verb="item_done")
    assert (event.said_by, event.said_via, event.said_at) == (
        "박지훈",
        "phone",
        datetime(2026, 11, 20, 15, 10, tzinfo=SEOUL),
    )
    assert event.hash != event_hash(str(launch.stream), event.__dict__ | {"said_via": "mail"})
    assert verify().faults == []
    words = "박지훈 님이 전화로 말함 · 11.20 15:10"
    assert words in planner.get(f"/launches/{launch.pk}/history/").content.decode()
    assert words in planner.get(address(line)).content.decode()


def test_the_usual_form_keeps_it_folded_and_what_was_typed_opens_it(launch: Project, planner: Client) -> None:
    line = item(launch, "A1")
    usual = planner.get(address(line) + "?act=block").content.decode()
    assert '<details class="as-table said">' in usual
    refused = planner.post(address(line, "block/"), {"version": line.version, "reason": "", **SAID})
    assert (refused.status_code, '<details class="as-table said" open>' in refused.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"said_via": "phone"}, "말한 사람을 적어 주세요."),
        ({"said_at": "2026-11-20T15:10"}, "말한 사람을 적어 주세요."),
        ({"said_by": "박지훈", "said_at": "2027-11-20T15:10"}, "지금보다 나중에 말했을 수는 없습니다."),
        ({"said_by": "박지훈", "said_at": "0001-01-01T00:00"}, "너무 오래전입니다."),
        ({"said_by": "박지훈", "said_at": "9999-12-31T23:59"}, "지금보다 나중에 말했을 수는 없습니다."),
        ({"said_by": "박지훈", "said_via": "telepathy"}, "telepathy"),
        ({"said_by": "박\u202e지훈"}, "U+202E"),
    ],
)
def test_half_a_word_is_refused_with_a_sentence(launch: Project, planner: Client, given: dict, sentence: str) -> None:
    line = item(launch, "A1")
    for verb, more in (("block/", {"reason": "이유"}), ("complete/", {})):
        answer = planner.post(address(line, verb), {"version": line.version, **more, **given})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert not Event.objects.filter(verb__in=["item_blocked", "item_done"]).exists()
