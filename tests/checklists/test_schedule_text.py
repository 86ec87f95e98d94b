from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from checklists.schedule import FIRST_OFFSET, LAST_OFFSET, Rule, ScheduleError, Unit, describe, parse_rule


@pytest.fixture(autouse=True, scope="module")
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("D-14", Rule(-14)),
        (" d - 14 ", Rule(-14)),
        ("d\uff0d3", Rule(-3)),
        ("\uff24\uff0d\uff13", Rule(-3)),
        ("\u22123", Rule(-3)),
        ("D\u20133", Rule(-3)),
        ("D+7", Rule(7)),
        ("+7", Rule(7)),
        ("D-007", Rule(-7)),
        ("D-0", Rule(0)),
        ("D+0", Rule(0)),
        ("D-day", Rule(0)),
        ("D\u2013Day", Rule(0)),
        ("디데이", Rule(0)),
        ("오픈 당일", Rule(0)),
        ("0", Rule(0)),
        ("D-35역", Rule(-35)),
        ("D-7일", Rule(-7)),
        ("D-7 calendar days", Rule(-7)),
        ("D+7 business", Rule(7, Unit.BUSINESS)),
        ("D-1 Business Day", Rule(-1, Unit.BUSINESS)),
        ("D-15영", Rule(-15, Unit.BUSINESS)),
        ("D-13 영업일", Rule(-13, Unit.BUSINESS)),
        ("D-365", Rule(-365)),
        ("D+90", Rule(90)),
    ],
)
def test_a_rule_is_read_as_people_write_it(text: str, expected: Rule) -> None:
    assert parse_rule(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "D", "14", "D14", "D--3", "D+-5", "D-1.5", "D-3-4", "D-٣", "D-3 weeks", "D-day+1", "+", "D-1e3", "D-3\n-4"],
)
def test_what_could_mean_two_things_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ScheduleError, match="Write it like D-14"):
        parse_rule(text)


@pytest.mark.parametrize("text", ["D-366", "D+91", "D-99999", "D-999999999"])
def test_an_offset_out_of_range_is_refused_with_the_range(text: str) -> None:
    with pytest.raises(ScheduleError, match=r"D-365 to D\+90"):
        parse_rule(text)


def test_a_very_long_text_is_refused_and_quoted_in_part() -> None:
    with pytest.raises(ScheduleError) as refused:
        parse_rule("D-" + "9" * 100_000)
    assert len(str(refused.value)) < 200


@given(st.integers(FIRST_OFFSET, LAST_OFFSET), st.sampled_from(Unit))
def test_the_written_form_reads_back_as_the_same_deadline(offset: int, unit: Unit) -> None:
    read = parse_rule(str(Rule(offset, unit)))
    assert (read.offset, read.unit) == (offset, unit if offset else Unit.CALENDAR)


@given(st.text())
def test_any_text_gives_a_rule_in_range_or_a_schedule_error(text: str) -> None:
    with suppress(ScheduleError):
        assert FIRST_OFFSET <= parse_rule(text).offset <= LAST_OFFSET


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule(-13, Unit.BUSINESS), "13 business days before launch"),
        (Rule(-1, Unit.BUSINESS), "1 business day before launch"),
        (Rule(2, Unit.BUSINESS), "2 business days after launch"),
        (Rule(-1), "1 day before launch"),
        (Rule(7), "7 days after launch"),
        (Rule(0, Unit.BUSINESS), "on launch day"),
    ],
)
def test_a_rule_reads_as_a_sentence(rule: Rule, words: str) -> None:
    assert describe(rule) == words
