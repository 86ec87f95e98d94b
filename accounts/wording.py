"""How a date, a moment, a distance in days and a name are written. No Django, no I/O: the language is an argument.

`language` is "ko" or "en"; every other value reads as English. "D-n" counts calendar days from `today`, which is
always given by the caller (the project's time zone decides what today is). Source: design.md, sections 1 and 6.
"""

from collections.abc import Sequence
from datetime import date, datetime

WEEKDAYS_KO = "월화수목금토일"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LONG_WEEKDAYS_EN = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
MONTHS_EN = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
LONG_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

SOON_DAYS = 3


def week(days: Sequence[int], language: str) -> str:
    """Weekdays, 0 for Monday: "월–금", "Mon–Fri"; with gaps "월·수·금"."""
    names = WEEKDAYS_KO if language == "ko" else WEEKDAYS_EN
    found = sorted(set(days))
    if len(found) > 2 and found == list(range(found[0], found[-1] + 1)):
        return f"{names[found[0]]}–{names[found[-1]]}"
    return ("·" if language == "ko" else ", ").join(names[day] for day in found)


def day(value: date, language: str) -> str:
    """In tables: "11.27 금", "27 Nov Fri"."""
    if language == "ko":
        return f"{value.month}.{value.day} {WEEKDAYS_KO[value.weekday()]}"
    return f"{value.day} {MONTHS_EN[value.month - 1]} {WEEKDAYS_EN[value.weekday()]}"


def day_long(value: date, language: str) -> str:
    """In sentences and mail: "12월 9일 (수)", "Wednesday 9 December"."""
    if language == "ko":
        return f"{value.month}월 {value.day}일 ({WEEKDAYS_KO[value.weekday()]})"
    return f"{LONG_WEEKDAYS_EN[value.weekday()]} {value.day} {LONG_MONTHS_EN[value.month - 1]}"


def day_dotted(value: date, language: str) -> str:
    """With its year: "2026.12.9 수", "9 Dec 2026 Wed"."""
    if language == "ko":
        return f"{value.year}.{day(value, language)}"
    return f"{value.day} {MONTHS_EN[value.month - 1]} {value.year} {WEEKDAYS_EN[value.weekday()]}"


def moment(value: datetime, language: str) -> str:
    """A time in the zone it carries, 24 hours: "11.24 17:20", "24 Nov 17:20"."""
    if language == "ko":
        return f"{value.month}.{value.day} {value:%H:%M}"
    return f"{value.day} {MONTHS_EN[value.month - 1]} {value:%H:%M}"


def d_day(value: date, today: date) -> str:
    """ "D-3" three days before `value`, "D-Day" on it, "D+2" two days after."""
    distance = (today - value).days
    return f"D{distance:+d}" if distance else "D-Day"


def due_state(due_on: date, today: date) -> str:
    """ "late", "today", "soon" (one to three days) or "far": the badge of an open item."""
    days_left = (due_on - today).days
    if days_left < 0:
        return "late"
    if days_left == 0:
        return "today"
    return "soon" if days_left <= SOON_DAYS else "far"


def initials(name: str) -> str:
    """Two characters for a small circle: "김서연" → "서연", "Ada Lovelace" → "AL"."""
    words = name.split()
    if not words:
        return ""
    if words[0].isascii():
        return "".join(word[0] for word in (words if len(words) < 3 else (words[0], words[-1]))).upper()
    return words[-1][-2:]
