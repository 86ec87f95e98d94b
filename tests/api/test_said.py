"""Whose word it was, over the API: recorded, hashed, given back; half of it is refused with a sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from ledger.chain import event_hash
from ledger.models import Event
from ledger.verification import verify
from projects.models import Project
from tests import factories

SAID = {"said_by": "박지훈", "said_via": "messenger", "said_at": "2026-11-20T15:10+09:00"}


def test_it_is_recorded_hashed_and_given_back(api: Any, people: Any, launch: Project) -> None:
    line = factories.item(launch, "A1")
    assert api(people.planner).post(f"items/{line.pk}/complete/", SAID, version=line.version).status_code == 200
    event = Event.objects.get(verb="item_done")
    assert (event.said_by, event.said_via, event.said_at) == (
        "박지훈",
        "messenger",
        datetime(2026, 11, 20, 6, 10, tzinfo=UTC),
    )
    assert event_hash(str(launch.stream), event.__dict__) == event.hash
    for other in ({"said_via": "phone"}, {"said_at": None}, {"said_by": "x"}):
        assert event_hash(str(launch.stream), event.__dict__ | other) != event.hash
    assert verify().faults == []
    told = api(people.planner).get(f"projects/{launch.pk}/events/").json()["results"][-1]
    assert {name: told[name] for name in ("said_by", "said_via")} == {"said_by": "박지훈", "said_via": "messenger"}
    assert datetime.fromisoformat(told["said_at"]) == event.said_at


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"said_via": "phone"}, "said_by", "말한 사람을 적어 주세요."),
        ({"said_at": "2026-11-20T15:10+09:00"}, "said_by", "말한 사람을 적어 주세요."),
        ({"said_by": "", "said_via": "phone"}, "said_by", "말한 사람을 적어 주세요."),
        (
            {"said_by": "박지훈", "said_at": "2026-11-25T18:10+09:00"},
            "said_at",
            "지금보다 나중에 말했을 수는 없습니다.",
        ),
    ],
)
def test_half_of_it_is_refused(api: Any, people: Any, launch: Project, given: Any, field: str, sentence: str) -> None:
    line = factories.item(launch, "A1")
    answer = api(people.planner).post(f"items/{line.pk}/complete/", given, version=line.version)
    assert (answer.status_code, answer.json()["field"], answer.json()["message"]) == (400, field, sentence)
    assert not Event.objects.filter(verb="item_done").exists()
