"""Which days are open: Korean public holidays plus what the company and a department decided themselves.

Days are local dates; the caller knows the time zone. Counts are open days. Every question about a day outside the
years FIRST_YEAR…LAST_YEAR, and every search that finds no open day within them, raises `CalendarError`.
Source of the rules: product.md, section 5.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from types import MappingProxyType

import holidays
from django.utils.translation import gettext as _

# Launches are planned from a year back to five years ahead; the rest is room for history and for the years to come.
FIRST_YEAR, LAST_YEAR = 2020, 2040
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)

MONDAY_TO_FRIDAY = frozenset(range(5))


class CalendarError(ValueError):
    """A day cannot be judged or found; the message is a sentence in the reader's language."""


@lru_cache(maxsize=8)
def korean_holidays(first_year: int, last_year: int) -> Mapping[date, str]:
    """Korean public holidays of these years, both included, with their Korean names.

    Includes substitute and election days and the temporary holidays announced when the `holidays` package was
    released; later ones are entered as a company's own closed days.
    """
    found = holidays.country_holidays("KR", years=range(first_year, last_year + 1), language="ko")
    return MappingProxyType({day: found[day] for day in sorted(found)})


@dataclass(frozen=True)
class Calendar:
    """The open days of a company or a department; cheap to build, indexed on first use.

    `open_weekdays`: 0 is Monday. `exceptions`: True makes that day a working day, False closes it, whatever the
    weekday and the holidays say; exceptions outside the years covered are ignored. Do not change the mapping later.
    """

    open_weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    observes_holidays: bool = True
    exceptions: Mapping[date, bool] = field(default_factory=dict, hash=False)

    def is_open(self, day: date) -> bool:
        _check_covered(day)
        index = bisect_left(self._open_days, day.toordinal())
        return index < len(self._open_days) and self._open_days[index] == day.toordinal()

    def shift(self, day: date, n: int) -> date:
        """The n-th open day strictly after `day`, or before it for n < 0; for 0 `day` itself, open or not."""
        _check_covered(day)
        if n == 0:
            return day
        if n > 0:
            return self._open_day_at(bisect_right(self._open_days, day.toordinal()) + n - 1)
        return self._open_day_at(bisect_left(self._open_days, day.toordinal()) + n)

    def previous_open(self, day: date) -> date:
        """`day` itself when it is open, else the last open day before it."""
        _check_covered(day)
        return self._open_day_at(bisect_right(self._open_days, day.toordinal()) - 1)

    def next_open(self, day: date) -> date:
        """`day` itself when it is open, else the first open day after it."""
        _check_covered(day)
        return self._open_day_at(bisect_left(self._open_days, day.toordinal()))

    def count(self, start: date, end: date) -> int:
        """Open days from `start` (included) to `end` (excluded); negative when `end` comes first."""
        _check_covered(start)
        _check_covered(end)
        return bisect_left(self._open_days, end.toordinal()) - bisect_left(self._open_days, start.toordinal())

    @cached_property
    def _open_days(self) -> tuple[int, ...]:
        return _index(self.open_weekdays, self.observes_holidays, frozenset(self.exceptions.items()))

    def _open_day_at(self, index: int) -> date:
        if not self._open_days:
            raise CalendarError(_("This calendar has no open day. Open at least one weekday."))
        # A negative index would silently count from the far end.
        if not 0 <= index < len(self._open_days):
            raise CalendarError(
                _("This calendar has no such open day between %(first)s and %(last)s.")
                % {"first": FIRST_DAY.isoformat(), "last": LAST_DAY.isoformat()}
            )
        return date.fromordinal(self._open_days[index])


def _check_covered(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CalendarError(
            _("%(day)s cannot be planned: dates run from %(first)s to %(last)s.")
            % {"day": day.isoformat(), "first": FIRST_DAY.isoformat(), "last": LAST_DAY.isoformat()}
        )


@lru_cache(maxsize=64)
def _index(
    open_weekdays: frozenset[int], observes_holidays: bool, exceptions: frozenset[tuple[date, bool]]
) -> tuple[int, ...]:
    """Ordinals of all open days in order. Shared by equal calendars, because each request builds its own."""
    closed = {day.toordinal() for day in korean_holidays(FIRST_YEAR, LAST_YEAR)} if observes_holidays else set()
    first, last = FIRST_DAY.toordinal(), LAST_DAY.toordinal()
    # Ordinal 1, 0001-01-01, was a Monday.
    usual = {day for day in range(first, last + 1) if (day - 1) % 7 in open_weekdays and day not in closed}
    own = {day.toordinal(): is_working for day, is_working in exceptions if FIRST_YEAR <= day.year <= LAST_YEAR}
    closed_by_hand = {day for day, is_working in own.items() if not is_working}
    return tuple(sorted((usual - closed_by_hand) | (own.keys() - closed_by_hand)))
