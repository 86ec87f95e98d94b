"""When things are due: one rule gives one date, and the lines of a launch give a plan.

Offsets are signed days from D-day, calendar days or open days of the calendar given. All dates are local dates of the
project. Nothing here reads a clock or a database. Source of the rules: product.md, section 5.

Errors: `ScheduleError` for a text or a set of lines that gives no date; `CalendarError` for dates no calendar covers.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter
from typing import Generic, TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.calendars import Calendar

FIRST_OFFSET, LAST_OFFSET = -365, 90

K = TypeVar("K", bound=Hashable)


class Unit(TextChoices):
    CALENDAR = "calendar", gettext_lazy("calendar days")
    BUSINESS = "business", gettext_lazy("business days")


class Roll(TextChoices):
    """Where a date counted in calendar days goes when it falls on a closed day."""

    DEFAULT = "default", gettext_lazy("earlier before launch, later after it")
    PREVIOUS = "previous", gettext_lazy("to the open day before")
    NEXT = "next", gettext_lazy("to the open day after")
    NONE = "none", gettext_lazy("stays on a closed day")


class ScheduleError(ValueError):
    """No date follows; the message is a sentence for the reader, `keys` are the lines it is about."""

    def __init__(self, message: str, keys: Sequence[Hashable] = ()) -> None:
        super().__init__(message)
        self.keys = tuple(keys)


@dataclass(frozen=True, slots=True)
class Rule:
    """A deadline relative to D-day; `str()` gives the form that `parse_rule` reads, without the roll."""

    offset: int
    unit: Unit = Unit.CALENDAR
    roll: Roll = Roll.DEFAULT

    def __str__(self) -> str:
        days = f"D{self.offset:+d}" if self.offset else "D-day"
        return f"{days} business" if self.unit == Unit.BUSINESS and self.offset else days


# --- One date -------------------------------------------------------------------------------------------------------


def due_on(launch_on: date, rule: Rule, calendar: Calendar) -> date:
    """The date of `rule` for this D-day. Business days are counted strictly before or after D-day, open or not."""
    if rule.unit == Unit.BUSINESS:
        return calendar.shift(launch_on, rule.offset)
    day = launch_on + timedelta(days=rule.offset)
    match _roll(rule):
        case Roll.PREVIOUS:
            return calendar.previous_open(day)
        case Roll.NEXT:
            return calendar.next_open(day)
    return day


def notice_given(announced_on: date, launch_on: date, calendar: Calendar) -> int:
    """Open days from the day CX was told (included) to D-day (excluded); negative when told afterwards."""
    return calendar.count(announced_on, launch_on)


def earliest_launch_on(announced_on: date, notice_owed: int, calendar: Calendar) -> date:
    """The first open day that leaves `notice_owed` open days, the day CX was told included."""
    return calendar.shift(announced_on - timedelta(days=1), notice_owed + 1)


def _roll(rule: Rule) -> Roll:
    if rule.roll != Roll.DEFAULT:
        return rule.roll
    if rule.offset == 0:
        return Roll.NONE
    return Roll.PREVIOUS if rule.offset < 0 else Roll.NEXT


# --- Text and words -------------------------------------------------------------------------------------------------

# Hyphens, dashes and the minus sign that word processors and spreadsheets put in place of "-".
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_RULE = re.compile(
    r"d?\s*(?P<offset>[+-]\s*[0-9]{1,9})\s*"
    r"(?:(?P<business>business(?:\s+days?)?|working\s+days?|영업일|영)|calendar(?:\s+days?)?|days?|달력일|역일|역|일)?"
)
_LAUNCH_DAY = re.compile(r"d\s*-?\s*day|d?\s*0|디데이|(?:오픈\s*)?당일")


def parse_rule(text: str) -> Rule:
    """Read "D-14", "-3", "D-day", "D+7 business", "D-5영업일"; without a unit the days are calendar days.

    Full-width letters and every kind of dash are read as their plain form. Anything that could mean two things
    ("D--3", "D-1.5", "14") and offsets outside FIRST_OFFSET…LAST_OFFSET raise `ScheduleError`. Source: reliability.md,
    row 37.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).strip().lower()
    if _LAUNCH_DAY.fullmatch(plain):
        return Rule(0)
    found = _RULE.fullmatch(plain)
    if not found:
        raise ScheduleError(
            _("“%(text)s” is not a deadline. Write it like D-14, D-day, D+7 or D-14 business.") % {"text": text[:40]}
        )
    offset = int("".join(found["offset"].split()))
    if not FIRST_OFFSET <= offset <= LAST_OFFSET:
        raise ScheduleError(
            _("“%(text)s” is too far away. Deadlines run from D%(first)d to D+%(last)d.")
            % {"text": text[:40], "first": FIRST_OFFSET, "last": LAST_OFFSET}
        )
    return Rule(offset, Unit.BUSINESS if found["business"] else Unit.CALENDAR)


