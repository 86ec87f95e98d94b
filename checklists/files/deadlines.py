"""A deadline as people write it in a cell, both ways.

Read: what `schedule.parse_rule` reads, and beside it "3일 전", "오픈 2주 전", "5 영업일 전까지", "W-2", "T-3", "2 weeks
before launch", "당일", with a weekday or a time after it; and days of the calendar, counted from a D-day that the
person gives: "2026-12-02", "2026년 12월 2일", "26.12.2", "12/2", "12/1~12/5" by its end, Excel's 46358.
Written: "D-14 영업일".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from accounts.calendars import Calendar, CalendarError

from ..schedule import FIRST_OFFSET, LAST_OFFSET, Roll, Rule, ScheduleError, Unit, parse_rule
from .words import in_language

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-") | dict.fromkeys(
    (0x223C, 0x301C), "~"
)
_LAUNCH = r"(?:오픈|런칭|론칭|런치|출시|시행|개시|launch|open(?:ing)?|go-?live)"
_NUMBERS: Mapping[str, int] = {
    "하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7, "열흘": 10, "보름": 15,
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "한": 1, "일": 1, "두": 2, "이": 2, "세": 3, "삼": 3, "네": 4, "사": 4,
}  # fmt: skip
_SPANS: Mapping[str, int] = {
    "일": 1,
    "day": 1,
    "d": 1,
    "주": 7,
    "주일": 7,
    "week": 7,
    "w": 7,
    "개월": 30,
    "달": 30,
    "month": 30,
}
_BUSINESS = r"(?P<business>영업일|워킹데이|근무일|business|working|영업)"
_COUNT = r"(?P<count>[0-9]{1,3}|[가-힣]|an?|one|two|three|four|five|six|seven)"
_SPAN = r"(?P<span>주일|주|개월|달|일|days?|weeks?|months?)"
_AFTER = r"(?P<side>이전|전|앞|후|뒤|이후|before|prior(?:\s+to)?|ahead(?:\s+of)?|after)"
_BEFORE_OR_AFTER = (
    re.compile(
        rf"(?:{_LAUNCH}\s*(?:일|당일)?\s*)?(?:최소\s*)?{_COUNT}\s*{_BUSINESS}?\s*{_SPAN}?\s*{_AFTER}\s*{_LAUNCH}?"
    ),
    re.compile(rf"(?:{_LAUNCH}\s*(?:일)?\s*)?{_BUSINESS}\s*{_COUNT}\s*{_SPAN}?\s*{_AFTER}"),
    re.compile(rf"(?:{_LAUNCH}\s*(?:일)?\s*)?{_AFTER}\s*{_COUNT}\s*{_BUSINESS}?\s*{_SPAN}"),
    re.compile(
        rf"(?:{_LAUNCH}\s*)?(?P<count>하루|이틀|사흘|나흘|닷새|엿새|이레|열흘|보름)\s*(?P<span>)(?P<business>)?{_AFTER}"
    ),
)
_LETTER = re.compile(
    r"(?P<letter>[dtlw])?\s*(?:-?day)?\s*(?P<sign>[+-])\s*(?P<count>[0-9]{1,3})\s*"
    r"(?:(?P<business>영업일|영|business(?:\s+days?)?|working\s+days?|bd)|(?P<span>주일?|w(?:eeks?)?|개월|m|months?|일|days?|d)?)"
)
_ON_LAUNCH = re.compile(
    rf"{_LAUNCH}\s*(?:일|당일|day)|당일|디데이|d\s*-?\s*day|(?:on\s+)?(?:the\s+)?(?:{_LAUNCH}\s+day|day\s+of\s+{_LAUNCH}|same\s+day)|on\s+{_LAUNCH}"
)
_NEXT_TO = {
    -1: re.compile(rf"(?:{_LAUNCH}\s*)?(?:전날|전일|하루\s*전)|(?:the\s+)?day\s+before(?:\s+{_LAUNCH})?"),
    1: re.compile(rf"(?:{_LAUNCH}\s*)?(?:다음\s*날|익일)|(?:the\s+)?day\s+after(?:\s+{_LAUNCH})?"),
}
_NOTHING = re.compile(r"-*|n/?a|없음|해당\s*없음|none")
# What stands after a deadline and does not change it: a weekday, a time, "까지".
_TAIL = re.compile(
    r"\s*(?:\((?:[월화수목금토일]요?일?|mon|tue|wed|thu|fri|sat|sun)\)|(?:오전|오후|am|pm)?\s*[0-9]{1,2}(?::[0-9]{2}(?::[0-9]{2})?|시(?:\s*[0-9]{1,2}분)?)"
    r"|까지|이내|내|마감|완료|중|기준|by|eod|[월화수목금토일]요일|t00:00:00z?)$"
)
_DAYS = (
    re.compile(r"(?P<y>20[0-9]{2})\s*[-./년]\s*(?P<m>[0-9]{1,2})\s*[-./월]\s*(?P<d>[0-9]{1,2})\s*[.일]?"),
    re.compile(r"(?P<y>20[0-9]{2})(?P<m>[01][0-9])(?P<d>[0-3][0-9])"),
    re.compile(r"'?(?P<y>[2-3][0-9])\s*[-./년]\s*(?P<m>[0-9]{1,2})\s*[-./월]\s*(?P<d>[0-9]{1,2})\s*[.일]?"),
    re.compile(r"(?P<m>[0-9]{1,2})\s*[-/월]\s*(?P<d>[0-9]{1,2})\s*[.일]?"),
    # Not "12.1": a spreadsheet makes it of the tenth as well as of the first.
    re.compile(r"(?P<m>[0-9]{1,2})\.(?:\s+(?P<d>[0-9]{1,2})\.?|(?P<d2>[0-9]{1,2})\.|(?P<d3>[0-9]{2}|[4-9]))"),
    re.compile(r"(?P<d>[0-9]{1,2})[-/\s](?P<m>[a-z]{3})[a-z]*[-/\s,]+(?P<y>(?:20)?[0-9]{2})"),
    re.compile(r"(?P<m>[a-z]{3})[a-z]*\.?\s+(?P<d>[0-9]{1,2}),?\s+(?P<y>20[0-9]{2})"),
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SERIAL = re.compile(r"[3-6][0-9]{4}")  # 1982 to 2091, as a number in a cell without a date's format
_ROLLS: Mapping[Roll, tuple[str, str]] = {
    Roll.PREVIOUS: ("휴일이면 이전 영업일", "earlier if closed"),
    Roll.NEXT: ("휴일이면 다음 영업일", "later if closed"),
    Roll.NONE: ("휴일이어도 그대로", "even if closed"),
}


class DeadlineError(ValueError):
    """The cell gives no deadline; the message names its text and says how to write it."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """`counted_from` is the day the cell named, when the rule was counted from D-day."""

    rule: Rule
    counted_from: date | None = None


def write_rule(rule: Rule) -> str:
    """As "D-14 영업일", "D-day", "D+7 · 휴일이면 다음 영업일", or in English; `read_deadline` reads it back."""
    is_business = rule.unit == Unit.BUSINESS
    days = f"D{rule.offset:+d}" if rule.offset else "D-0" if is_business else "D-day"
    if is_business:
        days += in_language((" 영업일", " business days"))
    return days if rule.roll == Roll.DEFAULT else f"{days} · {in_language(_ROLLS[rule.roll])}"


def read_deadline(text: str, *, launch_on: date | None = None, calendar: Calendar | None = None) -> Deadline | None:
    """The rule of a cell; None for an empty one. Raises DeadlineError.

    A day is counted from `launch_on`: in open days of `calendar` when both are open, else in calendar days.
    """
    words = _normal(text)
    if _NOTHING.fullmatch(words):
        return None
    roll, words = _roll(words)
    words = _bare(words)
    rule = _as_rule(words)
    if rule is None and (day := _as_day(_end_of_span(words), launch_on)):
        return Deadline(_counted(day, launch_on, calendar or Calendar(), text), day)
    if rule is None:
        raise DeadlineError(
            _("“%(text)s” is not a deadline. Write it like D-14, D-day, D+7, D-5 business days or 2026-12-09.")
            % {"text": _short(text)}
        )
    if not FIRST_OFFSET <= rule.offset <= LAST_OFFSET:
        raise DeadlineError(
            _("“%(text)s” is too far away. Deadlines run from D%(first)d to D+%(last)d.")
            % {"text": _short(text), "first": FIRST_OFFSET, "last": LAST_OFFSET}
        )
    return Deadline(replace(rule, roll=roll))


def looks_like_deadline(text: str) -> bool:
    """Whether a text is one, as far as it can be told without a D-day."""
    words = _bare(_normal(text))
    return _as_rule(words) is not None or _as_day(_end_of_span(words), None) is not None


def read_day(text: str, *, near: date) -> date | None:
    """The day of the calendar that a cell names, of a span its end; without a year the one nearest to `near`."""
    return _as_day(_end_of_span(_bare(_normal(text))), near)


def _normal(text: str) -> str:
    words = unicodedata.normalize("NFKC", text).translate(_DASHES).casefold()
    return re.sub(r"\s+", " ", words).strip()


def _roll(words: str) -> tuple[Roll, str]:
    head, mark, tail = words.partition(" · ")
    for roll, names in _ROLLS.items():
        if mark and tail in names:
            return roll, head
    return Roll.DEFAULT, words


def _bare(words: str) -> str:
    """Without what stands before and after a deadline and does not change it."""
    words = re.sub(r"^(?:~|기한|마감|due:?|by)\s*:?\s*", "", words)
    words = re.sub(rf"^{_LAUNCH}\s+(?=[dtw]\s*[+-])", "", words)
    if re.match(r"d\s*[+-]\s*[0-9]", words):
        words = re.sub(r"\(([0-9]{1,2}[./-][0-9]{1,2})?\s*(?:[월화수목금토일])?\)", "", words)  # "D-3 (12/6 일)"
        words = re.sub(r"\((영업일|영업일 기준|business days?|working days?)\)", r" 영업일", words)
    while (shorter := _TAIL.sub("", words)) != words:
        words = shorter.strip()
    return re.sub(r"\s+", " ", words.strip())


def _as_rule(words: str) -> Rule | None:
    if _ON_LAUNCH.fullmatch(words):
        return Rule(0)
    for offset, pattern in _NEXT_TO.items():
        if pattern.fullmatch(words):
            return Rule(offset)
    if found := _LETTER.fullmatch(words):
        return _letter(found)
    for pattern in _BEFORE_OR_AFTER:
        if found := pattern.fullmatch(words):
            return _before_or_after(found)
    try:
        return parse_rule(words)
    except ScheduleError:
        return _as_rule(words.rpartition("~")[2].strip()) if "~" in words else None


def _letter(found: re.Match[str]) -> Rule:
    """ "D-3", "T-3", "D-2W", "W-2", "+2 weeks"."""
    span = found["span"] or ""
    days = 7 if found["letter"] == "w" or span.startswith(("w", "주")) else 30 if span.startswith(("m", "개월")) else 1
    offset = int(found["count"]) * days * (-1 if found["sign"] == "-" else 1)
    return Rule(offset, Unit.BUSINESS if found["business"] else Unit.CALENDAR)


def _before_or_after(found: re.Match[str]) -> Rule | None:
    count = found["count"]
    number = int(count) if count.isdecimal() else _NUMBERS.get(count)
    span = (found["span"] or "").rstrip("s")
    if number is None or not (span or found["business"] or count in _NUMBERS):
        return None
    after = found["side"] in ("후", "뒤", "이후", "after")
    offset = number * _SPANS.get(span, 1) * (1 if after else -1)
    return Rule(offset, Unit.BUSINESS if found["business"] else Unit.CALENDAR)


def _end_of_span(words: str) -> str:
    """The later day of "12/1 ~ 12/5"; "12/1~5" keeps its month."""
    first, mark, last = (part.strip() for part in words.partition("~"))
    if not mark:
        return _bare(words)
    if re.fullmatch(r"[0-9]{1,2}일?", last):
        return re.sub(r"[0-9]{1,2}(?=\s*[.일]?$)", last.rstrip("일"), _bare(first))
    return _bare(last)


def _as_day(words: str, launch_on: date | None) -> date | None:
    """The day a cell names; a day without a year is the one nearest to D-day. None when it names none."""
    if _SERIAL.fullmatch(words):
        return date(1899, 12, 30) + timedelta(days=int(words))
    for pattern in _DAYS:
        if found := pattern.fullmatch(words):
            parts = found.groupdict()
            month = (
                _MONTHS.index(parts["m"]) + 1
                if parts["m"] in _MONTHS
                else int(parts["m"])
                if parts["m"].isdecimal()
                else 0
            )
            years = [int(parts["y"]) % 100 + 2000] if parts.get("y") else _years_near(launch_on)
            number = parts["d"] or parts.get("d2") or parts.get("d3") or "0"
            days = [day for year in years if (day := _date(year, month, int(number)))]
            return min(days, key=lambda day: abs(day - (launch_on or day)), default=None)
    return None


def _years_near(launch_on: date | None) -> list[int]:
    year = (launch_on or date(2024, 1, 1)).year
    return [year - 1, year, year + 1]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _counted(day: date, launch_on: date | None, calendar: Calendar, text: str) -> Rule:
    if launch_on is None:
        raise DeadlineError(
            _("“%(text)s” is a day of the calendar. Give the D-day, or write it like D-14.") % {"text": _short(text)}
        )
    days = (day - launch_on).days
    if not FIRST_OFFSET <= days <= LAST_OFFSET:
        raise DeadlineError(
            _("“%(text)s” is too far from the D-day %(launch)s.")
            % {"text": _short(text), "launch": launch_on.isoformat()}
        )
    try:
        if days and calendar.is_open(day) and calendar.is_open(launch_on):
            count = calendar.count(launch_on, day) if day > launch_on else -calendar.count(day, launch_on)
            return Rule(count, Unit.BUSINESS)
    except CalendarError as error:
        raise DeadlineError(str(error)) from error
    # The day that was written is meant, open or not.
    return Rule(days, Unit.CALENDAR, Roll.NONE) if days and not calendar.is_open(day) else Rule(days)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
