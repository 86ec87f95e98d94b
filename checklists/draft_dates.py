"""What a draft would mean for one D-day: the date of every line, and what cannot be right about it. Pure.

Dates come from `schedule.plan`, as a launch's do; nothing here reads a clock or a database. Lines that wait for each
other and days that no calendar knows give a sentence instead of an error, because a draft may be wrong for a while.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from accounts.calendars import Calendar, CalendarError

from .schedule import Due, Line, Rule, ScheduleError, check_order, due_on, plan


class Warn(StrEnum):
    PAST = "past"  # before today
    NOT_BEFORE = "not_before"  # a rule before launch that lands on D-day or later
    NOT_AFTER = "not_after"  # a rule after launch that lands on D-day or earlier
    BEFORE_OTHER = "before_other"  # earlier than a line it waits for
    TOO_SOON = "too_soon"  # earlier than the days it is due after another line
    BY_SCENARIO = "by_scenario"  # later than its own rule, because a scenario is


@dataclass(frozen=True, slots=True)
class Warning:
    """`other` is the key of the line it is about, `on` the day that it is compared with."""

    kind: Warn
    on: date
    other: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True)
class DraftLine:
    """`waits` holds (key, days): days None when it only waits. Keys that are no line of the draft are ignored."""

    key: str
    rule: Rule
    calendar: Calendar
    scenario_rules: tuple[Rule, ...] = ()
    waits: tuple[tuple[str, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Dated:
    """`on` is None when the calendar knows no such day; then `problem` says so."""

    on: date | None = None
    scenario_on: tuple[date, ...] = ()
    warnings: tuple[Warning, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Dates:
    """`problem` is about the lines `circle`: they wait for each other."""

    by_key: Mapping[str, Dated] = field(default_factory=dict)
    problem: str = ""
    circle: tuple[str, ...] = ()


def dates_if(launch_on: date, today: date, lines: Sequence[DraftLine]) -> Dates:
    """Every line's date if D-day were `launch_on`, and its warnings as of `today`."""
    dues: dict[str, Due[str]] = {}
    problems: dict[str, str] = {}
    for line in lines:
        try:
            dues |= plan(launch_on, [Line(line.key, line.rule, line.calendar, line.scenario_rules)])
        except CalendarError as error:
            problems[line.key] = str(error)
    problem, circle = _circle(lines)
    by_key = {
        line.key: Dated(problem=problems[line.key])
        if line.key in problems
        else replace(
            Dated(dues[line.key].on, dues[line.key].scenario_on), warnings=_warnings(launch_on, today, line, dues)
        )
        for line in lines
    }
    return Dates(by_key, problem, circle)


def _circle(lines: Sequence[DraftLine]) -> tuple[str, tuple[str, ...]]:
    """The sentence about lines that wait for each other, and their keys; nothing when none do."""
    try:
        check_order({line.key: [key for key, _days in line.waits] for line in lines})
    except ScheduleError as error:
        return str(error), tuple(str(key) for key in error.keys)
    return "", ()


def _warnings(launch_on: date, today: date, line: DraftLine, dues: Mapping[str, Due[str]]) -> tuple[Warning, ...]:
    on = dues[line.key].on
    found = []
    if on < today:
        found.append(Warning(Warn.PAST, today))
    if line.rule.offset < 0 and on >= launch_on:
        found.append(Warning(Warn.NOT_BEFORE, launch_on))
    if line.rule.offset > 0 and on <= launch_on:
        found.append(Warning(Warn.NOT_AFTER, launch_on))
    for key, days in line.waits:
        if key in dues and key != line.key:
            found += _too_early(on, key, days, dues[key].on, line.calendar)
    own = due_on(launch_on, line.rule, line.calendar)
    if on > own:
        found.append(Warning(Warn.BY_SCENARIO, own))
    return tuple(found)


def _too_early(on: date, key: str, days: int | None, other_on: date, calendar: Calendar) -> list[Warning]:
    if days is None:
        return [Warning(Warn.BEFORE_OTHER, other_on, key)] if on < other_on else []
    try:
        earliest = calendar.shift(other_on, days)
    except CalendarError:
        return []
    return [Warning(Warn.TOO_SOON, earliest, key, days)] if on < earliest else []