def describe(rule: Rule) -> str:
    """The rule in the reader's words: "13 business days before launch", "오픈 13영업일 전"."""
    days = abs(rule.offset)
    if days == 0:
        return _("on launch day")
    if rule.unit == Unit.BUSINESS and rule.offset < 0:
        words = ngettext("%(days)d business day before launch", "%(days)d business days before launch", days)
    elif rule.unit == Unit.BUSINESS:
        words = ngettext("%(days)d business day after launch", "%(days)d business days after launch", days)
    elif rule.offset < 0:
        words = ngettext("%(days)d day before launch", "%(days)d days before launch", days)
    else:
        words = ngettext("%(days)d day after launch", "%(days)d days after launch", days)
    return words % {"days": days}


# --- A whole launch -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line(Generic[K]):
    """What `plan` needs to know of one item.

    `calendar` is the department's. `follows` holds (key, days): due that many of this calendar's open days (1 or more)
    after the line with that key is handed in. `fixed_on` is a date set by hand.
    """

    key: K
    rule: Rule | None
    calendar: Calendar
    scenario_rules: tuple[Rule, ...] = ()
    follows: tuple[tuple[K, int], ...] = ()
    fixed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Due(Generic[K]):
    """`on` is the deadline; `planned_on` what the rules alone say; `moved_by` the line whose delay made `on` later."""

    on: date
    planned_on: date
    scenario_on: tuple[date, ...] = ()
    moved_by: K | None = None


def plan(launch_on: date, lines: Sequence[Line[K]], done_on: Mapping[K, date] | None = None) -> dict[K, Due[K]]:
    """The deadline of every line, given the days on which lines were handed in. The order of `lines` does not matter.

    - The plan is the rule's date, or without a rule the days after the plans of the lines it follows, and never
      earlier than its latest scenario.
    - A line handed in late moves those that follow it, never to an earlier date. While it is open, a line with a rule
      keeps its plan; a line without one follows the present date.
    - A date set by hand stays, and is what followers without a rule are planned from.
    - A line followed that is not among `lines` (its condition did not hold) counts as absent.

    Raises `ScheduleError` for keys used twice, lines that wait for each other, and a line nothing gives a date.
    """
    by_key = {line.key: line for line in lines}
    if len(by_key) < len(lines):
        raise ScheduleError(_("Two lines have the same key."), _repeated(line.key for line in lines))
    dues: dict[K, Due[K]] = {}
    for key in _predecessors_first(by_key):
        dues[key] = _due(launch_on, by_key[key], by_key, dues, done_on or {})
    return {line.key: dues[line.key] for line in lines}


def check_order(waits: Mapping[K, Iterable[K]]) -> None:
    """Raise `ScheduleError`, its `keys` the circle, when lines wait for each other: none of them could be ticked.

    `waits` names for each line those it waits for; a line that is not among the names counts as absent.
    """
    _in_order({key: [other for other in others if other in waits] for key, others in waits.items()})


def _due(
    launch_on: date, line: Line[K], by_key: Mapping[K, Line[K]], dues: Mapping[K, Due[K]], done_on: Mapping[K, date]
) -> Due[K]:
    follows = [(key, days) for key, days in line.follows if key in by_key]
    scenario_on = tuple(due_on(launch_on, rule, line.calendar) for rule in line.scenario_rules)
    planned = list(scenario_on)
    if line.rule:
        planned.append(due_on(launch_on, line.rule, line.calendar))
    else:
        planned += [line.calendar.shift(by_key[key].fixed_on or dues[key].planned_on, days) for key, days in follows]
    if line.fixed_on:
        return Due(line.fixed_on, max(planned, default=line.fixed_on), scenario_on)
    if not planned:
        raise ScheduleError(_("Nothing gives “%(key)s” a date.") % {"key": line.key}, [line.key])

    on, moved_by = max(planned), None
    for key, days in follows:
        start = done_on.get(key) or (dues[key].on if line.rule is None else None)
        candidate = line.calendar.shift(start, days) if start else on
        if candidate > on:
            on, moved_by = candidate, key
    return Due(on, max(planned), scenario_on, moved_by)


def _predecessors_first(by_key: Mapping[K, Line[K]]) -> Iterable[K]:
    return _in_order({key: [k for k, _days in line.follows if k in by_key] for key, line in by_key.items()})


def _in_order(waits_for: Mapping[K, Iterable[K]]) -> Iterable[K]:
    try:
        return tuple(TopologicalSorter(waits_for).static_order())
    except CycleError as error:
        circle: list[K] = error.args[1]
        chain = " → ".join(str(key) for key in circle)
        raise ScheduleError(_("These lines wait for each other: %(chain)s.") % {"chain": chain}, circle) from error


def _repeated(keys: Iterable[K]) -> list[K]:
    return [key for key, times in Counter(keys).items() if times > 1]
