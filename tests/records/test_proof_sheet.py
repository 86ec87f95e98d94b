"""The proof on one sheet: nothing is left out without being counted, and what was said comes first."""

from __future__ import annotations

from datetime import date

import pytest

from records.models import Receipt
from records.proof import Mark, Received, Sent
from records.proof_sheet import sheet
from tests.conftest import NOW

MARK = Mark(NOW, "김서연", "", "", None, 1, "0123abcd")


def received(number: int, words: str = "") -> Received:
    state = Receipt.State.REMARKS if words else Receipt.State.ACCEPTED
    return Received(number, 1, "고객센터", f"상담사{number}", False, date(2026, 11, 27), state, MARK, MARK, words=words)


def versions(count: int, receivers: int, words: str = "") -> list[Sent]:
    return [
        Sent(number, MARK, "바뀐 곳", "본문", [received(one, words) for one in range(receivers)])
        for number in range(1, count + 1)
    ]


@pytest.mark.parametrize(("count", "receivers"), [(1, 1), (1, 500), (3, 40), (9, 200)])
@pytest.mark.parametrize("words", ["", "말" * 2000])
def test_everybody_is_told_of_or_counted(count, receivers, words):
    laid_out = sheet(versions(count, receivers, words))
    assert [one.number for one in laid_out.older] == list(range(1, count - len(laid_out.versions) + 1))
    for version in laid_out.versions:
        told = sum(len(people) for _state, people in version.told)
        assert len(version.lines) + told + version.left_out == receivers
        assert version.more == receivers - len(version.lines)


def test_few_receivers_each_get_a_line_in_the_usual_type():
    laid_out = sheet(versions(2, 4))
    assert laid_out.density == ""
    assert [len(version.lines) for version in laid_out.versions] == [4, 4]
    assert [version.sent.number for version in laid_out.versions] == [2, 1]


def test_the_type_grows_smaller_before_anything_is_left_out():
    laid_out = sheet(versions(3, 30, "말" * 100))
    assert laid_out.density == "tight"
    assert sum(version.left_out for version in laid_out.versions) == 0


def test_who_said_something_comes_before_who_just_accepted():
    sent = versions(1, 60)[0]
    sent.received.append(received(99, "글자가 작습니다"))
    assert sheet([sent]).versions[0].lines[0].receipt_id == 99
