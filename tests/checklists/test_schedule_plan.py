from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accounts.calendars import Calendar
from checklists.schedule import Due, Line, Rule, ScheduleError, Unit, due_on, plan
from tests.checklists.schedule_examples import CALENDARS, calendars, days

LAUNCH = date(2026, 11, 27)  # a Friday without holidays around
COMPANY, CENTRE = Calendar(), CALENDARS["centre-365"]


@pytest.fixture(autouse=True, scope="module")
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def business(offset: int) -> Rule:
    return Rule(offset, Unit.BUSINESS)


def november(day: int) -> date:
    return date(2026, 11, day)


# --- Examples -------------------------------------------------------------------------------------------------------


def test_a_line_is_due_on_the_date_of_its_rule() -> None:
    assert plan(LAUNCH, [Line("faq", business(-5), COMPANY)]) == {"faq": Due(november(20), november(20))}


def test_a_line_is_never_due_before_its_latest_scenario() -> None:
    line = Line("order", business(-10), COMPANY, scenario_rules=(business(-12), business(-4)))
    due = plan(LAUNCH, [line])["order"]
    assert due == Due(november(23), november(23), scenario_on=(november(11), november(23)))


ARS = [Line("script", business(-13), COMPANY), Line("ars", business(-5), COMPANY, follows=(("script", 6),))]


def test_while_the_first_line_is_open_the_follower_shows_the_plan() -> None:
    assert plan(LAUNCH, ARS)["ars"] == Due(november(20), november(20))


def test_a_line_handed_in_on_time_moves_nothing() -> None:
    assert plan(LAUNCH, ARS, {"script": november(10)})["ars"].moved_by is None


def test_a_line_handed_in_late_moves_its_follower_and_is_named() -> None:
    due = plan(LAUNCH, ARS, {"script": november(18)})["ars"]
    assert due == Due(november(26), november(20), moved_by="script")


def test_the_days_are_counted_in_the_receivers_calendar() -> None:
    lines = [ARS[0], Line("ars", business(-5), CENTRE, follows=(("script", 6),))]
    assert plan(LAUNCH, lines, {"script": november(18)})["ars"].on == november(24)


def test_of_several_late_lines_the_latest_is_named() -> None:
    lines = [
        Line("a", business(-20), COMPANY),
        Line("b", business(-20), COMPANY),
        Line("c", business(-15), COMPANY, follows=(("a", 2), ("b", 2))),
    ]
    assert plan(LAUNCH, lines, {"a": november(24), "b": november(23)})["c"].moved_by == "a"


CHAIN = [
    Line("a", business(-10), COMPANY),
    Line("b", None, COMPANY, follows=(("a", 2),)),
    Line("c", None, COMPANY, follows=(("b", 3),)),
]


def test_lines_without_a_rule_are_planned_after_those_they_follow() -> None:
    dues = plan(LAUNCH, CHAIN)
    assert [dues[key].on for key in "abc"] == [november(13), november(17), november(20)]


def test_a_delay_travels_down_a_chain_without_rules_and_each_link_names_the_one_before() -> None:
    dues = plan(LAUNCH, CHAIN, {"a": november(16)})
    assert dues["b"] == Due(november(18), november(17), moved_by="a")
    assert dues["c"] == Due(november(23), november(20), moved_by="b")


def test_a_line_in_the_middle_handed_in_early_stops_the_delay() -> None:
    assert plan(LAUNCH, CHAIN, {"a": november(16), "b": november(16)})["c"] == Due(november(20), november(20))


def test_a_date_set_by_hand_stays_beside_what_the_rules_say() -> None:
    line = Line("ars", business(-5), COMPANY, follows=(("script", 6),), fixed_on=november(12))
    due = plan(LAUNCH, [ARS[0], line], {"script": november(25)})["ars"]
    assert due == Due(november(12), november(20))


def test_a_line_without_a_rule_is_planned_from_the_date_set_by_hand() -> None:
    fixed = Line("a", business(-10), COMPANY, fixed_on=november(9))
    assert plan(LAUNCH, [fixed, *CHAIN[1:]])["b"] == Due(november(11), november(11))


def test_a_date_set_by_hand_is_enough() -> None:
    assert plan(LAUNCH, [Line("end", None, COMPANY, fixed_on=november(30))])["end"] == Due(november(30), november(30))


def test_a_line_that_does_not_apply_counts_as_absent() -> None:
    assert plan(LAUNCH, ARS[1:], {"script": november(25)})["ars"] == Due(november(20), november(20))


