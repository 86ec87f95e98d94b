"""The help says what the code does: its dates, ladders and permissions are computed, in both languages."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.access import MATRIX, Action
from accounts.workdays import calendars
from checklists.schedule import due_on, parse_rule
from config.guide import reaching
from config.guide.facts import PAGES
from config.guide.scheduling import RULES, dates
from notifications.ladder import DEFAULT_LADDER


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("slug", PAGES)
def test_every_page_opens_in_both_languages(people: SimpleNamespace, as_user: Any, slug: str, language: str) -> None:
    people.agent.language = language
    people.agent.save()
    page = as_user(people.agent).get(f"/help/{slug}/")
    assert page.status_code == 200
    assert ("습니다" in page.text or "니다" in page.text) == (language == "ko")


def test_the_examples_are_what_the_calendar_gives(people: SimpleNamespace, today: date) -> None:
    facts = dates(people.planner)
    company = calendars()[None]
    expected = [due_on(facts["launch_on"], parse_rule(rule), company) for rule in RULES]
    assert [each.due_on for each in facts["examples"]] == expected


def test_the_ladder_has_every_step(people: SimpleNamespace, as_user: Any) -> None:
    page = as_user(people.planner).get("/help/told/").text
    assert page.count("<tr>") == len(DEFAULT_LADDER) + 1


def test_the_table_of_roles_is_the_matrix() -> None:
    shown = {action for _title, rows in reaching.GROUPS for action in rows}
    assert {Action.SEE_LAUNCH, Action.TICK, Action.DECIDE, Action.INVITE} <= shown
    assert all(len(MATRIX[action]) == len(reaching.ROLES) for action in shown)


def test_an_unknown_page_is_not_there(people: SimpleNamespace, as_user: Any) -> None:
    client = as_user(people.viewer)
    assert client.get("/help/").status_code == 200
    assert client.get("/help/nowhere/").status_code == 404
