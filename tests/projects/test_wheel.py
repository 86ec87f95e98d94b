"""Scored lines: what they add up to, and what a page shows of them. And a finding that is wanted in writing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.errors import Invalid, Refusal
from projects.models import Project, Status
from projects.services.items import complete_item
from projects.services.work import add_evidence, withdraw_evidence
from projects.wheel import BEST, Quarter, averages, axes_of, by_quarter, line_of, radar
from tests import factories
from tests.conftest import LAUNCH_ON, TODAY
from tests.factories import item

SCORES = st.integers(1, BEST)


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.lists(SCORES, min_size=1, max_size=6)))
def test_a_mean_lies_between_its_scores(given_scores: dict[str, list[int]]) -> None:
    means = averages((section, float(score)) for section, found in given_scores.items() for score in found)
    assert all(min(found) <= means[section] <= max(found) for section, found in given_scores.items())


@pytest.mark.parametrize(
    ("day", "quarter"),
    [(date(2026, 1, 1), 1), (date(2026, 3, 31), 1), (date(2026, 4, 1), 2), (date(2026, 12, 31), 4)],
)
def test_a_day_has_its_quarter(day: date, quarter: int) -> None:
    assert Quarter.of(day) == Quarter(2026, quarter)


def test_launches_of_a_quarter_are_averaged_and_quarters_stand_in_order() -> None:
    terms = by_quarter(
        [(date(2026, 5, 1), {"가": 4.0}), (date(2026, 2, 1), {"가": 2.0}), (date(2026, 1, 5), {"가": 3.0}), (TODAY, {})]
    )
    assert [((term.quarter.year, term.quarter.number), term.launches, term.scores, term.overall) for term in terms] == [
        ((2026, 1), 2, {"가": 2.5}, 2.5), ((2026, 2), 1, {"가": 4.0}, 4.0)
    ]  # fmt: skip
    assert [mark.y for mark in line_of(terms)] == sorted((mark.y for mark in line_of(terms)), reverse=True)


def test_an_axis_says_how_far_it_is_and_how_it_changed() -> None:
    axes = axes_of([("가", 4.0), ("가", 5.0), ("나", None), ("다", 2.0)], {"가": 4.0})
    assert [(a.name, a.score, a.answered, a.questions, a.change) for a in axes] == [
        ("가", 4.5, 2, 2, 0.5), ("나", None, 0, 1, None), ("다", 2.0, 1, 1, None)
    ]  # fmt: skip
    shape = radar(axes)
    assert shape is not None
    assert [spoke.axis.percent for spoke in shape.spokes] == [90, 0, 40]
    assert radar(axes[:2]) is None


def start(people: SimpleNamespace, version: object = None, launch_on: date = LAUNCH_ON) -> Project:
    if version is None:
        lines = [
            factories.line(f"W{n}", "D-4 business", department=people.cx, evidence_kind="score", section=f"축 {n % 3}")
            for n in range(6)
        ]
        version = factories.template(lines, by=people.planner)
    return factories.project(
        version, by=people.planner, launch_on=launch_on, announced_on=TODAY, name=f"진단 {launch_on}"
    )


def score(launch: Project, people: SimpleNamespace, *scores: int) -> None:
    for n, number in enumerate(scores):
        add_evidence(item(launch, f"W{n}").pk, by=people.planner, number=Decimal(number))


def test_the_page_shows_scores_now_and_by_quarter(people: SimpleNamespace, today: date, as_user) -> None:
    first = start(people)
    second = start(people, first.template_version, LAUNCH_ON + timedelta(days=90))
    score(first, people, 2, 3, 4, 2, 3, 4)
    score(second, people, 5, 3)
    withdraw_evidence(item(second, "W1").evidence.get().pk, by=people.planner)
    page = as_user(people.planner).get(f"/launches/{second.pk}/")
    axes = {axis.name: (axis.score, axis.before) for axis in page.context["wheel_axes"]}
    assert axes == {"축 0": (5.0, 2.0), "축 1": (None, 3.0), "축 2": (None, 4.0)}
    assert [(term.quarter.year, term.quarter.number) for term in page.context["wheel_terms"]] == [(2026, 4), (2027, 1)]
    assert 'id="scores"' in page.content.decode()


def test_a_launch_that_one_may_not_see_leaves_no_score(people: SimpleNamespace, today: date, as_user) -> None:
    first = start(people)
    second = start(people, first.template_version, LAUNCH_ON + timedelta(days=90))
    score(first, people, 2, 3, 4)
    Project.objects.filter(pk=first.pk).update(is_confidential=True)
    page = as_user(people.second_planner).get(f"/launches/{second.pk}/")
    assert page.context["wheel_terms"] == []


def test_a_launch_without_scores_has_no_wheel(launch: Project, people: SimpleNamespace, as_user) -> None:
    assert 'id="scores"' not in as_user(people.planner).get(f"/launches/{launch.pk}/").content.decode()


def test_a_finding_that_is_wanted_in_writing_cannot_be_ticked_without_it(people: SimpleNamespace, today: date) -> None:
    lines = [factories.line("V01", "D-14 business", department=people.cx, evidence_kind="text", is_blocker=True)]
    launch = factories.project(
        factories.template(lines, by=people.planner), by=people.planner, launch_on=LAUNCH_ON, announced_on=TODAY
    )
    review = item(launch, "V01")
    with pytest.raises(Refusal, match="증빙"):
        complete_item(review.pk, by=people.planner)
    with pytest.raises(Invalid):
        add_evidence(review.pk, by=people.planner, text="   ")
    add_evidence(review.pk, by=people.planner, url="https://example.com/finding")
    with pytest.raises(Refusal):
        complete_item(review.pk, by=people.planner)
    add_evidence(review.pk, by=people.planner, text="기존 고객 3군 가운데 정기 구매 고객이 적립을 잃습니다.")
    assert complete_item(review.pk, by=people.planner).status == Status.DONE
