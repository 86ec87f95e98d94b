"""What differs between two texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from records.differences import Change, Difference, differences

TEXTS = st.lists(st.sampled_from(["가", "나", "다", "", "라 마", "> 인용"]), max_size=14).map("\n".join)


def test_what_went_stands_before_what_came():
    assert differences("하나\n둘\n셋", "하나\n두울\n셋") == [
        Difference(Change.SAME, "하나"),
        Difference(Change.REMOVED, "둘"),
        Difference(Change.ADDED, "두울"),
        Difference(Change.SAME, "셋"),
    ]


def test_what_stays_is_cut_to_the_lines_around_a_change():
    before = [str(number) for number in range(30)]
    after = [*before[:15], "새 줄", *before[15:]]
    found = differences("\n".join(before), "\n".join(after))
    assert [line for line in found if line.kind == Change.SKIPPED] == [Difference(Change.SKIPPED, "12")] * 2
    assert len(found) == 1 + 3 + 1 + 3 + 1


def test_equal_texts_differ_in_nothing():
    assert all(line.kind == Change.SKIPPED for line in differences("가\n나", "가\n나"))


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_back(before: str, after: str):
    found = differences(before, after, around=None)
    assert [line.text for line in found if line.kind != Change.ADDED] == before.splitlines()
    assert [line.text for line in found if line.kind != Change.REMOVED] == after.splitlines()


@given(TEXTS, TEXTS)
def test_nothing_that_changed_is_left_out(before: str, after: str):
    changed = [line for line in differences(before, after, around=None) if line.kind != Change.SAME]
    shown = differences(before, after)
    assert [line for line in shown if line.kind in (Change.ADDED, Change.REMOVED)] == changed
    skipped = sum(int(line.text) for line in shown if line.kind == Change.SKIPPED)
    assert skipped + sum(line.kind != Change.SKIPPED for line in shown) == len(differences(before, after, around=None))
