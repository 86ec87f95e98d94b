"""The "if D-day were …" column: dates as a launch would have them, and what is said of those that cannot be right."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.calendars import Calendar
from checklists.draft_dates import DraftLine, Warn, dates_if
from checklists.schedule import Roll, Rule, Unit

LAUNCH_ON = date(2026, 12, 9)  # a Wednesday
TODAY = date(2026, 11, 25)
OPEN_SATURDAYS = Calendar(open_weekdays=frozenset(range(6)))


def before(days: int) -> Rule:
    return Rule(-days, Unit.BUSINESS)


def line(key: str, rule: Rule, **fields: object) -> DraftLine:
    return DraftLine(key, rule, fields.pop("calendar", Calendar()), **fields)


def warnings(lines: list[DraftLine], key: str, *, launch_on: date = LAUNCH_ON) -> set[Warn]:
    return {warning.kind for warning in dates_if(launch_on, TODAY, lines).by_key[key].warnings}


def test_dates_are_counted_in_the_departments_own_days():
    found = dates_if(LAUNCH_ON, TODAY, [line("A", before(4)), line("C", before(4), calendar=OPEN_SATURDAYS)])
    assert (found.by_key["A"].on, found.by_key["C"].on) == (date(2026, 12, 3), date(2026, 12, 4))


@pytest.mark.parametrize(
    ("rule", "kind"),
    [(before(20), {Warn.PAST}), (before(3), set()), (Rule(0), set()), (Rule(7), set())],
)
def test_a_day_that_has_passed_is_said(rule: Rule, kind: set[Warn]):
    assert warnings([line("A", rule)], "A") == kind


def test_a_line_before_launch_whose_scenario_comes_after_it_is_said():
    lines = [line("A", before(5), scenario_rules=(Rule(2, Unit.BUSINESS),))]
    assert warnings(lines, "A") == {Warn.NOT_BEFORE, Warn.BY_SCENARIO}
    assert dates_if(LAUNCH_ON, TODAY, lines).by_key["A"].on == date(2026, 12, 11)


def test_a_line_after_launch_that_rolls_back_onto_it_is_said():
    sunday = date(2026, 12, 13)
    rolled = line("A", Rule(1, Unit.CALENDAR, Roll.PREVIOUS))
    assert warnings([rolled], "A", launch_on=date(2026, 12, 11)) == {Warn.NOT_AFTER}  # Saturday goes back to Friday
    assert warnings([line("A", Rule(1))], "A", launch_on=sunday) == set()


def test_a_date_before_that_of_a_line_it_waits_for_is_said():
    early, late = line("A", before(5), waits=(("B", None),)), line("B", before(2))
    assert warnings([early, late], "A") == {Warn.BEFORE_OTHER}
    assert warnings([line("A", before(2), waits=(("B", None),)), late], "A") == set()


def test_a_date_sooner_than_the_days_after_another_line_is_said():
    lines = [line("A", before(3), waits=(("B", 3),)), line("B", before(5))]
    [warning] = dates_if(LAUNCH_ON, TODAY, lines).by_key["A"].warnings
    assert (warning.kind, warning.on, warning.other, warning.days) == (Warn.TOO_SOON, date(2026, 12, 7), "B", 3)


def test_a_scenario_later_than_the_line_moves_it_and_says_so():
    lines = [line("A", before(5), scenario_rules=(before(2), before(8)))]
    dated = dates_if(LAUNCH_ON, TODAY, lines).by_key["A"]
    assert (dated.on, dated.scenario_on) == (date(2026, 12, 7), (date(2026, 12, 7), date(2026, 11, 27)))
    assert [warning.on for warning in dated.warnings] == [date(2026, 12, 2)]


def test_lines_that_wait_for_each_other_are_a_sentence_and_keep_their_dates():
    lines = [
        line("A", before(5), waits=(("B", None),)),
        line("B", before(2), waits=(("A", 2),)),
        line("C", before(1)),
    ]
    found = dates_if(LAUNCH_ON, TODAY, lines)
    assert set(found.circle) == {"A", "B"}
    assert "A" in found.problem
    assert all(dated.on for dated in found.by_key.values())


def test_a_wait_for_a_line_that_is_not_there_is_ignored():
    assert warnings([line("A", before(5), waits=(("gone", 2), ("A", None)))], "A") == set()


def test_a_day_that_no_calendar_knows_is_a_sentence_for_that_line_alone():
    closed = Calendar(open_weekdays=frozenset())
    found = dates_if(LAUNCH_ON, TODAY, [line("A", before(5), calendar=closed), line("B", before(5))])
    assert found.by_key["A"].on is None
    assert found.by_key["A"].problem
    assert found.by_key["B"].on == date(2026, 12, 2)