def test_lines_that_wait_for_each_other_are_named() -> None:
    lines = [Line("a", None, COMPANY, follows=(("b", 1),)), Line("b", None, COMPANY, follows=(("a", 1),))]
    with pytest.raises(ScheduleError, match=r"(a → b → a|b → a → b)\.") as refused:
        plan(LAUNCH, lines)
    assert set(refused.value.keys) == {"a", "b"}


def test_a_line_nothing_gives_a_date_is_named() -> None:
    with pytest.raises(ScheduleError, match="lonely") as refused:
        plan(LAUNCH, [Line("lonely", None, COMPANY, follows=(("gone", 2),))])
    assert refused.value.keys == ("lonely",)


def test_a_key_used_twice_is_named() -> None:
    with pytest.raises(ScheduleError) as refused:
        plan(LAUNCH, [ARS[0], ARS[0]])
    assert refused.value.keys == ("script",)


def test_a_chain_of_a_thousand_lines_is_planned_without_recursion() -> None:
    chain = [Line(0, Rule(-365), CENTRE)]
    chain += [Line(n, None, CENTRE, follows=((n - 1, 1),)) for n in range(1, 1_001)]
    assert plan(LAUNCH, chain)[1_000].on == LAUNCH - timedelta(days=365) + timedelta(days=1_000)


# --- Laws -----------------------------------------------------------------------------------------------------------

rules = st.builds(Rule, offset=st.integers(-60, 30), unit=st.sampled_from(Unit))
Launch = tuple[date, list[Line[int]], dict[int, date]]


@st.composite
def launches(draw: st.DrawFn) -> Launch:
    """A D-day, lines that follow only earlier ones, and the days on which some were handed in."""
    launch_on = draw(days)
    lines: list[Line[int]] = []
    for key in range(draw(st.integers(1, 8))):
        earlier = st.sets(st.integers(0, key - 1), max_size=3) if key else st.just(set[int]())
        follows = tuple((other, draw(st.integers(1, 5))) for other in sorted(draw(earlier)))
        lines.append(
            Line(
                key,
                draw(rules | st.none()) if follows else draw(rules),
                draw(calendars),
                tuple(draw(st.lists(rules, max_size=2))),
                follows,
                draw(st.none() | st.none() | st.none() | days),
            )
        )
    handed_in = st.integers(-40, 40).map(lambda n: launch_on + timedelta(days=n))
    return launch_on, lines, draw(st.dictionaries(st.sampled_from(range(len(lines))), handed_in))


@given(launches(), st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(launch: Launch, random: Random) -> None:
    launch_on, lines, done_on = launch
    shuffled = random.sample(lines, len(lines))
    assert plan(launch_on, shuffled, done_on) == plan(launch_on, lines, done_on)


@given(launches())
def test_no_line_is_due_before_its_plan_its_rule_or_its_scenarios(launch: Launch) -> None:
    launch_on, lines, done_on = launch
    dues = plan(launch_on, lines, done_on)
    for line in lines:
        due = dues[line.key]
        assert all(due.planned_on >= on for on in due.scenario_on)
        assert line.rule is None or due.planned_on >= due_on(launch_on, line.rule, line.calendar)
        assert line.fixed_on or due.on >= due.planned_on


@given(launches())
def test_a_date_set_by_hand_stays_and_no_one_moved_it(launch: Launch) -> None:
    launch_on, lines, done_on = launch
    dues = plan(launch_on, lines, done_on)
    for line in (line for line in lines if line.fixed_on):
        assert (dues[line.key].on, dues[line.key].moved_by) == (line.fixed_on, None)


@given(launches())
def test_a_line_is_later_than_planned_exactly_when_someone_moved_it(launch: Launch) -> None:
    launch_on, lines, done_on = launch
    dues = plan(launch_on, lines, done_on)
    for line in (line for line in lines if not line.fixed_on):
        due = dues[line.key]
        assert (due.on > due.planned_on) == (due.moved_by is not None)
        assert due.moved_by is None or due.moved_by in dict(line.follows)


@given(launches())
def test_with_nothing_handed_in_every_date_is_the_plan(launch: Launch) -> None:
    launch_on, lines, _done_on = launch
    for line, due in zip(lines, plan(launch_on, lines).values(), strict=True):
        assert due.on == (line.fixed_on or due.planned_on)


@given(launches(), st.integers(1, 20))
def test_handing_in_later_never_makes_a_date_earlier(launch: Launch, delay: int) -> None:
    launch_on, lines, done_on = launch
    later = plan(launch_on, lines, {key: on + timedelta(days=delay) for key, on in done_on.items()})
    for key, due in plan(launch_on, lines, done_on).items():
        assert later[key].on >= due.on
        assert later[key].planned_on == due.planned_on
