"""Numbers and days out of addresses: what counts as one, for every text there is."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.asked import BIGGEST, day, number, numbers

NO_NUMBERS = ("", " 1", "1 ", "1\n", "-1", "+1", "1.0", "1_000", "²", "１２", "٣", "1\x00", "\x00", "x", "9" * 5000)
NO_DAYS = (
    "", "0000-01-01", "0001-01-01", "9999-12-31", "2026-02-30", "2026-13-01", "20261125", "2026-W48-3", "2026-11-5",
    "２０２６-11-25", "2026-11-25\n", " 2026-11-25", "2026-11-25T00:00", "2026-11-25\x00", "x" * 5000,
)  # fmt: skip


@pytest.mark.parametrize("text", [*NO_NUMBERS, None, str(BIGGEST + 1)])
def test_what_is_no_number(text: str | None) -> None:
    assert number(text) is None


@given(st.integers(min_value=0, max_value=BIGGEST))
@example(0)
@example(BIGGEST)
def test_every_number_that_a_row_may_have_is_read(of: int) -> None:
    assert number(str(of)) == of


@given(st.integers(min_value=0, max_value=10**6), st.integers(min_value=0, max_value=10**6))
def test_most_is_the_biggest_that_counts(of: int, most: int) -> None:
    assert number(str(of), most=most) == (of if of <= most else None)


@pytest.mark.parametrize("text", [*NO_DAYS, None])
def test_what_is_no_day(text: str | None) -> None:
    assert day(text) is None


@given(st.dates(min_value=date(2, 1, 1), max_value=date(9998, 12, 31)))
def test_every_day_with_days_around_it_is_read(of: date) -> None:
    assert day(of.isoformat()) == of
    assert of - timedelta(days=1) < of < of + timedelta(days=1)


@given(st.text())
@example("2026-11-25\x00")
@example("٣" * 10)
def test_no_text_is_an_error(text: str) -> None:
    read, on = number(text), day(text)
    assert read is None or (text.isascii() and 0 <= read <= BIGGEST and int(text) == read)
    assert on is None or on.isoformat() == text


def test_of_several_the_numbers_in_their_order() -> None:
    assert numbers(["7", "x", "", "3", "²", "7"]) == [7, 3, 7]
